import DueSystem
import GRDB
import GRDBSQLite
import Glibc

/// Reads the events of SES in the event database of a store, by its view `ses_events`.
package struct MailEventLog {
  private let path: String
  private let queue: DatabaseQueue

  /// Bytes after each text that can be read, and are zero.
  package static let padding = 64

  /// - Throws: status 66 where the store has no event database.
  package init(store directory: String) throws {
    path = "\(directory)/events.db"
    var status = stat()
    guard stat(path, &status) == 0, status.st_size > 0 else {
      throw EventStore.absence(of: path, in: directory)
    }
    var configuration = Configuration()
    // Not opened for reading alone: what a load that was cut short has left is to be taken back.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA query_only = 1") }
    configuration.busyMode = .timeout(60)
    let path = self.path
    queue = try Store.translating(path) {
      try DatabaseQueue(path: path, configuration: configuration)
    }
  }

  /// Where an event came from.
  package struct Place {
    package var file: String
    package var line: Int
  }

  /// Hands every event of `project` to `body`, in the order in which they were loaded: its text,
  /// and what tells where it came from.
  ///
  /// - Parameter times: those of the events; nil for all.
  package func forEach(
    project: String, _ times: Range<Instant>?, _ body: (Bytes, () -> Place) throws -> Void
  ) throws {
    try Store.translating(path) {
      try queue.inDatabase { database in
        let rows = try ReusedStatement(
          """
          SELECT raw, source_file, source_line FROM ses_events
          WHERE project = ?1 AND event_ms >= ?2 AND event_ms < ?3
          """, database)
        rows.bind(1, project)
        rows.bind(2, times?.lowerBound.milliseconds ?? .min)
        rows.bind(3, times?.upperBound.milliseconds ?? .max)
        defer { rows.reset() }
        var text = ByteBuffer(capacity: 1 << 14)
        while try rows.step() {
          text.removeAll()
          text.append(rows.bytes(0))
          let count = text.count
          for _ in 0..<Self.padding / 8 { text.append(bigEndian: 0, bytes: 8) }
          try body(Bytes(rebasing: text.bytes[..<count])) {
            Place(file: rows.string(1), line: Int(rows.integer(2)))
          }
        }
      }
    }
  }
}
