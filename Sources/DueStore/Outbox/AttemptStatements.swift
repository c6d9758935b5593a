import DueModel
import DueSystem
import GRDB

/// What is written once or twice a message, with statements that are looked up once a transaction.
struct AttemptStatements {
  private let begin: ReusedStatement
  private let take: ReusedStatement
  private let end: ReusedStatement
  private let settle: ReusedStatement
  private let name: ReusedStatement

  init(_ database: Database) throws {
    begin = try ReusedStatement(
      "INSERT INTO attempt (outbox, n, via, started) VALUES (?1, ?2, ?3, ?4)", database)
    take = try ReusedStatement(
      """
      UPDATE outbox SET state = 'submitting', owner = ?2, tries = ?3, changed = ?4,
        told = iif(?5, NULL, told)
      WHERE id = ?1 AND state = iif(?5, 'accepted', 'ready')
      """, database)
    end = try ReusedStatement(
      """
      UPDATE attempt SET ended = ?3, status = ?4, code = ?5, detail = ?6, provider_id = ?7, ms = ?8
      WHERE outbox = ?1 AND n = ?2
      """, database)
    settle = try ReusedStatement(
      """
      UPDATE outbox SET state = ?2, owner = NULL, changed = ?3, code = ?4, detail = ?5,
        failures = failures + ?6, not_before = coalesce(?7, not_before)
      WHERE id = ?1 AND (?8 OR NOT \(OutboxSession.isForgotten))
      """, database)
    name = try ReusedStatement(
      "INSERT OR REPLACE INTO provider (provider_id, via, outbox, n) VALUES (?1, ?2, ?3, ?4)",
      database)
  }

  /// Adds attempt `n` of message `id`.
  func begin(_ id: Int64, _ n: Int, via: String, at now: Instant) throws {
    begin.bind(1, id)
    begin.bind(2, Int64(n))
    begin.bind(3, via)
    begin.bind(4, now.milliseconds)
    try begin.run()
  }

  /// Makes message `id` that of `owner`, who tries it for the `n`th time.
  ///
  /// - Parameter isRetry: whether it rests, for it was taken once.
  func take(_ id: Int64, _ n: Int, owner: Int64, isRetry: Bool, at now: Instant) throws {
    take.bind(1, id)
    take.bind(2, owner)
    take.bind(3, Int64(n))
    take.bind(4, now.milliseconds)
    take.bind(5, isRetry ? 1 : Int64(0))
    try take.run()
  }

  /// Notes how attempt `n` of message `id` ended.
  func end(
    _ id: Int64, _ n: Int, _ settlement: OutboxSession.Settlement, at now: Instant
  ) throws {
    end.bind(1, id)
    end.bind(2, Int64(n))
    end.bind(3, now.milliseconds)
    end.bind(4, settlement.status)
    end.bind(orNull: 5, settlement.code)
    end.bind(orNull: 6, settlement.detail)
    end.bind(orNull: 7, settlement.providerID)
    end.bind(8, settlement.duration)
    try end.run()
  }

  /// Settles message `id`, and returns whether it did: not where its person was forgotten
  /// meanwhile, unless `evenForgotten`.
  func settle(
    _ id: Int64, _ settlement: OutboxSession.Settlement, evenForgotten: Bool, at now: Instant
  ) throws -> Bool {
    settle.bind(1, id)
    settle.bind(2, settlement.state.rawValue)
    settle.bind(3, now.milliseconds)
    settle.bind(orNull: 4, settlement.code)
    settle.bind(orNull: 5, settlement.detail)
    settle.bind(6, settlement.isFailure ? 1 : Int64(0))
    settle.bind(7, settlement.notBefore?.milliseconds)
    settle.bind(8, evenForgotten ? 1 : Int64(0))
    return try settle.run() > 0
  }

  /// Keeps what the peer calls attempt `n` of message `id`.
  func name(_ provider: String, via: String, _ id: Int64, _ n: Int) throws {
    let scheme = via.utf8.prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "?") }
    name.bind(1, provider)
    name.bind(2, String(Substring(scheme)))
    name.bind(3, id)
    name.bind(4, Int64(n))
    try name.run()
  }

  /// The statements of one session, from the first time on that they are wanted.
  final class Shelf {
    private var statements: AttemptStatements?

    func statements(_ database: Database) throws -> AttemptStatements {
      if let statements { return statements }
      let made = try AttemptStatements(database)
      statements = made
      return made
    }
  }
}
