import ArgumentParser
import DueArchive
import DueFormats
import DueStore
import DueSystem
import DueTool

/// Moves messages from files of their own into packs.
struct Pack: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Move messages from files of their own into packs.")

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "A pack a month, or 256 by endpoint: month or endpoint (default: month).",
      valueName: "what"))
  var by: ArchivePacking.Grouping = .month

  @Option(
    help: ArgumentHelp(
      "Pack months that ended AGE ago, or earlier: 7y, 18mo, 12w, 90d.", valueName: "age"))
  var olderThan: CalendarAge?

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let end = (olderThan?.before(now) ?? now).beginOfMonth
    let opened = try Store(store.directory, dryRun ? .read : .update)
    var packing = ArchivePacking(opened, try store.openArchive(), by: by, isDryRun: dryRun)
    try packing.pack(before: end)
    summary.print(packing.counts.summary, console)
  }
}

extension ArchivePacking.Grouping: ExpressibleByArgument {}

extension Instant {
  /// The midnight (UTC) that began the month.
  fileprivate var beginOfMonth: Instant {
    let civil = civil()
    return Instant(year: civil.year, month: civil.month, day: 1)
  }
}
