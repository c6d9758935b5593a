import DueFormats
import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

@testable import DueImport

/// Of records that have times the newest stands, whatever order they come in and whichever way they
/// go into the store.
@Suite struct NewerTests {
  private let directory = NSTemporaryDirectory() + "due-newer-" + UUID().uuidString

  enum Way: CaseIterable {
    /// Both files into a store that is built.
    case built
    /// Both row by row.
    case rows
    /// The first row by row, the second by writing the store anew.
    case anew
  }

  @Test("the newest record stands", arguments: Way.allCases, [true, false])
  func newest(way: Way, isOldFirst: Bool) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let old = try file("old", 0..<60) { $0 == 7 ? nil : "2026-01-01T00:00:00Z" }
    let new = try file("new", 30..<90) { _ in "2026-02-01T00:00:00.250Z" }
    let files = isOldFirst ? [old, new] : [new, old]

    let older = try take(files, way)
    #expect(older == (isOldFirst ? 0 : 30))
    let lines = try dump()
    #expect(lines.count == 90)
    for (id, line) in lines.enumerated() {
      #expect(line.contains(id < 30 ? #"["old"]"# : #"["new"]"#), "\(line)")
      #expect(line.contains(id < 30 ? #""OptOut":"NONE""# : #""OptOut":"ALL""#), "\(line)")
      #expect(line.contains(id == 7 ? "2026-11-23" : id < 30 ? "2026-01" : "2026-02"), "\(line)")
    }
    // The same once more changes nothing.
    var job = try job(files)
    try job.run(on: store, project: "p", now: Self.now)
    #expect(job.result.updated == 0)
    #expect(job.result.older == 30)
    #expect(try dump() == lines)
  }

  private static let now = Instant(year: 2026, month: 11, day: 23)

  private var store: Store { get throws { try Store("\(directory)/store", .write) } }

  /// Endpoints that say in every member which file they are of.
  private func file(_ name: String, _ ids: Range<Int>, date: (Int) -> String?) throws -> String {
    let optOut = name == "old" ? "NONE" : "ALL"
    var text = ""
    for id in ids {
      let digits = id < 10 ? "0\(id)" : "\(id)"
      text += #"{"Id":"e\#(digits)","ChannelType":"EMAIL","Address":"a\#(id)@example.com","#
      text += #""OptOut":"\#(optOut)","User":{"UserId":"u\#(id / 2)"},"#
      text += #""Attributes":{"A":["\#(name)"]}"#
      text += (date(id).map { #","EffectiveDate":"\#($0)""# } ?? "") + "}\n"
    }
    let path = "\(directory)/\(name).jsonl"
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  private func job(_ files: [String]) throws -> ImportJob {
    var rules = ImportRules()
    rules.takesAddresses = false
    rules.keepsNewer = true
    let rejects = try RejectLog(path: nil, limit: nil) { _ in }
    var job = ImportJob(files, rules: rules, rejects: rejects, report: nil) { _, _, _ in }
    job.renewalSize = 0
    job.renewalShare = 0
    return job
  }

  /// How many records were passed over.
  private func take(_ files: [String], _ way: Way) throws -> Int {
    var first = try job(way == .anew ? [files[0]] : files)
    if way == .built {
      #expect(try first.build(in: "\(directory)/store", project: "p", now: Self.now))
      return first.result.older
    }
    try first.run(on: store, project: "p", now: Self.now)
    guard way == .anew else { return first.result.older }
    var second = try job([files[1]])
    #expect(try second.renew(store, project: "p", now: Self.now))
    return first.result.older + second.result.older
  }

  /// The endpoints as JSON lines in the order of their ids.
  private func dump() throws -> [String] {
    try store.read { view in
      let project = try Project.named("p", view)
      var cursor = try EndpointCursor(project, order: "e.id", view)
      var lines: [String] = []
      while let endpoint = try cursor.next() {
        var buffer = ByteBuffer()
        buffer.append(endpoint)
        lines.append(buffer.string)
      }
      return lines
    }
  }
}
