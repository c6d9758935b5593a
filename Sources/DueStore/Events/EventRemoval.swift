import DueSystem
import GRDB

/// Takes events out of the database.
enum EventRemoval {
  /// Removes the rows of events that were there already, and what they added to the sums; in the
  /// transaction in hand. Their keys are those of the rows that stay.
  static func removeRepeats(_ seqs: SeqSet, _ database: Database) throws {
    if seqs.count == 0 { return }
    var tally = EventTally()
    let find = try RowStatement(
      """
      SELECT e.grp, coalesce(e.at, e.arrived, e.hour * 3600000),
        iif(g.family = 'sms', e.final IS 1, g.type <> '_SMS.BUFFERED'),
        coalesce(e.parts, 0), coalesce(e.price, 0) + coalesce(e.fee, 0)
      FROM event e JOIN event_group g ON g.seq = e.grp WHERE e.seq = ?1
      """, database)
    let deletions = try [
      "DELETE FROM event_raw WHERE seq = ?1", "DELETE FROM event WHERE seq = ?1",
    ].map { try database.makeStatement(sql: $0) }
    for seq in seqs.ranges.joined() {
      find.bind(1, seq)
      guard try find.step() else { continue }
      var sum = EventTally.Sum()
      sum.count = -1
      if find.integer(2) != 0 {
        sum.parts = -find.integer(3)
        sum.cost = -find.integer(4)
      }
      try tally.add(sum, day: EventEntry.day(of: find.integer(1)), group: find.integer(0))
      find.reset()
      for deletion in deletions { try deletion.execute(arguments: [seq]) }
    }
    try EventSums(database).add(&tally)
  }
}
