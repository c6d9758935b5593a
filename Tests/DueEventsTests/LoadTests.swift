import DueFormats
import DueModel
import DueStore
import DueSystem
import Glibc
import Testing

@testable import DueEvents

/// A directory that goes with the test.
final class TestDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/due-events-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw systemFault("/tmp") }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit { _ = try? ChildProcess.run(["rm", "-rf", path], input: "") }

  func file(_ name: String, _ text: String) throws -> String {
    let path = "\(self.path)/\(name)"
    var text = text
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC)
    try text.withUTF8 { try file.write(Bytes($0), name: path) }
    return path
  }

  /// Loads `text` as one file; the counts.
  @discardableResult
  func load(_ name: String, _ text: String, store: String = "store") throws -> LoadCounts {
    let now = Instant(milliseconds: 1_795_305_600_000)
    let log = try RejectLog(path: nil, limit: nil) { _ in }
    let job = LoadJob(
      project: "p", rule: .path, now: now, again: false, rejects: log, progress: { _, _, _ in })
    try EventLoading(directory: "\(path)/\(store)", now: now, isDryRun: false)
      .run(job, [try file(name, text)])
    return job.counts
  }

  /// The rows of an answer, columns parted by bars.
  func ask(_ sql: String, store: String = "store") throws -> [String] {
    let query = try Question(toEvents: sql, [:], in: "\(path)/\(store)", isOver: { false })
    var rows: [String] = []
    while try query.next() {
      rows.append(
        query.columns.indices.map { column in
          switch query.value(column) {
          case .null: ""
          case .integer(let number): String(number)
          case .real(let number): String(number)
          case .text(let text), .blob(let text): text.string
          }
        }.joined(separator: "|"))
    }
    return rows
  }

  func problems(store: String = "store") throws -> [String] {
    try EventCensus.problems(in: "\(path)/\(store)")
  }
}

@Suite struct LoadTests {
  /// Around the most that a page keeps of a row, the most of an overflow page, and more.
  static let lengths = [
    100, 4_000, 16_300, 16_330, 16_340, 16_343, 16_344, 16_345, 16_346, 16_350, 16_384, 18_372,
    18_373,
    32_700, 32_760, 100_000, 1_500_000,
  ]

  private static func event(_ number: Int, length: Int) -> String {
    let head = #"{"event_type":"t","event_timestamp":\#(1_795_305_600_000 + number),"pad":""#
    let pad = String(repeating: "x", count: max(0, length - head.utf8.count - 2))
    return head + pad + "\"}"
  }

  @Test("keeps events of any length, built and added", arguments: [false, true])
  func lengths(isAdded: Bool) throws {
    let directory = try TestDirectory()
    var texts: [String] = []
    for (number, length) in Self.lengths.enumerated() {
      for more in -1...1 {
        texts.append(Self.event(3 * number + more, length: length + more))
        texts.append(Self.event(1000 + 3 * number + more, length: 120))
      }
    }
    if isAdded { try directory.load("first", Self.event(99_999, length: 80)) }
    let counts = try directory.load("events", texts.joined(separator: "\n"))
    #expect(counts.outcome.added == texts.count)
    #expect(try directory.problems() == [])
    let kept = try directory.ask(
      "SELECT raw FROM all_events WHERE event_ms < 1795305699999 ORDER BY source_line")
    #expect(kept == texts)
  }

  @Test("builds tables of several levels, and lists their free pages")
  func levels() throws {
    let directory = try TestDirectory()
    var text = ""
    for number in 0..<3_000 { text += Self.event(number, length: 9_000) + "\n" }
    try directory.load("events", text)
    #expect(try directory.problems() == [])
    #expect(try directory.ask("SELECT count(*), max(length(raw)) FROM all_events") == ["3000|9000"])
  }

  @Test("in one load, in two, and in another order: the same events and sums")
  func orders() throws {
    let directory = try TestDirectory()
    let lines = (0..<2_000).map { number in
      #"{"event_type":"_email.\#(["send", "open"][number % 2])","event_timestamp":\#(1_788_000_000_000 + number % 1_700 * 86_000_00),"attributes":{"campaign_id":"c\#(number % 7)"}}"#
    }
    let whole = try directory.load("a", lines.joined(separator: "\n"), store: "one")
    try directory.load("b", lines[..<900].joined(separator: "\n"), store: "two")
    try directory.load("c", lines.reversed().joined(separator: "\n"), store: "two")
    #expect(whole.outcome.added + whole.outcome.known == lines.count)
    for sql in [
      "SELECT event_uid, raw FROM all_events ORDER BY 1",
      "SELECT * FROM event_days ORDER BY 1, 5, 7", "SELECT * FROM event_months ORDER BY 1, 5, 7",
    ] {
      #expect(try directory.ask(sql, store: "one") == directory.ask(sql, store: "two"))
    }
    #expect(try directory.problems(store: "one") == [])
    #expect(try directory.problems(store: "two") == [])
  }

  @Test("repeats far apart are found when all is read")
  func farRepeats() throws {
    let directory = try TestDirectory()
    let lines = (0..<400).map { number in
      #"{"event_type":"_SMS.SUCCESS","event_timestamp":\#(1_795_305_600_000 + number),"metrics":{"price_in_millicents_usd":645},"attributes":{"number_of_message_parts":"2"}}"#
    }
    let now = Instant(milliseconds: 1_795_305_600_000)
    let log = try RejectLog(path: nil, limit: nil) { _ in }
    let job = LoadJob(
      project: "p", rule: .path, now: now, again: false, rejects: log, progress: { _, _, _ in })
    let input = try directory.file("twice", (lines + lines).joined(separator: "\n"))
    // Of a window of four events, none is found while they are read.
    let counts = try EventStore.build(in: "\(directory.path)/store", now: now, windowBits: 2) {
      try job.run([input], into: $0)
    }
    #expect(counts?.added == 400)
    #expect(counts?.known == 400)
    #expect(try directory.problems() == [])
    #expect(
      try directory.ask("SELECT sum(events), sum(parts), sum(cost_usd) FROM event_days")
        == ["400|800|2.58"])
    #expect(try directory.ask("SELECT max(source_line) FROM all_events") == ["400"])
  }

  static let hours: [(path: String, hour: String?)] = [
    ("events/2026/09/01/08/part-1.gz", "2026-09-01T08:00:00.000Z"),
    ("2026/09/01/08/part", "2026-09-01T08:00:00.000Z"),
    ("/x/2025/01/02/03/2026/09/01/23/part", "2026-09-01T23:00:00.000Z"),
    ("lake/ingest_timestamp=2026-09-01 08:00:00/p", "2026-09-01T08:00:00.000Z"),
    ("lake/ingest_timestamp=2026-09-01%2008%3A00%3A00/p", "2026-09-01T08:00:00.000Z"),
    ("events/2026/13/01/08/part", nil), ("events/2026/09/01/24/part", nil),
    ("events/2026/9/1/8/part", nil), ("part", nil), ("", nil),
  ]

  @Test("knows the hour of a path", arguments: hours)
  func hour(path: String, hour: String?) {
    let found = IngestHour.of(path: path).map { Instant(milliseconds: $0 * 3_600_000).iso8601 }
    #expect(found == hour)
  }
}
