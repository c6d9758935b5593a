import ArgumentParser
import DueFormats
import DueModel
import DueStore
import DueSuppression
import DueSystem
import DueTool

extension SuppressionReason: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

/// Addresses and why, from the command line.
struct Add: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Put addresses on the list.")

  @Option(
    help: ArgumentHelp(
      "Why: COMPLAINT, BOUNCE, UNSUBSCRIBE or SOFT_BOUNCE.", valueName: "reason"))
  var reason: SuppressionReason
  @OptionGroup var words: NoteOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Addresses.")
  var address: [String]

  func run(_ console: inout Console) throws {
    var settings = words.settings
    settings.reason = reason
    let now = try clock.instant()
    let rejects = try RejectLog(path: nil, limit: nil) { _ in }
    _ = try changes.perform(in: store) { transact in
      let job = ListImport(
        settings, actor: "add", now: now, rejects: rejects, transact: transact)
      try job.add(address)
      return job.counts
    }
  }
}

/// What was said of addresses so far counts no more.
struct Remove: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Take addresses off the list.")

  @OptionGroup var words: NoteOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Addresses.")
  var address: [String]

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    var missing: [String] = []
    _ = try changes.perform(in: store) { transact in
      var counts = SuppressionCounts()
      try transact { view in
        var book = try SuppressionBook(view, at: now, actor: "remove")
        for address in address {
          let wasListed = try book.remove(
            MailboxKey.key(address), scope: words.topic, note: words.note ?? "")
          if !wasListed { missing.append(address) }
        }
        counts = book.counts
      }
      return counts
    }
    for address in missing { console.say("\(address): not on the list") }
    if !missing.isEmpty { console.raise(.no) }
  }
}

/// Which part of the list, and what is said of a change.
struct NoteOptions: ParsableArguments {
  @Option(help: ArgumentHelp("For TOPIC of a contact list alone.", valueName: "topic"))
  var topic: String?

  @Option(help: ArgumentHelp("What to keep beside the change.", valueName: "text"))
  var note: String?

  var settings: ListImport.Settings {
    var settings = ListImport.Settings()
    settings.topic = topic
    settings.note = note ?? ""
    return settings
  }
}

/// Lists of other systems.
struct Import: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put the addresses of files on the list.")

  @OptionGroup var columns: ListColumnOptions
  @Option(
    help: ArgumentHelp("Column of the reason (default: reason).", valueName: "name"))
  var reasonColumn: String?
  @Option(
    help: ArgumentHelp("Why, where a record does not say.", valueName: "reason"))
  var reason: SuppressionReason?
  @OptionGroup var words: NoteOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var rejects: RejectOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Files, CSV or JSON; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    var settings = words.settings
    settings.column = columns.column
    settings.reasonColumn = reasonColumn
    settings.reason = reason
    let now = try clock.instant()
    let files = files.isEmpty ? ["-"] : files
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the list"
    let counts = try changes.perform(in: store) { transact in
      let job = ListImport(
        settings, actor: "import", now: now, rejects: log, transact: transact)
      for file in files { try job.run(file, told: columns.from) }
      return job.counts
    }
    try log.finish()
    summary.print(counts.summary, console)
  }
}

/// Where a file has its addresses.
struct ListColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column or member of the address (default: email, else Address).", valueName: "name"))
  var column: String?

  @Option(help: ArgumentHelp("Form of the input: csv or jsonl.", valueName: "form"))
  var from: RecordFormat?
}
