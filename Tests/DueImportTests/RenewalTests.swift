import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import GRDB
import Testing

@testable import DueImport

/// A store that is written anew keeps all that no record is about, and readers see it before or
/// after.
@Suite struct RenewalTests {
  private let directory = NSTemporaryDirectory() + "due-renewal-" + UUID().uuidString

  private func inDirectory(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body()
  }

  @Test("rows longer than a page, other projects and other tables stay", arguments: 0..<4)
  func keepsTheRest(seed: Int) throws {
    try inDirectory {
      let first = try file("first", ids: 0..<600, long: 7 + seed, value: "a")
      let other = try file("other", ids: 0..<40, long: 3, value: "o")
      let second = try file("second", ids: 300..<900, long: 11, value: "b")
      for way in ["anew", "rows"] {
        try run(first, on: way, project: "p", renews: false)
        try run(other, on: way, project: "q", renews: false)
        try addTemplate(to: way)
        #expect(try run(second, on: way, project: "p", renews: way == "anew"))
      }
      let (anew, rows) = try (dump("anew"), dump("rows"))
      // The texts are long: which row differs is enough.
      #expect(zip(anew, rows).enumerated().first { $1.0 != $1.1 }?.offset == nil)
      #expect(anew.count > 940)
      #expect(!FileManager.default.fileExists(atPath: "\(directory)/anew/due.db.next"))
    }
  }

  @Test("ids longer than a page are left to statements")
  func leavesLongIDs() throws {
    try inDirectory {
      let long = try file("long", ids: 0..<20, long: 3, value: "a", idPrefix: 5_000)
      try run(long, on: "store", project: "p", renews: false)
      #expect(try !run(long, on: "store", project: "p", renews: true))
      #expect(try dump("store").count == 20 + 2)
    }
  }

  @Test("one who reads all the while sees what was, then what is")
  func readersSeeOneState() throws {
    try inDirectory {
      let first = try file("first", ids: 0..<300, long: 9, value: "a")
      let second = try file("second", ids: 100..<400, long: 9, value: "b")
      try run(first, on: "store", project: "p", renews: false)
      let reader = try Store("\(directory)/store", .read)
      try reader.read { database in
        let before = try Int.fetchOne(database, sql: "SELECT count(*) FROM endpoint")
        #expect(before == 300)
        #expect(try run(second, on: "store", project: "p", renews: true))
        let still = try Int.fetchOne(database, sql: "SELECT count(*) FROM endpoint")
        #expect(still == 300)
      }
      try reader.read { database in
        let now = try Int.fetchOne(database, sql: "SELECT count(*) FROM endpoint")
        #expect(now == 400)
      }
      #expect(try dump("store").count == 400 + 2)
    }
  }

  @Test("a job that fails leaves the store as it was")
  func failureChangesNothing() throws {
    try inDirectory {
      let first = try file("first", ids: 0..<300, long: 9, value: "a")
      let second = try file("second", ids: 0..<300, long: 9, value: "b")
      try run(first, on: "store", project: "p", renews: false)
      let before = try dump("store")
      let broken = "\(directory)/broken.csv"
      try "Id,Nonsense\n1,2\n".write(toFile: broken, atomically: false, encoding: .utf8)
      #expect(throws: RunFault.self) {
        try run(second, broken, on: "store", project: "p", renews: true)
      }
      #expect(try dump("store") == before)
      #expect(!FileManager.default.fileExists(atPath: "\(directory)/store/due.db.next"))
    }
  }

  // MARK: Files and stores

  /// A file of endpoints; each of them that `long` divides has attributes of many pages.
  private func file(
    _ name: String, ids: Range<Int>, long: Int, value: String, idPrefix: Int = 1
  ) throws -> String {
    var text = "Id,ChannelType,Address,Attributes.A,Attributes.\(name),User.UserId"
    text += ",User.UserAttributes.N\n"
    let prefix = String(repeating: "e", count: idPrefix)
    for id in ids {
      let size = id % long == 0 ? 2_500 * (1 + id % 23) : 5
      let filler = String(repeating: value, count: size)
      text += "\(prefix)\(id),EMAIL,a\(id % 200)@example.com,\(filler),\(id),u\(id / 2),\(filler)\n"
    }
    let path = "\(directory)/\(name).csv"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  @discardableResult
  private func run(
    _ files: String..., on name: String, project: String, renews: Bool
  ) throws -> Bool {
    let rejects = try RejectLog(path: nil, limit: nil) { _ in }
    var job = ImportJob(files, rules: ImportRules(), rejects: rejects, report: nil) { _, _, _ in }
    job.renewalSize = 0
    job.renewalShare = 0
    let now = Instant(year: 2026, month: 11, day: 23)
    let store = try Store("\(directory)/\(name)", .write)
    if renews { return try job.renew(store, project: project, now: now) }
    try job.run(on: store, project: project, now: now)
    return true
  }

  private func addTemplate(to name: String) throws {
    try Store("\(directory)/\(name)", .write).write { database in
      try database.execute(sql: "CREATE TABLE \"a \"\"table\"\" of others\" (x, y PRIMARY KEY)")
      try database.execute(sql: "INSERT INTO \"a \"\"table\"\" of others\" VALUES (1, 'one')")
    }
  }

  /// All rows of endpoints and users, whatever their places, after a look at the database's health, the schema, and a row
  /// of a table that due knows nothing of.
  private func dump(_ name: String) throws -> [String] {
    try Store("\(directory)/\(name)", .read).read { database in
      let health = try String.fetchAll(database, sql: "PRAGMA integrity_check")
      #expect(health == ["ok"])
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT e.project, e.id, country, channel, status, opt_out, effective, created, cohort,
            address, address_key, e.attributes, metrics, location, demographic, request_id,
            u.id, u.attributes
          FROM endpoint e LEFT JOIN user u ON u.seq = e.user ORDER BY e.project, e.id
          """)
      let schema = try Row.fetchAll(
        database, sql: "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? -1
      return rows.map { "\($0)" } + ["\(schema)", "version \(version)"]
    }
  }
}
