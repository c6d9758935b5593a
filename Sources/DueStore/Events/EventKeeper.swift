import DueModel
import DueSystem

/// Where a load puts events: a database that is being built, or one that is there.
package protocol EventKeeper {
  /// Starts on a file; false where it has been read as it is, all of it.
  func begin(_ file: LoadedFile, again: Bool) throws -> Bool

  /// Keeps an event, unless it is known. Its texts are not needed afterwards.
  func add(_ entry: EventEntry) throws

  func add(_ bad: BadEvent) throws

  /// Notes that all of the file that was begun last has been read.
  func end(_ file: LoadedFile) throws

  var counts: EventCounts { get }
}

/// What became of the events of a load.
package struct EventCounts: Equatable, Sendable {
  /// New ones.
  package var added = 0
  /// Known ones.
  package var known = 0
  /// Older than what `due-events gc` has removed.
  package var expired = 0

  package init() {}
}

/// The texts of a row of `event_group`, its number left out.
struct GroupRecord: ~Copyable {
  private var record = RecordText()
  private var header = ByteBuffer(capacity: 64)

  /// Hands the record of the group of `entry` to `body`.
  mutating func with(_ entry: EventEntry, _ body: (Bytes, Bytes) throws -> Void) throws {
    record.removeAll()
    record.addNull()  // the rowid
    record.add(entry.project)
    record.add(entry.family.bytes)
    record.add(entry.type)
    record.add(entry.campaign)
    record.add(entry.treatment)
    record.add(entry.journey)
    record.add(entry.status)
    record.add(entry.reason)
    record.add(entry.channel)
    record.add(entry.country)
    record.add(entry.kind)
    record.add(entry.what)
    try record.withParts(&header, body)
  }
}

/// A row of `event`, in the order of its columns.
struct EventRecord: ~Copyable {
  private var record = RecordText()
  private var header = ByteBuffer(capacity: 64)

  /// Hands the record of `entry` to `body`.
  mutating func with(
    _ entry: EventEntry, group: Int64, file: Int64, _ body: (Bytes, Bytes) throws -> Void
  ) throws {
    record.removeAll()
    record.addNull()  // the rowid
    entry.uid.withBytes { record.add(blob: $0) }
    record.add(group)
    record.add(entry.at)
    record.add(entry.stamped)
    record.add(entry.arrived)
    record.add(entry.sent)
    record.add(entry.hour)
    record.add(file)
    record.add(Int64(entry.line))
    record.add(entry.endpoint)
    record.add(entry.message)
    record.add(entry.recipient)
    record.add(entry.recipients == 1 ? nil : Int64(entry.recipients))
    record.add(entry.activity)
    record.add(entry.run)
    record.add(entry.step)
    record.add(entry.isFinal.map { $0 ? 1 : 0 })
    record.add(entry.parts)
    record.add(entry.price)
    record.add(entry.fee)
    try record.withParts(&header, body)
  }
}
