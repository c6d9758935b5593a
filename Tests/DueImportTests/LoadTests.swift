import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

@testable import DueImport

/// A new store, built page by page, is the one that statements would have made.
@Suite struct LoadTests {
  @Test("both ways make the same store", arguments: 0..<12)
  func sameStore(seed: UInt64) throws {
    let directory = NSTemporaryDirectory() + "due-load-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let file = directory + "/records.csv"
    try Self.records(seed).write(toFile: file, atomically: false, encoding: .utf8)

    var built = try Self.job(file)
    #expect(try built.build(in: directory + "/built", project: "p", now: Self.now))
    var run = try Self.job(file)
    try run.run(on: Store(directory + "/run", .write), project: "p", now: Self.now)
    #expect(built.result.failed == run.result.failed, "seed \(seed)")
    #expect(built.result.processed == run.result.processed, "seed \(seed)")
    let dumps = try ["/built", "/run"].map { try Self.dump(directory + $0) }
    #expect(dumps[0] == dumps[1], "seed \(seed)")
  }

  private static let now = Instant(year: 2026, month: 11, day: 23)

  private static func job(_ file: String) throws -> ImportJob {
    var rules = ImportRules()
    rules.target = .segment(name: "all", id: nil)
    let rejects = try RejectLog(path: nil, limit: nil) { _ in }
    return ImportJob([file], rules: rules, rejects: rejects, report: nil) { _, _, _ in }
  }

  /// The endpoints as JSON lines in the order of their ids, after a look at the database's health.
  private static func dump(_ directory: String) throws -> [String] {
    try Store(directory, .read).read { database in
      let health = try String.fetchOne(database, sql: "PRAGMA integrity_check")
      #expect(health == "ok")
      var lines: [String] = []
      let project = try Project.named("p", database)
      var cursor = try EndpointCursor(project, order: "e.id", database)
      while let endpoint = try cursor.next() {
        var buffer = ByteBuffer()
        buffer.append(endpoint)
        lines.append(buffer.string)
      }
      return lines
    }
  }

  /// Records with few ids, addresses and users, so that they meet in every way.
  private static func records(_ seed: UInt64) -> String {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    // Even seeds have what a load puts off; odd ones mostly what it takes.
    let rare = seed % 2 == 0 ? 8 : 500
    var text =
      "Id,ChannelType,Address,EndpointStatus,Attributes.A,User.UserId,User.UserAttributes.N\n"
    for _ in 0..<1_500 {
      let isSMS = random(2) == 0
      let id = random(rare) == 0 ? "" : "e\(random(random(5) == 0 ? 60 : 100_000))"
      let place = random(random(4) == 0 ? 30 : 100_000)
      var address = isSMS ? "+1202\(5_000_000 + place)" : "a\(place)@example.com"
      if random(rare) == 0 { address = "" }
      let status = random(rare) == 0 ? "INACTIVE" : ""
      let user = random(3) == 0 ? "" : "u\(random(random(5) == 0 ? 20 : 3_000))"
      let name = random(2) == 0 ? "" : "n\(random(3))"
      text += "\(id),\(isSMS ? "SMS" : "EMAIL"),\(address),\(status),\(random(4)),\(user),\(name)\n"
    }
    return text
  }
}
