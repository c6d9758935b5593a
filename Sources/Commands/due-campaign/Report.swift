import ArgumentParser
import DueCampaigns
import DueFormats
import DueStore
import DueSystem
import DueTool
import Glibc

extension DueCampaign {
  /// Writes who got what, who did not, and why.
  struct Report: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write who got what, who did not, and why.")

    @Argument(help: ArgumentHelp("Id or name of a campaign.", valueName: "campaign"))
    var campaign: String

    @Option(help: ArgumentHelp("The run that is meant (default: the latest).", valueName: "n"))
    var run: Int?

    @Flag(help: "Write one row of CSV a member.")
    var csv = false

    @Flag(help: "Write one JSON object a member.")
    var jsonl = false

    @OptionGroup var common: CampaignOptions
    @OptionGroup var output: OutputFileOptions

    func validate() throws {
      if csv, jsonl { throw ValidationError("expected --csv or --jsonl, found both") }
    }

    func run(_ console: inout Console) throws {
      let now = try common.clock.instant()
      var sink = try ByteSink(output.output)
      try common.read { project, view in
        let stored = try common.find(campaign, in: project, view)
        let runs = try CampaignTable.runs(of: stored, view)
        guard let run = runs.last(where: { self.run == nil || $0.number == self.run }) else {
          throw RunFault(
            .noInput,
            "expected a campaign that has run, found '\(campaign)'"
              + (self.run.map { " without run \($0)" } ?? ""))
        }
        if csv || jsonl {
          try write(run, of: stored, to: &sink, view)
        } else {
          let text = try page(run, of: stored, in: project, at: now, view)
          sink.buffer.append(text)
        }
      }
      try sink.finish()
    }

    private func write(
      _ run: StoredRun, of stored: StoredCampaign, to sink: inout ByteSink, _ view: StoreView
    ) throws {
      let treatments = try Campaign(stored.definition).treatments.map(\.id)
      if csv { sink.buffer.append(csv: MemberReport.columns) }
      let cursor = try CampaignReportCursor(run, view)
      while let row = try cursor.next() {
        let member = MemberReport(row, handover: run.handover)
        let fields = member.fields(treatments: treatments)
        if csv {
          sink.buffer.append(csv: fields)
        } else {
          sink.buffer.append(
            JSON.object(
              zip(MemberReport.columns, fields).filter { !$0.1.isEmpty }
                .map { .init($0, .string($1)) }))
          sink.buffer.append(UInt8(ascii: "\n"))
        }
        try sink.recordEnded()
      }
    }

    private func page(
      _ run: StoredRun, of stored: StoredCampaign, in project: Project, at now: Instant,
      _ view: StoreView
    ) throws -> String {
      var report = RunReport(showing: 50)
      let cursor = try CampaignReportCursor(run, view)
      while let row = try cursor.next() { report.add(row, handover: run.handover) }
      let segment = try SegmentTable.find(
        run.segmentID, version: run.segmentVersion, in: project, view)
      let head = ReportText.Head(
        run, of: stored, campaign: try Campaign(stored.definition), segment: segment?.name,
        state: try CampaignState(of: stored, at: now, view))
      let terminal = output.output == nil ? Terminal.standardOutput : nil
      return ReportText.text(
        head, report, started: run.started, width: min(terminal?.columns ?? 100, 100),
        isColoured: terminal?.hasColours ?? false)
    }
  }
}

/// The terminal that standard output is.
private struct Terminal {
  var columns: Int
  var hasColours: Bool

  /// nil where it is none.
  static var standardOutput: Terminal? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let term = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    return Terminal(
      columns: known ? Int(size.ws_col) : 80,
      hasColours: term != "dumb" && getenv("NO_COLOR") == nil)
  }
}
