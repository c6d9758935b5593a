import DueModel
import DueSystem
import GRDB

/// The events of a database by family and hour of arrival: each hour is a partition of a lake.
///
/// Inside an hour they stand by time and uid, whatever order they were loaded in.
package final class EventHours {
  /// One hour of one family.
  package struct Hour: Hashable, Sendable, Comparable {
    package let family: EventFamily
    /// Hours since 1970.
    package let hour: Int64

    package static func < (a: Hour, b: Hour) -> Bool {
      (a.family.rawValue, a.hour) < (b.family.rawValue, b.hour)
    }
  }

  /// Which events are meant.
  package struct Range: Sendable {
    package var families: [EventFamily]
    /// Hours since 1970; the second is the first that is left out.
    package var hours: Swift.Range<Int64>
    /// nil for all projects.
    package var project: String?

    package init(families: [EventFamily], hours: Swift.Range<Int64>, project: String?) {
      self.families = families
      self.hours = hours
      self.project = project
    }
  }

  private static let families: [EventFamily] = [.pinpoint, .ses, .sms]

  /// Family, hour, time and uid of each event; the number of its row.
  private var keys = KeySorter(runLimit: 65_536)

  package init(_ range: Range, _ database: StoreView) throws {
    let groups = try Self.groups(range, database)
    let rows = try RowStatement("SELECT seq, grp, hour, at, uid FROM event", database)
    var key = ByteBuffer(capacity: 64)
    while try rows.step() {
      guard let family = groups[rows.integer(1)], range.hours.contains(rows.integer(2)) else {
        continue
      }
      key.removeAll()
      key.append(bigEndian: Int64(family), bytes: 1)
      key.append(bigEndian: rows.integer(2), bytes: 4)
      // Times before 1970 come first.
      key.append(bigEndian: rows.integer(3) ^ Int64.min, bytes: 8)
      key.append(rows.text(4))
      try keys.add(key.bytes, rows.integer(0))
    }
  }

  /// The groups of the families that are meant, and which family each is of.
  private static func groups(_ range: Range, _ database: StoreView) throws -> [Int64: UInt8] {
    var groups: [Int64: UInt8] = [:]
    let rows = try Row.fetchCursor(
      database, sql: "SELECT seq, family FROM event_group WHERE ?1 IS NULL OR project = ?1",
      arguments: [range.project])
    while let row = try rows.next() {
      guard let family = EventFamily(rawValue: row[1]), range.families.contains(family),
        let place = families.firstIndex(of: family)
      else { continue }
      groups[row[0]] = UInt8(place)
    }
    return groups
  }

  /// Hands every event to `body`, in order: its hour, its uid and the number of its row. May be done
  /// again.
  package func forEach(_ body: (Hour, Bytes, Int64) throws -> Void) throws {
    try keys.forEach { key, seq in
      let hour = key.loadUnaligned(fromByteOffset: 1, as: UInt32.self).bigEndian
      try body(
        Hour(family: Self.families[Int(key[0])], hour: Int64(Int32(bitPattern: hour))),
        Bytes(rebasing: key[13...]), seq)
    }
  }
}
