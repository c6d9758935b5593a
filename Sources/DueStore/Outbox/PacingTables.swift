import DueModel
import DueSystem
import GRDB

/// How fast one sender may be used over one transport: a token bucket, kept in the store so that
/// all processes draw from it.
package struct Bucket: Sendable, Equatable {
  package let via: String
  package let sender: String
  /// Tokens a second at present, and when nobody throttles us.
  package var rate: Double
  package var fullRate: Double
  /// May be below zero, after a message dearer than the bucket is large.
  package var tokens: Double
  package var at: Instant
  /// Throttling answers in a row.
  package var throttles = 0
  package var slowedUntil: Instant

  package init(via: String, sender: String, rate: Double, at now: Instant) {
    self.via = via
    self.sender = sender
    self.rate = rate
    fullRate = rate
    tokens = max(rate, 1)
    at = now
    slowedUntil = Instant(milliseconds: 0)
  }
}

/// A transport that failed several times in a row is left alone until `retry`.
package struct Breaker: Sendable, Equatable {
  package let via: String
  /// Failures in a row.
  package var failures = 0
  /// Since when it is open; nil while it is closed.
  package var since: Instant?
  package var reason = ""
  package var retry: Instant?

  package init(via: String) { self.via = via }
}

extension OutboxSession {
  /// The bucket of a sender; nil for one that nobody used yet.
  package func bucket(via: String, sender: String) throws -> Bucket? {
    let statement = try ReusedStatement(
      """
      SELECT rate, full_rate, tokens, at, throttles, slowed_until FROM bucket
      WHERE via = ?1 AND sender = ?2
      """, database)
    statement.bind(1, via)
    statement.bind(2, sender)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    var bucket = Bucket(
      via: via, sender: sender, rate: statement.double(0),
      at: Instant(milliseconds: statement.integer(3)))
    bucket.fullRate = statement.double(1)
    bucket.tokens = statement.double(2)
    bucket.throttles = Int(statement.integer(4))
    bucket.slowedUntil = Instant(milliseconds: statement.integer(5))
    return bucket
  }

  package func save(_ bucket: Bucket) throws {
    let statement = try ReusedStatement(
      """
      INSERT OR REPLACE INTO bucket
        (via, sender, rate, full_rate, tokens, at, throttles, slowed_until)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      """, database)
    statement.bind(1, bucket.via)
    statement.bind(2, bucket.sender)
    statement.bind(3, bucket.rate)
    statement.bind(4, bucket.fullRate)
    statement.bind(5, bucket.tokens)
    statement.bind(6, bucket.at.milliseconds)
    statement.bind(7, Int64(bucket.throttles))
    statement.bind(8, bucket.slowedUntil.milliseconds)
    try statement.run()
  }

  package func breaker(_ via: String) throws -> Breaker {
    var breaker = Breaker(via: via)
    let statement = try ReusedStatement(
      "SELECT failures, since, reason, retry FROM breaker WHERE via = ?1", database)
    statement.bind(1, via)
    defer { statement.reset() }
    guard try statement.step() else { return breaker }
    breaker.failures = Int(statement.integer(0))
    breaker.since = statement.instant(1)
    breaker.reason = statement.string(2)
    breaker.retry = statement.instant(3)
    return breaker
  }

  package func save(_ breaker: Breaker) throws {
    guard breaker.failures > 0 else {
      try database.execute(sql: "DELETE FROM breaker WHERE via = ?", arguments: [breaker.via])
      return
    }
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO breaker (via, failures, since, reason, retry) VALUES (?, ?, ?, ?, ?)
        """,
      arguments: [
        breaker.via, breaker.failures, breaker.since?.milliseconds, breaker.reason,
        breaker.retry?.milliseconds,
      ])
  }
}
