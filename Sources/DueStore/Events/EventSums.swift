import GRDB

/// Adds to the sums of days and months, inside the transaction in hand.
struct EventSums: ~Copyable {
  private let day: RowStatement
  private let month: RowStatement

  init(_ database: Database) throws {
    let day = try RowStatement(Self.upsert("event_day", "day"), database)
    let month = try RowStatement(Self.upsert("event_month", "month"), database)
    self.day = day
    self.month = month
  }

  private static func upsert(_ table: String, _ period: String) -> String {
    """
    INSERT INTO \(table) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (\(period), grp) DO UPDATE
      SET count = count + ?3, parts = parts + ?4, cost = cost + ?5
    """
  }

  /// Adds what `tally` has, and empties it.
  func add(_ tally: inout EventTally) throws {
    var sums = MonthSums()
    try tally.drain { day, group, sum in
      if let ended = sums.turn(to: CalendarMonth.of(day: day)) { try add(ended) }
      sums.add(group, sum)
      try Self.run(self.day, day, group, sum)
    }
    if let ended = sums.turn(to: nil) { try add(ended) }
  }

  private func add(_ ended: (month: Int64, sums: [(Int64, EventTally.Sum)])) throws {
    for (group, sum) in ended.sums { try Self.run(month, ended.month, group, sum) }
  }

  private static func run(
    _ statement: borrowing RowStatement, _ period: Int64, _ group: Int64, _ sum: EventTally.Sum
  ) throws {
    statement.bind(1, period)
    statement.bind(2, group)
    statement.bind(3, sum.count)
    statement.bind(4, sum.parts)
    statement.bind(5, sum.cost)
    try statement.run()
  }
}
