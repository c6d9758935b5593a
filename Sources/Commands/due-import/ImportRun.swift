import DueFormats
import DueImport
import DueStore
import DueSystem
import DueTool
import Glibc

/// One job of the command: from files to the store, and what there is to tell of it.
struct ImportRun {
  let project: String
  let files: [String]
  let rules: ImportRules
  let now: Instant
  private(set) var result = ImportResult()
  private var rejected: [Rejection] = []

  init(project: String, files: [String], rules: ImportRules, now: Instant) {
    self.project = project
    self.files = files
    self.rules = rules
    self.now = now
  }

  mutating func perform(
    in directory: String, _ options: RejectOptions, report: String?, _ console: inout Console
  ) throws {
    var pending = console
    let log = try options.open(reading: files, writing: ["--report": report]) { pending.reject($0) }
    var progress = Progress("rows", console)
    var job = ImportJob(
      files, rules: rules, rejects: log, report: try report.map { try ImportReport(path: $0) }
    ) { progress.update($0, offset: $1, size: $2) }
    defer {
      progress.finish()
      console = pending
      result = job.result
      rejected = log.first
    }
    if try !job.build(in: directory, project: project, now: now) {
      let scratch = try rules.isDryRun ? ScratchDirectory.ifMissing(directory) : nil
      let store = try Store(scratch?.path ?? directory, .write)
      if try !job.renew(store, project: project, now: now) {
        try job.run(on: store, project: project, now: now)
      }
      _ = scratch
    }
    for line in job.result.notes.lines { pending.say(line) }
    if rules.isFullSync, job.result.failed > 0 {
      pending.say("no endpoint was made INACTIVE, as rejected records may be among them")
    }
  }

  func response(at time: Instant, failure: String?) -> JSON {
    ImportJobResponse(
      project: project, files: files, rules: rules, created: now, completed: time, result: result,
      rejects: rejected, failure: failure
    ).json
  }
}

/// The notices of an import, in the envelope of the original.
///
/// Source: audience specification of Pinpoint's import system: subjects and payload keys.
struct ImportNotices {
  let options: NotifyOptions
  let files: [String]

  func started(at time: Instant, _ console: inout Console) {
    let url = JSON.object([.init("S3URL", .string(files.joined(separator: " ")))])
    options.send(
      Notice(
        .started, subject: "Amazon Pinpoint Import Started", message: "Import Started",
        payload: .init("Input", url)), at: time, &console)
  }

  func ended(_ response: JSON, at time: Instant, _ console: inout Console) {
    let failed = response["JobStatus"] == "FAILED"
    let word = failed ? "Failed" : "Successful"
    options.send(
      Notice(
        failed ? .failure : .success, subject: "Amazon Pinpoint Import \(word)",
        message: "Import \(word)", payload: .init("ImportResult", response)), at: time, &console)
  }
}
