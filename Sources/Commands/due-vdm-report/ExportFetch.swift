import DueAWS
import DueAWSOptions
import DueFormats
import DueHTTP
import DueModel
import DueReports
import DueStore
import DueSystem
import DueTool

/// One export of SES: asked for, waited for, and its file written as it is.
struct ExportFetch {
  let command: VDMReportCommand
  let now: Instant

  /// The most bytes of a file.
  private static let limit = 512 << 20

  /// - Returns: what to tell of it.
  func perform(_ range: DayRange?, _ console: inout Console) throws -> Notice {
    guard let range else { preconditionFailure("an export has days") }
    let days = try command.available(range, at: now, console)
    let isCSV = command.form.body == .csv
    let request =
      try command.export.messages
      ? ExportRequest(command.export.query, days, isCSV: isCSV)
      : ExportRequest(command.shape.shape, days, isCSV: isCSV)
    if command.dryRun {
      try command.write([request.body])
      return .made(days, file: command.form.output, breaches: [])
    }
    let client = try command.export.aws.client(.email)
    let run = ExportRun(
      request, region: client.region, project: command.store.projectName,
      store: try Store(command.store.directory, .write), peer: try peer(client),
      longestWait: command.export.poll?.milliseconds ?? 30_000,
      timeout: command.export.timeout?.milliseconds ?? 1_800_000)
    let outcome = try run.perform(resuming: command.export.resume)
    try command.form.write(outcome.file, days, at: now)
    try run.kept(outcome, at: command.form.output ?? "-")
    command.summary.print(
      ["job": .string(outcome.jobID), "bytes": .integer(outcome.file.count)], console)
    return .exported(days, file: command.form.output, job: outcome.jobID)
  }

  private func peer(_ client: AWSClient) throws -> ExportPeer {
    let http = try HTTPClient(authorities: AWSSurroundings.ofProcess.authorities)
    let jobs = "/v2/email/export-jobs"
    return ExportPeer(
      create: { body in
        var request = AWSRequest("POST", jobs, body: body)
        request.mayRepeat = false
        return try client.send(request)
      },
      get: { try client.send(AWSRequest("GET", "\(jobs)/\(PercentEncoding.segment($0))")) },
      list: { try client.send(AWSRequest("POST", "/v2/email/list-export-jobs", body: $0)) },
      download: { url in
        var request = HTTPRequest("GET", url)
        request.limit = Self.limit
        request.timeout = 600_000
        let answer = try http.send(request)
        if (200...299).contains(answer.status) { return answer.body }
        if answer.status == 403 { return nil }  // that is how S3 says that a link has ended
        throw RunFault(
          answer.status >= 500 ? .tryAgain : .unavailable,
          "the file of the job: HTTP status \(answer.status)")
      },
      isRefusal: { ($0 as? AWSFault).map { !$0.isTemporary || $0.isThrottling } ?? false },
      isUnknownJob: { ($0 as? AWSFault)?.code == "NotFoundException" },
      now: Instant.wallClock, wait: pause(milliseconds:))
  }
}

extension VDMReportCommand {
  /// The days of `range` that SES still has.
  func available(_ range: DayRange, at now: Instant, _ console: Console) throws -> DayRange {
    let first = Day(of: now) + -ExportRequest.keptDays
    guard range.start < first else { return range }
    guard export.clamp else {
      console.say("warning: SES keeps 60 days, which begin on \(first.text)")
      return range
    }
    guard first < range.end else {
      throw RunFault(.usage, "expected days from \(first.text) on, which SES still has")
    }
    return DayRange(first, range.end)
  }

  /// Writes what SES would be asked, one request a line.
  func write(_ bodies: [JSON]) throws {
    var sink = try ByteSink(form.output)
    for body in bodies { sink.buffer.append(body.text + "\n") }
    try sink.finish()
  }
}
