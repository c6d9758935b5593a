import DueModel
import DueStore
import DueSystem

/// How fast each sender may be used.
package struct RateTable: Sendable, Equatable {
  /// Tokens a second for senders that are not in `bySender`; nil for what is usual for them.
  package var everySender: Double?
  package var bySender: [String: Double] = [:]
  /// Whether a message costs its parts, as carriers count, or 1.
  package var countsParts = true

  package init() {}

  /// Adds a rule: `N`, `unlimited` or `SENDER=N`, in tokens a second.
  package mutating func add(_ rule: String) throws {
    let equals = rule.lastIndex(of: "=")
    let text = equals.map { rule[rule.index(after: $0)...] } ?? rule[...]
    let rate = text == "unlimited" ? Double.infinity : Double(text) ?? 0
    guard rate > 0 else {
      throw RunFault(
        .usage, "expected a rate such as 10, 0.2, unlimited or 10101=50 in --rate, found '\(rule)'")
    }
    if let equals {
      bySender[String(rule[..<equals])] = rate
    } else {
      everySender = rate
    }
  }

  /// Tokens a second for `sender`.
  ///
  /// - Parameter isPaced: whether the transport has usual rates at all.
  func rate(of sender: String, isPaced: Bool) -> Double {
    bySender[sender] ?? everySender ?? (isPaced ? Self.usual(sender) : .infinity)
  }

  /// The rates that AWS gives a sender by its kind, in parts a second: short codes 100, North
  /// American toll-free numbers 3, other numbers there 1, numbers elsewhere 10, names 10.
  package static func usual(_ sender: String) -> Double {
    let digits = sender.utf8.allSatisfy { $0 &- 48 <= 9 }
    if digits, (5...6).contains(sender.utf8.count) { return 100 }
    if sender.hasPrefix("+1") {
      let area = sender.dropFirst(2).prefix(3)
      return ["800", "833", "844", "855", "866", "877", "888"].contains(area) ? 3 : 1
    }
    if sender.hasPrefix("+") { return 10 }
    let isName =
      sender.utf8.count <= 11 && !sender.isEmpty
      && sender.utf8.contains { $0 | 0x20 >= 97 && $0 | 0x20 <= 122 }
    return isName ? 10 : 1
  }

  func cost(_ parts: Int) -> Double { countsParts ? Double(max(parts, 1)) : 1 }
}

extension Bucket {
  /// What it holds at most: one second's worth at present, at least one token.
  var capacity: Double { max(rate, 1) }

  /// A share that only urgent messages (priority 8 and 9) may use.
  private func reserve(_ priority: Int) -> Double { priority >= 8 ? 0 : capacity / 5 }

  /// Lets time pass: tokens come in, and a rate that throttling had cut grows back by a tenth of
  /// the full rate each ten seconds.
  mutating func refill(at now: Instant, rate configured: Double) {
    if configured != fullRate {
      rate *= configured / fullRate
      fullRate = configured
    }
    if now < at {
      // The clock went back: what was to end in a future that is none any more ends now.
      slowedUntil = min(slowedUntil, now)
      at = now
    }
    let seconds = Double(now - at) / 1000
    if rate < fullRate, now > slowedUntil {
      let undisturbed = Double(now - max(at, slowedUntil)) / 1000
      rate = min(fullRate, rate + fullRate * undisturbed / 100)
    }
    if throttles > 0, now - slowedUntil >= Self.calm { throttles = 0 }
    tokens = min(capacity, tokens + seconds * rate)
    at = now
  }

  /// When a message of that cost may go.
  ///
  /// One dearer than the bucket waits for it to be full, and leaves it below zero.
  func ready(cost: Double, priority: Int) -> Instant {
    let needed = min(capacity, cost + reserve(priority))
    let wait = tokens >= needed ? 0 : Int64(((needed - tokens) / rate * 1000).rounded(.up))
    return max(at + wait, slowedUntil)
  }

  /// When it will be full.
  var full: Instant { at + Int64((max(0, capacity - tokens) / rate * 1000).rounded(.down)) }

  /// Milliseconds after a pause after which the next throttling is the first one again.
  private static let calm: Int64 = 10_000

  /// A peer said that we are too fast: half the rate, at least a tenth; a pause that doubles.
  ///
  /// Messages that had left before the pause hear the same: that is no news.
  ///
  /// - Parameters:
  ///   - retryAfter: milliseconds the peer asked for, at least.
  ///   - chance: 0 to 1, for the jitter.
  mutating func throttle(retryAfter: Int64?, chance: Double, at now: Instant) {
    guard now >= slowedUntil else {
      if let retryAfter { slowedUntil = max(slowedUntil, now + retryAfter) }
      return
    }
    rate = max(rate / 2, fullRate / 10)
    tokens = min(tokens, capacity)
    throttles += 1
    slowedUntil = now + max(retryAfter ?? 0, Self.pause(throttles: throttles, chance: chance))
  }

  /// Milliseconds to wait, unless a peer asks for more: up to 1 s, 2 s, 4 s and so on to a minute.
  private static func pause(throttles: Int, chance: Double) -> Int64 {
    let longest = min(60_000, 1000 << Int64(min(throttles - 1, 6)))
    return max(1, Int64(Double(longest) * chance))
  }
}

extension Breaker {
  /// The longest that a peer is left alone, in milliseconds.
  static let longestPause: Int64 = 600_000

  /// Whether it was opened by a clock that has gone back since: it says nothing then.
  func isFromFuture(at now: Instant) -> Bool {
    if let since, since > now { return true }
    if let retry { return retry - now > Self.longestPause }
    return false
  }
}
