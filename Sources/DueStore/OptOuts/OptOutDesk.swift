import DueModel
import DueSystem
import GRDB

/// Keeps who is not to be written to: the statements of one transaction.
///
/// Of several words the one that was said last counts, whatever order they are read in; of two
/// that were said at one moment, the one against. Nothing was said later than now, whatever the
/// clock of a gateway shows.
package final class OptOutDesk {
  private let database: Database
  private let now: Instant
  private let read: ReusedStatement
  private let lookAtLog: ReusedStatement
  private let first: ReusedStatement
  private let save: ReusedStatement
  private let remove: ReusedStatement
  private let insertWord: ReusedStatement
  private let endpoints: OptOutEndpoints

  /// What a word came to.
  package enum Outcome: Sendable, Equatable {
    case changed
    /// The list says so already.
    case same
    /// Something else was said later.
    case outdated
  }

  package init(_ database: Database, at now: Instant) throws {
    self.database = database
    self.now = now
    read = try ReusedStatement(
      "SELECT \(OptOutRow.columns) FROM optout WHERE address = ?1 AND list = ?2", database)
    lookAtLog = try ReusedStatement(
      """
      SELECT max(n), max(CASE WHEN list = ?2 AND word = 'opt_in' THEN at END)
      FROM optout_log WHERE address = ?1
      """, database)
    first = try ReusedStatement(
      """
      SELECT at, source, keyword, inbound_id, max(at) OVER () FROM optout_log
      WHERE address = ?1 AND list = ?2 AND word = 'opt_out' AND at >= coalesce(
        (SELECT max(at) FROM optout_log WHERE address = ?1 AND list = ?2 AND word = 'opt_in'), at)
      ORDER BY at, inbound_id, n LIMIT 1
      """, database)
    save = try ReusedStatement(
      """
      INSERT OR REPLACE INTO optout (\(OptOutRow.columns))
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """, database)
    remove = try ReusedStatement("DELETE FROM optout WHERE address = ?1 AND list = ?2", database)
    insertWord = try ReusedStatement(
      """
      INSERT INTO optout_log (address, n, list, word, changed, scope, at, noted, source, keyword,
        inbound_id, said_by, reason)
      VALUES (?1, ?13, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
      """, database)
    endpoints = try OptOutEndpoints(database)
  }

  /// Takes a word down, and brings the list up to it.
  ///
  /// - Parameter keepsAll: whether a word that changes nothing is kept too, as one that a person
  ///   said is.
  package func take(_ word: OptOutWord, keepsAll: Bool) throws -> Outcome {
    var word = word
    word.at = min(word.at, now)
    let said = try said(of: word)
    let outcome =
      word.kind == .optOut ? try optOut(word, lastOptIn: said.lastOptIn) : try optIn(word)
    if keepsAll || outcome == .changed {
      try log(word, as: said.count + 1, changed: outcome == .changed)
    }
    if keepsAll, outcome != .changed { try settle(word) }
    return outcome
  }

  /// Brings since when a number is on the list, and by what, up to all that was said: words come
  /// in any order.
  private func settle(_ word: OptOutWord) throws {
    guard let row = try row(word.address, word.list) else { return }
    first.bind(1, word.address)
    first.bind(2, word.list)
    guard try first.step() else { return first.reset() }
    var earliest = OptOutWord(
      .optOut, word.address, list: word.list, at: Instant(milliseconds: first.integer(0)),
      source: first.string(1))
    earliest.keyword = first.string(2)
    earliest.inboundID = first.string(3)
    let said = Instant(milliseconds: first.integer(4))
    first.reset()
    earliest.scope = row.scope
    earliest.until = row.until
    try write(earliest, since: earliest.at, said: said)
  }

  private func optOut(_ word: OptOutWord, lastOptIn: Instant?) throws -> Outcome {
    if let lastOptIn, min(lastOptIn, now) > word.at { return .outdated }
    guard let row = try row(word.address, word.list) else {
      try write(word, since: word.at, said: word.at)
      try setEndpoints(word)
      return .changed
    }
    let isOver = row.until.map { $0 <= now } ?? false
    let isWider = row.scope == .promotional && word.scope == .all
    let until: Instant? =
      isOver ? word.until : row.until == nil || word.until == nil ? nil : max(row.until, word.until)
    if isOver || isWider || until != row.until {
      var word = word
      if !isOver, row.scope == .all { word.scope = .all }
      word.until = until
      try write(
        word, since: isOver ? word.at : min(row.since, word.at), said: max(row.said, word.at))
      try setEndpoints(word)
      return .changed
    }
    return .same
  }

  private func max(_ a: Instant?, _ b: Instant?) -> Instant? {
    guard let a, let b else { return a ?? b }
    return Swift.max(a, b)
  }

  private func max(_ a: Instant, _ b: Instant) -> Instant { Swift.max(a, b) }

  private func optIn(_ word: OptOutWord) throws -> Outcome {
    guard let row = try row(word.address, word.list) else {
      return try lift(word) ? .changed : .same
    }
    guard word.at > row.said else { return .outdated }
    _ = try lift(word)
    remove.bind(1, word.address)
    remove.bind(2, word.list)
    try remove.run()
    try setEndpoints(word)
    return row.until.map { $0 <= now } ?? false ? .same : .changed
  }

  /// Takes back what is kept of somebody who was forgotten.
  private func lift(_ word: OptOutWord) throws -> Bool {
    try ForgottenWishes.lift(word.address, list: word.list, said: word.at, database)
  }

  /// How many words the log has of the address, and when it asked for messages last.
  private func said(of word: OptOutWord) throws -> (count: Int64, lastOptIn: Instant?) {
    lookAtLog.bind(1, word.address)
    lookAtLog.bind(2, word.list)
    defer { lookAtLog.reset() }
    return try lookAtLog.step() ? (lookAtLog.integer(0), lookAtLog.instant(1)) : (0, nil)
  }

  package func row(_ address: String, _ list: String) throws -> OptOutRow? {
    read.bind(1, address)
    read.bind(2, list)
    defer { read.reset() }
    return try read.step() ? OptOutRow(read) : nil
  }

  private func write(_ word: OptOutWord, since: Instant, said: Instant) throws {
    save.bind(1, word.address)
    save.bind(2, word.list)
    save.bind(3, word.scope.rawValue)
    save.bind(4, since.milliseconds)
    save.bind(5, word.until?.milliseconds)
    save.bind(6, word.source)
    save.bind(orNull: 7, word.keyword)
    save.bind(orNull: 8, word.inboundID)
    save.bind(9, said == since ? nil : said.milliseconds)
    try save.run()
  }

  private func log(_ word: OptOutWord, as n: Int64, changed: Bool) throws {
    insertWord.bind(1, word.address)
    insertWord.bind(2, word.list)
    insertWord.bind(3, word.kind.rawValue)
    insertWord.bind(4, changed ? 1 : Int64(0))
    insertWord.bind(orNull: 5, word.kind == .optOut ? word.scope.rawValue : "")
    insertWord.bind(6, word.at.milliseconds)
    insertWord.bind(7, now.milliseconds)
    insertWord.bind(8, word.source)
    insertWord.bind(orNull: 9, word.keyword)
    insertWord.bind(orNull: 10, word.inboundID)
    insertWord.bind(orNull: 11, word.saidBy)
    insertWord.bind(orNull: 12, word.reason)
    insertWord.bind(13, n)
    try insertWord.run()
  }

  /// Endpoints of the address are opted out while a list of every sender has it.
  private func setEndpoints(_ word: OptOutWord) throws {
    guard endpoints.areThere, try isEverySenders(word.list) else { return }
    if word.kind == .optOut {
      try endpoints.set(word.address, isOptedOut: true)
    } else {
      let rest = try String.fetchAll(
        database, sql: "SELECT list FROM optout WHERE address = ?", arguments: [word.address])
      guard try !rest.contains(where: { try isEverySenders($0) }) else { return }
      try endpoints.set(word.address, isOptedOut: false)
    }
  }

  private func isEverySenders(_ list: String) throws -> Bool {
    if list == OptOutTable.everySender { return true }
    return try
      !(Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM optout_sender WHERE list = ?)",
        arguments: [list]) ?? false)
  }
}
