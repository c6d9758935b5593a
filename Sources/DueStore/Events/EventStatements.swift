import DueModel
import GRDB

/// The statements that add an event, prepared once a transaction.
struct EventStatements: ~Copyable {
  private let group: RowStatement
  private let event: RowStatement
  private let raw: RowStatement

  init(_ database: Database) throws {
    let group = try RowStatement(Self.insertion("event_group", 13), database)
    let event = try RowStatement(Self.insertion("event", 21), database)
    let raw = try RowStatement(Self.insertion("event_raw", 2), database)
    self.group = group
    self.event = event
    self.raw = raw
  }

  private static func insertion(_ table: String, _ columns: Int) -> String {
    let places = (1...columns).map { "?\($0)" }.joined(separator: ", ")
    return "INSERT INTO \(table) VALUES (\(places))"
  }

  func add(group seq: Int64, of entry: EventEntry) throws {
    group.bind(1, seq)
    var column: Int32 = 2
    entry.forEachGroupText { text in
      group.bind(column, text)
      column += 1
    }
    try group.run()
  }

  func add(_ entry: EventEntry, _ seq: Int64, group: Int64, file: Int64) throws {
    event.bind(1, seq)
    event.bind(3, group)
    event.bind(4, entry.at)
    event.bind(5, entry.stamped)
    event.bind(6, entry.arrived)
    event.bind(7, entry.sent)
    event.bind(8, entry.hour)
    event.bind(9, file)
    event.bind(10, Int64(entry.line))
    event.bind(11, entry.endpoint)
    event.bind(12, entry.message)
    event.bind(13, entry.recipient)
    event.bind(14, entry.recipients == 1 ? nil : Int64(entry.recipients))
    event.bind(15, entry.activity)
    event.bind(16, entry.run)
    event.bind(17, entry.step)
    event.bind(18, entry.isFinal.map { $0 ? 1 : 0 })
    event.bind(19, entry.parts)
    event.bind(20, entry.price)
    event.bind(21, entry.fee)
    try entry.uid.withBytes { uid in
      event.bind(blob: 2, uid)
      try event.run()
    }
    raw.bind(1, seq)
    raw.bind(2, entry.raw)
    try raw.run()
  }
}
