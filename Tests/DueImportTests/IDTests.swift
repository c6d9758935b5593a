import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

@testable import DueImport

/// Files of ids alone: who is found, who is not, and that nobody is changed, however many ids are
/// looked up at a time, and whether their index is read past SQLite or not.
@Suite struct IDTests {
  @Test("ids are found in any order and in batches of any size", arguments: 0..<6)
  func sameOutcome(seed: UInt64) throws {
    let directory = NSTemporaryDirectory() + "due-ids-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var random = Random(seed)
    // Ids that a page of the index does not hold are for SQLite alone.
    let suffix = seed % 3 == 2 ? String(repeating: "x", count: 9000) : ""
    let ids = (0..<300).map { "e\($0)" + ($0 % 50 == 7 ? suffix : "") }
    let store = try Store("\(directory)/store", .write)
    try endpoints(ids).write(toFile: "\(directory)/all.csv", atomically: false, encoding: .utf8)
    try run("\(directory)/all.csv", ImportRules(), on: store) { _ in }
    let before = try dump(store)

    var asked: [String] = (0..<400).map { _ in
      let number = random(360)
      return number < ids.count ? ids[number] : "none \(number)"
    }
    if seed % 2 == 1 { asked.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    let known = Set(ids)
    let missing = asked.indices.filter { !known.contains(asked[$0]) }.map { $0 + 2 }
    // Every other one stands in quotes.
    let lines = asked.enumerated().map { $0 % 2 == 0 ? $1 : "\"\($1)\"" }
    try ("Id\n" + lines.joined(separator: "\n") + "\n").write(
      toFile: "\(directory)/ids.csv", atomically: false, encoding: .utf8)
    for (limit, readsSnapshot) in [(1, true), (7, false), (64, true), (100_000, false)] {
      var rules = ImportRules()
      rules.hasIDsAlone = true
      rules.createsEndpoints = false
      rules.target = .segment(name: "s\(limit)", id: nil)
      var rejected: [Int] = []
      let result = try run(
        "\(directory)/ids.csv", rules, on: store, limit: limit, readsSnapshot: readsSnapshot
      ) { rejected.append($0) }
      #expect(rejected == missing)
      #expect(result.processed == 400 && result.failed == missing.count)
      #expect(result.unchanged == 400 - missing.count && result.updated == 0)
      let members = try members(of: "s\(limit)", store)
      #expect(members == Set(asked).intersection(known).sorted())
    }
    #expect(try dump(store) == before)
  }

  /// Two of each address, so that some are INACTIVE.
  private func endpoints(_ ids: [String]) -> String {
    let rows = ids.enumerated().map { "\($1),EMAIL,a\($0 / 2)@example.com\n" }
    return "Id,ChannelType,Address\n" + rows.joined()
  }

  @discardableResult
  private func run(
    _ file: String, _ rules: ImportRules, on store: Store, limit: Int = 10,
    readsSnapshot: Bool = true, _ reject: @escaping (Int) -> Void
  ) throws -> ImportResult {
    let log = try RejectLog(path: nil, limit: nil) { reject($0.line) }
    var job = ImportJob([file], rules: rules, rejects: log, report: nil) { _, _, _ in }
    job.idLimit = limit
    job.readsSnapshot = readsSnapshot
    try job.run(on: store, project: "p", now: Instant(year: 2026, month: 11, day: 20))
    return job.result
  }

  private func dump(_ store: Store) throws -> [String] {
    try store.read {
      try String.fetchAll(
        $0, sql: "SELECT id || ' ' || status || ' ' || effective_date FROM endpoints ORDER BY id")
    }
  }

  private func members(of segment: String, _ store: Store) throws -> [String] {
    try store.read {
      try String.fetchAll(
        $0,
        sql: """
          SELECT m.endpoint_id FROM segment_members m JOIN segments s ON s.id = m.segment_id
          WHERE s.name = ?
          """, arguments: [segment])
    }.sorted()
  }
}
