import DueModel
import DueSystem
import GRDB

/// That people who were forgotten are not to be written to: by keyed hashes of their addresses.
struct ForgottenWishes {
  /// The list that stands for the suppression list of mail.
  static let mail = "mail"

  private let key: [UInt8]

  /// The wishes of the store; nil where nobody was forgotten who had one.
  init?(_ database: Database) throws {
    let statement = try ReusedStatement("SELECT key FROM forget_key", database)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    key = Array(statement.bytes(0))
  }

  private init(making database: Database) throws {
    var chance = SystemRandomNumberGenerator()
    key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &chance) }
    let statement = try ReusedStatement("INSERT INTO forget_key VALUES (1, ?1)", database)
    key.withUnsafeBytes { statement.bind(1, blob: $0) }
    try statement.run()
  }

  /// Binds the hash of `address`.
  func bindHash(of address: String, to statement: ReusedStatement, _ parameter: Int32) {
    HMAC.sha256(key, address).withUnsafeBytes { statement.bind(parameter, blob: $0) }
  }

  // MARK: Keeping them

  /// Keeps what the lists have of `addresses`, which are about to go; how many wishes those are.
  static func keep(_ addresses: [String], _ database: Database) throws -> Int {
    var kept = 0
    for address in addresses {
      for wish in try wishes(of: address, database) {
        let wishes = try ForgottenWishes(database) ?? ForgottenWishes(making: database)
        let statement = try ReusedStatement(
          "INSERT OR REPLACE INTO forgotten VALUES (?1, ?2, ?3, ?4, ?5)", database)
        wishes.bindHash(of: address, to: statement, 1)
        statement.bind(2, wish.list)
        statement.bind(3, wish.scope)
        statement.bind(4, wish.since)
        statement.bind(5, wish.until)
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
    guard let wishes = try ForgottenWishes(database) else { return false }
    let statement = try ReusedStatement(
      "DELETE FROM forgotten WHERE hash = ?1 AND list = ?2 AND since < ?3", database)
    wishes.bindHash(of: address, to: statement, 1)
    statement.bind(2, list)
    statement.bind(3, said.milliseconds)
    return try statement.run() > 0
  }

  private struct Wish {
    var list: String
    var scope: String
    var since: Int64
    var until: Int64?
  }

  private static func wishes(of address: String, _ database: Database) throws -> [Wish] {
    var wishes = try Row.fetchAll(
      database, sql: "SELECT list, scope, since, until FROM optout WHERE address = ?",
      arguments: [address]
    ).map { Wish(list: $0[0], scope: $0[1], since: $0[2], until: $0[3]) }
    let suppressed = try Row.fetchOne(
      database,
      sql: "SELECT reason, first_seen FROM suppression WHERE address_key = ? AND scope = '*'",
      arguments: [address])
    if let suppressed {
      let reason = SuppressionReason(rawValue: suppressed[0]) ?? .bounce
      wishes.append(
        Wish(
          list: mail, scope: reason.holdsBackTransactional ? "all" : "promotional",
          since: suppressed[1], until: nil))
    }
    return wishes
  }
}

extension OutboxSession {
  /// Why a message must not leave, for somebody who was forgotten and had said so before; nil where
  /// it may.
  func refusalOfForgotten(_ message: Message, at now: Instant) throws -> Refusal? {
    guard let wishes = try ForgottenWishes(database) else { return nil }
    let statement = try ReusedStatement(
      """
      SELECT f.list FROM forgotten f WHERE f.hash = ?1 AND (f.scope = 'all' OR ?2)
        AND (f.until IS NULL OR f.until > ?3)
        AND (f.list IN ('default', '\(ForgottenWishes.mail)')
          OR NOT EXISTS (SELECT 1 FROM optout_sender s WHERE s.list = f.list)
          OR EXISTS (SELECT 1 FROM optout_sender s WHERE s.list = f.list AND s.sender = ?4))
      LIMIT 1
      """, database)
    let isMail = message.channel.family == .email
    for address in isMail ? [message.to, MailboxKey.key(message.to)] : [message.to] {
      wishes.bindHash(of: address, to: statement, 1)
      statement.bind(2, message.type == .promotional ? 1 : Int64(0))
      statement.bind(3, now.milliseconds)
      statement.bind(4, message.from)
      defer { statement.reset() }
      if try statement.step() {
        return statement.string(0) == ForgottenWishes.mail ? .suppressed : .optedOut
      }
    }
    return nil
  }
}
