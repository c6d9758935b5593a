import DueStore
import DueSystem
import Glibc

/// Copies the events of the hours that changed from a database into a lake.
///
/// The database is read a few thousand events at a time, so that nobody who writes to it waits long.
struct LakeCopy {
  private let layout: LakeLayout
  private let changed: [EventHours.Hour: LakeManifest.Entry]
  private let progress: (Int) -> Void
  private var pending: [(hour: EventHours.Hour, seq: Int64)] = []
  private var current: EventHours.Hour?
  private var done = 0

  private static let chunk = 8192

  init(
    _ layout: LakeLayout, _ changed: [EventHours.Hour: LakeManifest.Entry],
    _ progress: @escaping (Int) -> Void
  ) {
    self.layout = layout
    self.changed = changed
    self.progress = progress
    pending.reserveCapacity(Self.chunk)
  }

  /// Takes the next event; those of an hour come one after the other.
  mutating func add(
    _ hour: EventHours.Hour, _ seq: Int64, from events: EventStore,
    to writer: inout LakeWriter, _ manifest: inout LakeManifest
  ) throws {
    guard changed[hour] != nil else { return }
    pending.append((hour, seq))
    if pending.count == Self.chunk { try copy(from: events, to: &writer, &manifest) }
  }

  mutating func finish(
    from events: EventStore, to writer: inout LakeWriter, _ manifest: inout LakeManifest
  ) throws {
    try copy(from: events, to: &writer, &manifest)
    if current != nil { try writer.end() }
    try writer.commit(&manifest)
  }

  private mutating func copy(
    from events: EventStore, to writer: inout LakeWriter, _ manifest: inout LakeManifest
  ) throws {
    try events.read { view in
      var rows = try EventRows(layout.format == .csv ? .csv : .text, view)
      for event in pending {
        if event.hour != current { try turn(to: event.hour, &writer, &manifest) }
        let isThere = try rows.with(event.seq) { row in
          try layout.format == .csv ? writer.write(row) : writer.write(line: row)
          try writer.lineFeed()
        }
        guard isThere else {
          throw RunFault(.tryAgain, "events went away while they were exported: run again")
        }
      }
    }
    done += pending.count
    progress(done)
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func turn(
    to hour: EventHours.Hour, _ writer: inout LakeWriter, _ manifest: inout LakeManifest
  ) throws {
    if current != nil { try writer.end() }
    if writer.isFull { try writer.commit(&manifest) }
    guard let entry = changed[hour] else { return }
    try writer.begin(layout.directory(hour), events: entry.events, digest: entry.digest)
    current = hour
  }
}

extension LakeWriter {
  /// Writes an event as one line. An event that was written over several lines has its line ends
  /// between values, where spaces mean the same.
  fileprivate mutating func write(line event: Bytes) throws {
    if let start = event.baseAddress,
      memchr(start, 0x0A, event.count) != nil || memchr(start, 0x0D, event.count) != nil
    {
      let flat = event.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
      try flat.withUnsafeBytes { try write($0) }
    } else {
      try write(event)
    }
  }
}
