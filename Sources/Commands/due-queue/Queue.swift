import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// Messages that wait, and those that nobody could deliver.
///
/// See due-queue(1).
@main
struct Queue: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-queue",
    abstract: "Show and steer the messages that wait.",
    version: Store.version(dueVersion),
    subcommands: [
      Status.self, Batches.self, List.self, Show.self, Drain.self, Pause.self, Resume.self,
      Cancel.self, Retry.self, Resolve.self, Settle.self, Dead.self, Collect.self,
    ]
  )
}

/// How lists are written: a table for a person, records for a program.
struct ListOptions: ParsableArguments {
  @Flag(help: "Write JSON lines on a terminal too.")
  var jsonl = false
}

/// Which messages are meant.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Messages of BATCH only.", valueName: "batch"))
  var batch: String?

  @Option(help: ArgumentHelp("Messages with CODE only.", valueName: "code"))
  var code: String?

  func filter(_ keys: [String] = []) -> OutboxFilter {
    var filter = OutboxFilter()
    filter.keys = keys
    filter.batch = batch
    filter.code = code
    return filter
  }

  var isEmpty: Bool { batch == nil && code == nil }
}

extension StoreOptions {
  /// The store, which must be there: nothing waits where nothing was ever put.
  func openExisting() throws -> Store {
    _ = try Store(directory, .read)
    return try Store(directory, .write)
  }

  /// Runs `body` as one transaction on the store; of a dry run nothing is kept.
  func change<T>(_ mode: DryRunOptions, _ body: (StoreView) throws -> T) throws -> T {
    let store = try openExisting()
    return try mode.dryRun ? store.rehearse(body) : store.write(body)
  }
}

extension Console {
  /// Tells how many messages were changed: people who look on, and those who ask with a dry run.
  func tell(_ count: Int, _ words: String, _ mode: DryRunOptions) {
    if isInteractive || mode.dryRun { say("\(Progress.grouped(count)) messages \(words)") }
  }
}

/// Messages that are named, one way or another: which are meant cannot be left open.
struct ChosenMessages: ParsableArguments {
  @Argument(help: "Keys of messages.")
  var key: [String] = []
  @OptionGroup var options: FilterOptions
  @Flag(help: "All of them.")
  var all = false

  func validate() throws {
    let isChosen = !key.isEmpty || !options.isEmpty
    if isChosen == all {
      throw ValidationError(
        "expected keys, --batch or --code, or --all, found \(all ? "both" : "none")")
    }
  }

  var filter: OutboxFilter { options.filter(key) }
}
