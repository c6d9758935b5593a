import DueDelivery
import DueModel
import DueSystem
import Foundation
import Testing

/// Whose a log is: that of a process which lives is nobody else's to remove.
@Suite struct FlightHoldTests {
  private func withStore(_ body: (String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "due-flights-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  @Test("a log that somebody holds is not abandoned, and is not removed")
  func held() throws {
    try withStore { store in
      let log = try FlightLog(store: store)
      #expect(FlightLog.abandoned(store: store) == [])
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(store)/flights")
      FlightLog.remove(files.map { "\(store)/flights/\($0)" })
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(store)/flights") == files)
      withExtendedLifetime(log) {}
    }
  }

  @Test("a log that is being made is not lost to a run that clears up")
  func cleared() throws {
    try withStore { store in
      let stop = "\(store)/stop"
      nonisolated(unsafe) var lost = 0
      DispatchQueue.concurrentPerform(iterations: 2) { side in
        guard side == 0 else {
          // As a run that recovers does, over and over.
          while access(stop, F_OK) != 0 { FlightLog.remove(FlightLog.abandoned(store: store)) }
          return
        }
        for _ in 0..<2000 {
          let log = try? FlightLog(store: store)
          let files = try? FileManager.default.contentsOfDirectory(atPath: "\(store)/flights")
          if log == nil || files?.count != 1 { lost += 1 }
          withExtendedLifetime(log) {}
        }
        _ = FileManager.default.createFile(atPath: stop, contents: nil)
      }
      #expect(lost == 0)
    }
  }
}
