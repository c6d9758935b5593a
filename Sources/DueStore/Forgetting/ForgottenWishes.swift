import DueModel
import DueSystem
import GRDB

/// That somebody who was forgotten is not to be written to, as those learn who ask by the address.
package struct ForgottenWish: Sendable, Equatable {
  /// Of the opt-out list; `mail` for the suppression list.
  package var list: String
  package var scope: OptOutScope
  package var since: Instant
  /// nil for good.
  package var until: Instant?
}

/// That people who were forgotten are not to be written to: by keyed hashes of their addresses.
enum ForgottenWishes {
  /// The list that stands for the suppression list of mail.
  static let mail = "mail"

  // MARK: Keeping them

  /// Keeps what the lists have of `addresses`, which are about to go; how many wishes those are.
  static func keep(_ addresses: [String], _ database: Database) throws -> Int {
    var kept = 0
    for address in addresses {
      for wish in try wishes(of: address, database) {
        let statement = try ReusedStatement(
          "INSERT OR REPLACE INTO forgotten VALUES (?1, ?2, ?3, ?4, ?5)", database)
        statement.bind(1, try ForgottenHash.made(database).words(of: address))
        statement.bind(2, wish.list)
        statement.bind(3, wish.scope.rawValue)
        statement.bind(4, wish.since.milliseconds)
        statement.bind(5, wish.until?.milliseconds)
        try statement.run()
        kept += 1
      }
    }
    return kept
  }

  /// Takes back a wish of `address` that was there before `said`; whether there was one.
  static func lift(
    _ address: String, list: String, said: Instant, _ database: Database
  ) throws -> Bool {
    guard let hash = try ForgottenHash(database) else { return false }
    let statement = try ReusedStatement(
      "DELETE FROM forgotten WHERE hash = ?1 AND list = ?2 AND since < ?3", database)
    statement.bind(1, hash.words(of: address))
    statement.bind(2, list)
    statement.bind(3, said.milliseconds)
    return try statement.run() > 0
  }

  private static func wishes(of address: String, _ database: Database) throws -> [ForgottenWish] {
    var wishes = try Row.fetchAll(
      database, sql: "SELECT list, scope, since, until FROM optout WHERE address = ?",
      arguments: [address]
    ).map {
      ForgottenWish(
        list: $0[0], scope: OptOutScope(rawValue: $0[1]) ?? .all,
        since: Instant(milliseconds: $0[2]),
        until: ($0[3] as Int64?).map { Instant(milliseconds: $0) })
    }
    let suppressed = try Row.fetchOne(
      database,
      sql: "SELECT reason, first_seen FROM suppression WHERE address_key = ? AND scope = '*'",
      arguments: [address])
    if let suppressed {
      let reason = SuppressionReason(rawValue: suppressed[0]) ?? .bounce
      wishes.append(
        ForgottenWish(
          list: mail, scope: reason.holdsBackTransactional ? .all : .promotional,
          since: Instant(milliseconds: suppressed[1])))
    }
    return wishes
  }

  // MARK: Asking for them

  /// What is kept of `address` and holds at `now`, by list.
  static func find(
    _ address: String, at now: Instant, _ database: Database
  ) throws -> [ForgottenWish] {
    guard let hash = try ForgottenHash(database) else { return [] }
    let statement = try ReusedStatement(
      """
      SELECT list, scope, since, until FROM forgotten
      WHERE hash = ?1 AND (until IS NULL OR until > ?2) ORDER BY list
      """, database)
    statement.bind(1, hash.words(of: address))
    statement.bind(2, now.milliseconds)
    defer { statement.reset() }
    var wishes: [ForgottenWish] = []
    while try statement.step() {
      wishes.append(
        ForgottenWish(
          list: statement.string(0), scope: OptOutScope(rawValue: statement.string(1)) ?? .all,
          since: Instant(milliseconds: statement.integer(2)), until: statement.instant(3)))
    }
    return wishes
  }
}

extension SuppressionList {
  /// What is kept of the mailbox of somebody who was forgotten; nil where it may be written to.
  package func forgotten(_ key: String, at now: Instant) throws -> ForgottenWish? {
    try ForgottenWishes.find(key, at: now, database).first { $0.list == ForgottenWishes.mail }
  }

  /// Gives `body` the hash of each mailbox, of people who were forgotten, that is held back.
  package func forEachForgotten(_ body: (Bytes) throws -> Void) throws {
    let statement = try ReusedStatement(
      "SELECT hash FROM forgotten WHERE list = '\(ForgottenWishes.mail)'", database)
    defer { statement.reset() }
    while try statement.step() { try body(statement.bytes(0)) }
  }

  /// How the mailboxes of `forEachForgotten` were hashed; nil where there are none.
  package func forgottenHash() throws -> ForgottenHash? { try ForgottenHash(database) }
}

extension OptOutRow {
  /// The source of a row that is kept of somebody who was forgotten.
  package static let forgotten = "forgotten"

  /// What is kept of somebody who was forgotten, as a row of the list.
  init(_ wish: ForgottenWish, of address: String) {
    self.init(
      address: address, list: wish.list, scope: wish.scope, since: wish.since, until: wish.until,
      source: Self.forgotten, keyword: "", inboundID: "", said: wish.since)
  }
}

extension OutboxSession {
  /// Why a message must not leave, for somebody who was forgotten and had said so before; nil where
  /// it may.
  func refusalOfForgotten(
    _ message: Message, at now: Instant, _ forgotten: ForgottenMarks
  ) throws -> Refusal? {
    if forgotten.isEmpty { return nil }
    if let refusal = try refusal(of: message, as: message.to, at: now, forgotten) {
      return refusal
    }
    guard message.channel.family == .email else { return nil }
    let key = MailboxKey.key(message.to)
    return key == message.to ? nil : try refusal(of: message, as: key, at: now, forgotten)
  }

  private func refusal(
    of message: Message, as address: String, at now: Instant, _ forgotten: ForgottenMarks
  ) throws -> Refusal? {
    guard let hash = forgotten.hash(of: address) else { return nil }
    let statement = try ReusedStatement(
      """
      SELECT f.list FROM forgotten f WHERE f.hash = ?1 AND (f.scope = 'all' OR ?2)
        AND (f.until IS NULL OR f.until > ?3)
        AND (f.list IN ('default', '\(ForgottenWishes.mail)')
          OR NOT EXISTS (SELECT 1 FROM optout_sender s WHERE s.list = f.list)
          OR EXISTS (SELECT 1 FROM optout_sender s WHERE s.list = f.list AND s.sender = ?4))
      LIMIT 1
      """, database)
    statement.bind(1, hash)
    statement.bind(2, message.type == .promotional ? 1 : Int64(0))
    statement.bind(3, now.milliseconds)
    statement.bind(4, message.from)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return statement.string(0) == ForgottenWishes.mail ? .suppressed : .optedOut
  }
}
