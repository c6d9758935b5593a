import ArgumentParser
import DueFormats
import DueLake
import DueModel
import DueStore
import DueSystem
import DueTool

/// Events of the database as files for other engines.
struct Export: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the events as a lake: files by family, day and hour.")

  static let meansAllProjects = true

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(help: ArgumentHelp("Directory of the lake.", valueName: "dir"))
  var out: String

  @Option(help: "Partitions as dt=…/hour=… (hive) or as Firehose writes them (default: hive).")
  var layout: LakeLayout.Tree = .hive

  @Option(help: "Events as they came, a line each, or in columns: jsonl or csv (default: jsonl).")
  var format: LakeLayout.Format = .jsonl

  @Option(help: "gz, zst or none (default: gz).")
  var compress: BlockPacker.Form = .gz

  @Option(
    help: ArgumentHelp("Only hours of arrival that begin at TIME or later.", valueName: "time"))
  var since: Instant?

  @Option(help: ArgumentHelp("Only hours of arrival that begin before TIME.", valueName: "time"))
  var until: Instant?

  @Option(help: "Only events of a family: pinpoint, ses or sms; repeatable.")
  var family: [ExportFamily] = []

  @Flag(help: "Remove partitions of the lake that the database has no events of.")
  var delete = false

  @Option(help: ArgumentHelp("Threads that compress (default: 2).", valueName: "n"))
  var threads = 2

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  func validate() throws {
    guard (1...8).contains(threads) else {
      throw ValidationError("expected 1 to 8 in --threads, found '\(threads)'")
    }
    if let since, let until, since >= until {
      throw ValidationError("expected --since before --until, found nothing between them")
    }
  }

  func run(_ console: inout Console) throws {
    let events = try EventStore(store.directory)
    var progress = Progress("events", console)
    var job = LakeExport(
      out, LakeLayout(tree: layout, format: format, compression: compress),
      EventHours.Range(families: families, hours: hours, project: store.project))
    job.deletes = delete
    job.isDryRun = dryRun
    job.threads = threads
    job.progress = { progress.update($0) }
    let counts = try job.run(events, names: try names(events))
    progress.finish()
    summary.print(
      [
        "events": .integer(counts.events), "partitions": .integer(counts.partitions),
        "written": .integer(counts.written), "deleted": .integer(counts.deleted),
      ], console)
  }

  /// The names of the store, which the database keeps too; else those that came with the events.
  private func names(_ events: EventStore) throws -> [EventNames.Name] {
    let kept = try events.read { try EventNames.all($0) }
    let known = try EventNames.known(in: store.directory)
    if known.isEmpty || known == kept { return kept }
    if !dryRun { try events.write { try EventNames.replace(known, $0) } }
    return known
  }

  private var families: [EventFamily] {
    family.isEmpty ? [.pinpoint, .ses, .sms] : family.map(\.family)
  }

  /// Hours since 1970 that begin at `since` or later, and before `until`.
  private var hours: Range<Int64> {
    func ceiling(_ instant: Instant) -> Int64 {
      let hour = instant.milliseconds / 3_600_000
      return hour * 3_600_000 < instant.milliseconds ? hour + 1 : hour
    }
    return (since.map(ceiling) ?? -1 << 31)..<(until.map(ceiling) ?? 1 << 31)
  }
}

/// A family that a lake has a table of.
enum ExportFamily: String, ExpressibleByArgument, CaseIterable {
  case pinpoint, ses, sms

  var family: EventFamily {
    switch self {
    case .pinpoint: .pinpoint
    case .ses: .ses
    case .sms: .sms
    }
  }
}

extension LakeLayout.Tree: ExpressibleByArgument {}
extension LakeLayout.Format: ExpressibleByArgument {}
extension BlockPacker.Form: ExpressibleByArgument {}
