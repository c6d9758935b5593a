import DueModel
import DueSystem
import GRDB

/// What an opt-out list of AWS has, as far as we told it or saw it, beside one of ours.
package struct OptOutMirror {
  private let place: String
  private let list: String
  private let database: Database

  /// - Parameters:
  ///   - place: `REGION/NAME` of AWS's list.
  ///   - list: ours.
  package init(_ place: String, list: String, _ database: Database) {
    self.place = place
    self.list = list
    self.database = database
  }

  /// One thing to tell AWS.
  package struct Errand: Sendable, Equatable {
    package var address: String
    /// Whether the number comes off its list.
    package var isRemoval: Bool

    package init(_ address: String, isRemoval: Bool) {
      self.address = address
      self.isRemoval = isRemoval
    }
  }

  /// What AWS is to be told, by number: what is new here, and what it had from us or we saw there,
  /// and is off our list.
  ///
  /// - Parameters:
  ///   - promotional: numbers that left promotional messages only, too.
  ///   - last: those after that number alone.
  package func errands(promotional: Bool, after last: String, limit: Int, at now: Instant) throws
    -> [Errand]
  {
    let statement = try ReusedStatement(
      """
      SELECT o.address, 0 FROM optout o
      WHERE o.list = ?2 AND o.address > ?3 AND (?5 OR o.scope = 'all')
        AND (o.until IS NULL OR o.until > ?6)
        AND NOT EXISTS (SELECT 1 FROM optout_push p WHERE p.place = ?1 AND p.address = o.address)
      UNION ALL
      SELECT p.address, 1 FROM optout_push p
      WHERE p.place = ?1 AND p.address > ?3 AND NOT EXISTS (
        SELECT 1 FROM optout o WHERE o.address = p.address AND o.list = ?2
          AND (o.until IS NULL OR o.until > ?6))
      ORDER BY 1 LIMIT ?4
      """, database)
    statement.bind(1, place)
    statement.bind(2, list)
    statement.bind(3, last)
    statement.bind(4, Int64(limit))
    statement.bind(5, promotional ? 1 : Int64(0))
    statement.bind(6, now.milliseconds)
    defer { statement.reset() }
    var errands: [Errand] = []
    while try statement.step() {
      errands.append(Errand(statement.string(0), isRemoval: statement.integer(1) != 0))
    }
    return errands
  }

  /// Notes that AWS's list has a number, or has it no more.
  package func note(_ errand: Errand, at now: Instant) throws {
    if errand.isRemoval {
      try database.execute(
        sql: "DELETE FROM optout_push WHERE place = ? AND address = ?",
        arguments: [place, errand.address])
      return
    }
    let statement = try ReusedStatement(
      "INSERT OR REPLACE INTO optout_push (place, address, at) VALUES (?1, ?2, ?3)", database)
    statement.bind(1, place)
    statement.bind(2, errand.address)
    statement.bind(3, now.milliseconds)
    try statement.run()
  }
}
