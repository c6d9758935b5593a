import ArgumentParser
import DueFormats
import DueStore
import DueSystem
import DueTool

/// What is too old goes.
struct Gc: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Take away events that are too old, and keep their sums.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(help: ArgumentHelp("Take away days that are older, such as 400d.", valueName: "time"))
  var olderThan: TimeSpan

  @Flag(help: "Take away their sums as well.")
  var summaries = false

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  func run(_ console: inout Console) throws {
    let end = Instant(
      milliseconds: try clock.instant().milliseconds - olderThan.milliseconds)
    let cleanup = try EventCleanup(store.directory, before: end, takesSums: summaries)
    let counts = try dryRun ? cleanup.count() : cleanup.run()
    summary.print(
      .object([
        .init("before", .string(cleanup.horizon.iso8601)), .init("events", .integer(counts.events)),
        .init("rejects", .integer(counts.rejects)), .init("sums", .integer(counts.sums)),
        .init("freed_bytes", .integer(counts.freed)),
      ]), console)
  }
}
