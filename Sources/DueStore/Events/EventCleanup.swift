import DueFormats
import DueSystem
import GRDB
import Glibc

/// Takes away what is too old to be kept.
package struct EventCleanup {
  package struct Counts: Equatable, Sendable {
    package var events = 0
    package var rejects = 0
    /// Rows of sums.
    package var sums = 0
    /// Bytes given back to the file system.
    package var freed: Int64 = 0
  }

  private let store: EventStore
  /// The first moment that stays: a midnight in UTC.
  private let before: Int64
  private let takesSums: Bool

  private static let batch = 20_000

  /// - Parameters:
  ///   - before: what happened on the days before this one goes.
  ///   - takesSums: the sums of those days go as well, and then their events may come back.
  package init(_ directory: String, before: Instant, takesSums: Bool) throws {
    store = try EventStore(directory)
    self.before = EventEntry.day(of: before.milliseconds) * 86_400_000
    self.takesSums = takesSums
  }

  /// The first moment that stays.
  package var horizon: Instant { Instant(milliseconds: before) }

  private static let isOld = "coalesce(at, arrived, hour * 3600000) < ?1"

  /// What `run` would take away.
  package func count() throws -> Counts {
    try store.read { database in
      func number(_ sql: String, _ value: any DatabaseValueConvertible) throws -> Int {
        try Int.fetchOne(database, sql: sql, arguments: [value]) ?? 0
      }
      var counts = Counts()
      counts.events = try number("SELECT count(*) FROM event WHERE \(Self.isOld)", before)
      counts.rejects = try number(
        "SELECT count(*) FROM bad_event WHERE loaded_at < ?1", horizon.iso8601)
      if takesSums {
        counts.sums = try number("SELECT count(*) FROM event_day WHERE day < ?1", day)
      }
      return counts
    }
  }

  private var day: Int64 { before / 86_400_000 }

  /// Takes it away, some thousand events in each transaction; then the file shrinks where a quarter
  /// of it is free.
  package func run() throws -> Counts {
    var counts = Counts()
    try store.write { database in
      // First of all: an event that is gone and comes again would count twice.
      try setHorizon(database)
      counts.rejects = try removeRejects(database)
      if takesSums { counts.sums = try removeSums(database) }
    }
    var last: Int64 = 0
    while true {
      let removed = try store.write { try removeEvents(after: &last, $0) }
      if removed == 0 { break }
      counts.events += removed
    }
    try store.write { database in
      try database.execute(
        sql: """
          DELETE FROM event_group WHERE seq NOT IN (SELECT grp FROM event)
            AND seq NOT IN (SELECT grp FROM event_day)
          """)
    }
    counts.freed = try store.shrink()
    return counts
  }

  private func setHorizon(_ database: Database) throws {
    if takesSums {
      try database.execute(sql: "DELETE FROM event_horizon WHERE before <= ?", arguments: [before])
    } else {
      try database.execute(
        sql: """
          INSERT INTO event_horizon VALUES (1, ?1)
          ON CONFLICT (id) DO UPDATE SET before = max(before, ?1)
          """, arguments: [before])
    }
  }

  private func removeRejects(_ database: Database) throws -> Int {
    let old = "SELECT uid FROM bad_event WHERE loaded_at < ?"
    try database.execute(
      sql: "DELETE FROM bad_event_uid WHERE uid IN (\(old))", arguments: [horizon.iso8601])
    try database.execute(
      sql: "DELETE FROM bad_event WHERE loaded_at < ?", arguments: [horizon.iso8601])
    return database.changesCount
  }

  /// Removes the sums of the days before; the month that they end in keeps those of its other days.
  private func removeSums(_ database: Database) throws -> Int {
    try database.execute(sql: "DELETE FROM event_day WHERE day < ?", arguments: [day])
    let removed = database.changesCount
    let month = CalendarMonth.of(day: day)
    try database.execute(sql: "DELETE FROM event_month WHERE month <= ?", arguments: [month])
    try database.execute(
      sql: """
        INSERT INTO event_month
          SELECT ?1, grp, sum(count), sum(parts), sum(cost) FROM event_day
          WHERE strftime('%Y', day * 86400, 'unixepoch') * 12
            + strftime('%m', day * 86400, 'unixepoch') - 1 = ?1 GROUP BY grp
        """, arguments: [month])
    return removed
  }

  private func removeEvents(after last: inout Int64, _ database: Database) throws -> Int {
    let seqs = try Int64.fetchAll(
      database,
      sql: """
        SELECT seq FROM event WHERE \(Self.isOld) AND seq > ?2 ORDER BY seq LIMIT \(Self.batch)
        """, arguments: [before, last])
    guard let end = seqs.last else { return 0 }
    last = end
    try database.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS gone (seq INTEGER PRIMARY KEY)")
    try database.execute(sql: "DELETE FROM gone")
    let insert = try RowStatement("INSERT INTO gone VALUES (?1)", database)
    for seq in seqs {
      insert.bind(1, seq)
      try insert.run()
    }
    for sql in [
      "DELETE FROM event_uid WHERE uid IN (SELECT uid FROM event WHERE seq IN gone)",
      "DELETE FROM event_raw WHERE seq IN gone", "DELETE FROM event WHERE seq IN gone",
    ] {
      try database.execute(sql: sql)
    }
    return seqs.count
  }
}

extension EventStore {
  /// Writes the database anew, without its free pages, where they are more than a quarter of it;
  /// the bytes that were given back.
  ///
  /// It is written beside its place and then put there. Whoever reads goes on with the old file.
  func shrink() throws -> Int64 { try rewrite(always: false) }

  /// As `shrink`, and, with `always`, however few free pages there are.
  func rewrite(always: Bool) throws -> Int64 {
    try exclusively { database in
      let total = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
      guard always || free * 4 > total else { return 0 }
      let temporary = "\(path).new"
      StoreBuilder.discard(temporary)
      var isDone = false
      defer { if !isDone { StoreBuilder.discard(temporary) } }
      _ = try Descriptor(temporary, O_RDWR | O_CREAT | O_EXCL, mode: 0o600, status: .cannotCreate)
      try database.execute(sql: "VACUUM INTO ?", arguments: [temporary])
      try StoreBuilder.settle(temporary, as: path, hasLog: false)
      isDone = true
      return free * Int64(PageStream.pageSize)
    }
  }
}
