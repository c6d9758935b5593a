import DueFormats
import DueStore
import DueSystem

/// What an import has done.
package struct ImportResult {
  package var format: RecordFormat?
  /// Records read.
  package var processed = 0
  package var created = 0
  package var updated = 0
  package var unchanged = 0
  /// Records that were passed over, as what was there is newer.
  package var older = 0
  /// Users listed without an endpoint.
  package var users = 0
  package var failed = 0
  /// Endpoints that became INACTIVE because the files do not have them.
  package var expired = 0
  /// Values taken from endpoints and users that the files do not have.
  package var cleared = 0
  /// Files read whole.
  package var completedPieces = 0
  package var segment: SavedSegment?
  package var notes = RecordNotes()

  package init() {}

  /// The counts, for `--summary`.
  package var summary: JSON {
    .object([
      .init("processed", .integer(processed)), .init("created", .integer(created)),
      .init("updated", .integer(updated)), .init("unchanged", .integer(unchanged)),
      .init("users", .integer(users)), .init("rejected", .integer(failed)),
      .init("warnings", .integer(notes.count)), .init("expired", .integer(expired)),
    ])
  }
}

/// The job as Pinpoint's API tells of it.
///
/// Source: Pinpoint API, `ImportJobResponse`.
package struct ImportJobResponse {
  package var project: String
  package var files: [String]
  package var rules: ImportRules
  package var created: Instant
  package var completed: Instant
  package var result: ImportResult
  package var rejects: [Rejection]
  /// Why the job failed; nil where it did not.
  package var failure: String?

  package init(
    project: String, files: [String], rules: ImportRules, created: Instant, completed: Instant,
    result: ImportResult, rejects: [Rejection], failure: String?
  ) {
    self.project = project
    self.files = files
    self.rules = rules
    self.created = created
    self.completed = completed
    self.result = result
    self.rejects = rejects
    self.failure = failure
  }

  /// 32 hexadecimal digits that follow from project, time and files.
  private var id: String {
    let text = ([project, created.iso8601] + files).joined(separator: "\n")
    return String(SHA256("import\n\(text)").hex.prefix(32))
  }

  package var json: JSON {
    let failed = failure != nil
    var failures = rejects.map { JSON.string("\($0.file):\($0.line): \($0.reason)") }
    if let failure { failures.append(.string(failure)) }
    return .object([
      .init("ApplicationId", .string(project)),
      .init("Id", .string(id)),
      .init("Type", "IMPORT"),
      .init("JobStatus", failed ? "FAILED" : "COMPLETED"),
      .init("CreationDate", .string(created.iso8601)),
      .init("CompletionDate", .string(completed.iso8601)),
      .init("TotalPieces", .integer(files.count)),
      .init("CompletedPieces", .integer(failed ? 0 : files.count)),
      .init("FailedPieces", .integer(failed ? files.count : 0)),
      .init("TotalProcessed", .integer(result.processed)),
      .init("TotalFailures", .integer(result.failed)),
      .init("Failures", .array(failures)),
      .init("Definition", definition),
    ])
  }

  private var definition: JSON {
    var members: [JSON.Member] = [
      .init("DefineSegment", .bool(rules.target != .none)),
      .init("RegisterEndpoints", .bool(rules.registers)),
      .init("Format", .string((result.format ?? rules.format ?? .csv).apiName)),
      .init("S3Url", .string(files.joined(separator: " "))),
    ]
    if case .segment(let name, let id) = rules.target {
      if let id = result.segment?.id ?? id { members.append(.init("SegmentId", .string(id))) }
      members.append(.init("SegmentName", .string(name)))
    }
    return .object(members)
  }
}

/// A line of CSV for each record: what became of it.
package final class ImportReport {
  private var sink: ByteSink

  package init(path: String) throws {
    var sink = try ByteSink(path)
    sink.buffer.append("File,Line,Outcome,Id\n" as StaticString)
    self.sink = sink
  }

  func add(_ outcome: EndpointUpsert.Outcome, _ file: String, line: Int, id: Bytes) throws {
    let word: StaticString =
      switch outcome {
      case .created: "created"
      case .updated: "updated"
      case .unchanged: "unchanged"
      case .user: "user"
      case .refused: "rejected"
      }
    try add(word, file, line, id)
  }

  func add(rejected line: Int, of file: String) throws {
    try add("rejected", file, line, Bytes(start: nil, count: 0))
  }

  private func add(_ word: StaticString, _ file: String, _ line: Int, _ id: Bytes) throws {
    sink.buffer.append(csvField: file)
    sink.buffer.append(UInt8(ascii: ","))
    sink.buffer.append(decimal: Int64(line))
    sink.buffer.append(UInt8(ascii: ","))
    sink.buffer.append(word)
    sink.buffer.append(UInt8(ascii: ","))
    sink.buffer.append(csvField: id)
    sink.buffer.append("\n" as StaticString)
    try sink.recordEnded()
  }

  func finish() throws { try sink.finish() }
}

extension RecordFormat {
  /// The name that Pinpoint's API has for it.
  package var apiName: String {
    switch self {
    case .csv: "CSV"
    case .jsonl: "JSON"
    }
  }
}
