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

/// A length of time in days, weeks, months or years of the calendar: `90d`, `12w`, `18mo`, `7y`.
struct CalendarAge: ExpressibleByArgument, Equatable {
  private var months = 0
  private var days = 0

  init?(argument: String) {
    let units: [(suffix: String, months: Int, days: Int)] = [
      ("mo", 1, 0), ("y", 12, 0), ("w", 0, 7), ("d", 0, 1),
    ]
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let number = Int(argument.dropLast(unit.suffix.count)), (0...100_000).contains(number)
    else { return nil }
    months = number * unit.months
    days = number * unit.days
  }

  /// The moment so long before `now`; of a day that its month does not have, the last one.
  func before(_ now: Instant) -> Instant {
    var civil = now.civil()
    let month = civil.year * 12 + civil.month - 1 - months
    civil.year = Int((Double(month) / 12).rounded(.down))
    civil.month = month - civil.year * 12 + 1
    civil.day = min(civil.day, Instant.days(inMonth: civil.month, of: civil.year))
    let moment = Instant(
      year: civil.year, month: civil.month, day: civil.day, hour: civil.hour,
      minute: civil.minute, second: civil.second, millisecond: civil.millisecond)
    return moment + Int64(-days) * 86_400_000
  }
}
