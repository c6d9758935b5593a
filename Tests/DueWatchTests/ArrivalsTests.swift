import Glibc
import Testing

@testable import DueSystem
@testable import DueWatch

@Suite struct ArrivalsTests {
  /// One event as the kernel writes it: header, name, NULs up to 16 bytes.
  static func event(_ mask: UInt32, _ name: [UInt8] = []) -> [UInt8] {
    let padded = name.isEmpty ? [] : name + Array(repeating: 0, count: 16 - name.count % 16)
    var bytes: [UInt8] = []
    for field in [1, mask, 0, UInt32(padded.count)] {
      withUnsafeBytes(of: field) { bytes += $0 }
    }
    return bytes + padded
  }

  static func decode(_ bytes: [UInt8]) -> [Arrivals.Event] {
    var events: [Arrivals.Event] = []
    bytes.withUnsafeBytes { Arrivals.decode($0) { events.append($0) } }
    return events
  }

  @Test("tells names, overflow and the end, in order")
  func decodes() {
    let name: [UInt8] = [0x61, 0xff, 0x0a]
    let bytes =
      Self.event(UInt32(IN_CLOSE_WRITE), name)
      + Self.event(UInt32(IN_MOVED_TO), Array(repeating: 0x62, count: 255))
      + Self.event(UInt32(IN_Q_OVERFLOW))
      + Self.event(UInt32(IN_MOVED_TO) | UInt32(IN_ISDIR), name)
      + Self.event(UInt32(IN_OPEN), name) + Self.event(UInt32(IN_IGNORED))
    #expect(
      Self.decode(bytes) == [
        .arrived(FileName(bytes: name)),
        .arrived(FileName(bytes: Array(repeating: 0x62, count: 255))), .overflow, .gone,
      ])
  }

  @Test("a read that is cut short tells what is whole")
  func truncated() {
    let bytes = Self.event(UInt32(IN_CLOSE_WRITE), [0x61]) + Self.event(UInt32(IN_Q_OVERFLOW))
    #expect(Self.decode(Array(bytes.dropLast())) == [.arrived(FileName("a"))])
    for length in 0...bytes.count { _ = Self.decode(Array(bytes[..<length])) }
  }
}

@Suite struct WaitingRoomTests {
  @Test("a name is ready once, in the order of arrival")
  func ready() {
    var room = WaitingRoom()
    for name in ["a", "b", "a"] { room.admit(FileName(name), hasSettled: false) }
    #expect(room.nextReady()?.name == FileName("a"))
    #expect(room.contains(FileName("b")))
    #expect(room.nextReady()?.name == FileName("b"))
    #expect(room.nextReady() == nil)
    #expect(room.isEmpty)
  }

  @Test("what settles starts anew when it is seen again, and is ready when it is closed")
  func settles() {
    var room = WaitingRoom()
    func at(_ milliseconds: Int64) -> Instant { Instant(milliseconds: milliseconds) }
    room.settle(FileName("a"), nil, until: at(10))
    room.settle(FileName("b"), nil, until: at(12))
    room.settle(FileName("a"), nil, until: at(15))
    #expect(room.nextDue() == at(12))
    #expect(room.nextSettled(at: at(11)) == nil)
    #expect(room.nextSettled(at: at(20))?.name == FileName("b"))
    room.admit(FileName("a"), hasSettled: false)
    #expect(room.nextSettled(at: at(20)) == nil)
    #expect(room.nextReady()?.name == FileName("a"))
    #expect(room.isEmpty)
  }
}
