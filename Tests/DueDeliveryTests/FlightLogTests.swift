import DueModel
import DueStore
import DueSystem
import Foundation
import Testing

@testable import DueDelivery

/// What the notes of senders that were killed keep of somebody who is forgotten, which is nothing,
/// and of others, which is all.
@Suite final class FlightLogTests {
  private let directory = NSTemporaryDirectory() + "due-flights-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func group(_ keys: [String]) -> [Outgoing] {
    keys.map { key in
      Outgoing(
        message: Message(
          key: key, channel: .sms, to: "+12025550101", from: "10101", type: .promotional,
          body: "Hi"),
        attempt: 1, batch: "b")
    }
  }

  private var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory + "/flights")) ?? []).map {
      directory + "/flights/" + $0
    }
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  /// Leaves what a sender leaves that is killed with `keys` in hand.
  private func leave(_ keys: [String], _ body: (FlightLog) throws -> Void) throws {
    let log = try FlightLog(store: directory)
    try log.begin(group(keys))
    try body(log)
    let path = try #require(files.first { $0.hasSuffix("-kept") == false })
    try FileManager.default.copyItem(atPath: path, toPath: path + "-kept")
  }

  @Test("places of who is forgotten are emptied, the others stay")
  func scrubs() throws {
    var answer = Answer(.accepted)
    answer.providerID = "canary-provider"
    try leave(["ana-1", "canary-1", "canary-2", "ben-1"]) { log in
      log.leave(0)
      log.note(answer, of: 1)
      log.leave(2)
    }
    try FlightLog.scrub(store: directory) { $0.hasPrefix("canary") }
    #expect(files.count == 1)
    #expect(try !text(files[0]).contains("canary"))
    let flights = FlightLog.flights(store: directory)
    #expect(flights["ana-1 1"] == .leaving)
    #expect(flights["ben-1 1"] == .ready)
    #expect(flights["canary-1 1"] == nil)
  }

  @Test("a key too long for its place goes with the peer's name for the message")
  func longKeys() throws {
    var answer = Answer(.accepted)
    answer.providerID = "canary-provider"
    try leave([String(repeating: "k", count: 65)]) { $0.note(answer, of: 0) }
    try FlightLog.scrub(store: directory) { $0.isEmpty }
    #expect(try !text(files[0]).contains("canary"))
  }

  @Test("more than a mebibyte of notes, the last of which is theirs")
  func manyPlaces() throws {
    try leave((0..<6000).map { "ana-\($0)" } + ["canary-1"]) { _ in }
    try FlightLog.scrub(store: directory) { $0.hasPrefix("canary") }
    #expect(try !text(files[0]).contains("canary"))
    #expect(FlightLog.flights(store: directory)["ana-0 1"] == .ready)
  }

  @Test("notes of a sender that lives are left alone, whoever asks at the same time")
  func living() throws {
    let log = try FlightLog(store: directory)
    try log.begin(group(["canary-1"]))
    #expect(try FlightLog.scrub(store: directory) { $0 == "ana-1" } == 0)
    #expect(try FlightLog.scrub(store: directory) { $0 == "canary-1" } == 1)
    #expect(try text(files[0]).contains("canary-1"))
    #expect(FlightLog.abandoned(store: directory).isEmpty)
    // Somebody else who looks at a file that nobody holds does not hold it.
    let path = directory + "/flights/dead"
    try FileManager.default.copyItem(atPath: files[0], toPath: path)
    let other = try Descriptor(path, O_RDONLY)
    #expect(flock(other.number, LOCK_SH | LOCK_NB) == 0)
    #expect(FlightLog.abandoned(store: directory) == [path])
  }
}
