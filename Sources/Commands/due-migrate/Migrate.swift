import ArgumentParser
import DueFormats
import DueImport
import DueMigration
import DueModel
import DueStore
import DueSystem
import DueTool

/// A directory of all that was saved of Pinpoint in; a project, and a report, out.
///
/// See due-migrate(1).
@main
struct Migrate: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-migrate",
    abstract: "Take all that was saved of Pinpoint into the store, and say what came of it.",
    version: Store.version(dueVersion)
  )

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Notices") var notify: NotifyOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(
    help: ArgumentHelp(
      "Write the report into FILE: .html, .md, .json, else text.", valueName: "file"))
  var report: String?

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: ArgumentHelp("Directories and files of what was saved.", valueName: "path"))
  var paths: [String]

  func validate() throws {
    if paths.contains("-") {
      throw ValidationError("expected files and directories, found standard input")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    notify.send(.started(paths), at: now, &console)
    do {
      notify.send(try migrate(at: now, &console), at: now, &console)
    } catch let fault as any Fault {
      notify.send(.failed(fault), at: now, &console)
      throw fault
    }
  }

  private func migrate(at now: Instant, _ console: inout Console) throws -> Notice {
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: paths, writing: ["--report": report]) { rejection in
      pending.raise(.badData)
      pending.say(rejection.description)
    }
    log.namesFiles = true
    let export = try SavedExport(paths, rejects: log)
    log.located = export.looseEndpoints.located
    // Before anything is stored; the directory that is read may be that of the report.
    var sink = try ByteSink(report)
    let endpoints = try importEndpoints(of: export, log, at: now, pending)
    let findings = try load(export, at: now)
    try log.finish()
    let report = MigrationReport(
      findings, of: export, endpoints, in: store.projectName, at: now, isRehearsal: dryRun)
    try write(report, to: &sink)
    if report.hasRefusals || !export.damaged.isEmpty { pending.raise(.badData) }
    summary.print(report.counts, pending)
    return .ended(report, isWhole: !report.hasRefusals && export.damaged.isEmpty && log.count == 0)
  }

  /// Puts the endpoints into the store: built as a whole where there is none, else written anew or
  /// changed, as due-import does.
  private func importEndpoints(
    of export: SavedExport, _ log: RejectLog, at now: Instant, _ console: Console
  ) throws -> MigrationReport.Endpoints {
    var files = export.endpointFiles.map(\.path)
    if export.looseEndpoints.count > 0 { files.append(export.looseEndpoints.path) }
    guard !files.isEmpty else { return MigrationReport.Endpoints() }
    var rules = ImportRules()
    rules.format = .jsonl
    rules.registers = true
    // Two that are active say so themselves.
    rules.takesAddresses = false
    rules.keepsNewer = true
    rules.isDryRun = dryRun
    var progress = Progress("endpoints", console)
    var job = ImportJob(files, rules: rules, rejects: log, report: nil) {
      progress.update($0, offset: $1, size: $2)
    }
    if try !job.build(in: store.directory, project: store.projectName, now: now) {
      let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
      let opened = try Store(scratch?.path ?? store.directory, .write)
      if try !job.renew(opened, project: store.projectName, now: now) {
        try job.run(on: opened, project: store.projectName, now: now)
      }
    }
    progress.finish()
    return MigrationReport.Endpoints(job.result, export.looseEndpoints)
  }

  private func load(_ export: SavedExport, at now: Instant) throws -> MigrationFindings {
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    let opened = try Store(scratch?.path ?? store.directory, .write)
    let body = { (view: StoreView) throws -> MigrationFindings in
      let project = try Project.named(store.projectName, create: true, view)
      return try export.load(
        into: project, at: now, .ofCommands(at: now), isRehearsal: dryRun, view)
    }
    return try dryRun ? opened.rehearse(body) : opened.write(body)
  }

  private func write(_ written: MigrationReport, to sink: inout ByteSink) throws {
    let form = report.map { ReportForm(fileName: $0) } ?? .text
    sink.buffer.append(written.written(as: form))
    try sink.finish()
  }
}

extension MigrationReport.Endpoints {
  fileprivate init(_ result: ImportResult, _ loose: LooseEndpoints) {
    self.init()
    read = result.processed
    created = result.created
    updated = result.updated
    unchanged = result.unchanged
    rejected = result.failed
    older = result.older
    notes = result.notes.notes.map { note in
      let times = note.count == 1 ? "" : " (\(note.count) times)"
      return "\(loose.located(note.first)): \(note.text)\(times)"
    }
    if result.notes.untold > 0 { notes.append("\(result.notes.untold) more, of other names") }
  }
}
