import DueModel
import DueRetries
import DueStore
import DueSystem
import Testing

/// What follows from an event, for every status and every standing of its message.
@Suite struct DecisionTests {
  /// 2026-11-23T12:00:00Z, the first send.
  static let first = Instant(milliseconds: 1_795_435_200_000)

  static func policy(_ change: (inout RetryPolicy) -> Void = { _ in }) -> RetryPolicy {
    var policy = RetryPolicy()
    policy.jitter = 0
    change(&policy)
    return policy
  }

  static func notice(_ status: SMSStatus, after seconds: Int64 = 8) -> DeliveryNotice {
    var notice = DeliveryNotice(
      source: "sms", status: status.rawValue, class: status.class, at: first + seconds * 1000)
    notice.providerID = "m-1"
    return notice
  }

  static func subject(
    _ row: RetryRow? = nil, tries: Int = 1, attempt: Int = 1, _ state: OutboxState = .accepted,
    campaign: String = "", type: MessageType = .transactional, sentBefore: Int = 0,
    isDelivered: Bool = false, hasFollower: Bool = false
  ) -> RetrySubject {
    RetrySubject(
      id: 1, key: "k", recipient: "+12025550101", sender: "10101", campaign: campaign, type: type,
      state: state, tries: tries, attempt: attempt, firstSent: first, sentBefore: sentBefore,
      isDelivered: isDelivered, hasFollower: hasFollower, row: row)
  }

  static func row(
    _ state: RetryRow.State, retries: Int = 1, attempt: Int = 1, next: Int64? = nil
  ) -> RetryRow {
    var row = RetryRow(
      firstAt: first, deadline: first + 86_400_000, max: 5, attempt: attempt, state: state)
    row.retries = retries
    row.next = next.map { first + $0 * 1000 }
    return row
  }

  static let statuses: [(SMSStatus, RetryDecision.Action, RetryDecision.Reason?)] = [
    (.queued, .ignored, .progress), (.pending, .ignored, .progress), (.sent, .ignored, .progress),
    (.successful, .close, .delivered), (.delivered, .close, .delivered),
    (.unreachable, .retry, nil), (.carrierUnreachable, .retry, nil), (.ttlExpired, .retry, nil),
    (.unknown, .retry, nil),
    (.blocked, .close, .policy), (.carrierBlocked, .close, .policy), (.spam, .close, .policy),
    (.protectBlocked, .close, .policy), (.optedOut, .close, .policy),
    (.invalid, .close, .permanent), (.invalidMessage, .close, .permanent),
    (.maxPriceExceeded, .close, .permanent),
  ]

  @Test("knows every status", arguments: statuses)
  func knows(
    status: SMSStatus, action: RetryDecision.Action, reason: RetryDecision.Reason?
  ) {
    let decision = Self.policy().decide(Self.notice(status), about: Self.subject())
    #expect(decision.action == action)
    #expect(decision.reason == reason)
    if action == .retry {
      #expect(decision.row?.next == Self.first + 38_000)
      #expect(decision.row?.retries == 1)
    }
  }

  @Test("the table above has every status")
  func complete() {
    #expect(
      Self.statuses.map(\.0).sorted { $0.rawValue < $1.rawValue }
        == SMSStatus.allCases.sorted { $0.rawValue < $1.rawValue })
  }

  @Test("counts delays from the event, and the last one serves all further ones")
  func delays() {
    let policy = Self.policy()
    for (retries, delay) in [(0, 30), (1, 120), (2, 600), (3, 1800), (4, 7200)] as [(Int, Int64)] {
      var row = Self.row(.waiting, retries: retries, attempt: retries)
      row.attempt = retries
      let subject = Self.subject(row, tries: retries + 1, attempt: retries + 1)
      let decision = policy.decide(Self.notice(.unreachable, after: 100), about: subject)
      #expect(decision.row?.next == Self.first + (100 + delay) * 1000)
    }
    let short = Self.policy { $0.backOff = [1000, 2000] }
    let decision = short.decide(
      Self.notice(.unreachable),
      about: Self.subject(Self.row(.waiting, retries: 4, attempt: 4), tries: 5, attempt: 5))
    #expect(decision.row?.next == Self.first + 10_000)
  }

  @Test(
    "what another channel has taken over is not sent again; that it was delivered counts",
    arguments: [nil, row(.waiting), row(.expired)])
  func follower(row: RetryRow?) {
    let subject = Self.subject(row, hasFollower: true)
    let policy = Self.policy { _ in }
    for status in [SMSStatus.unreachable, .invalid] {
      let decision = policy.decide(Self.notice(status, after: 0), about: subject)
      #expect(decision.action == .ignored && decision.reason == .fallback)
      #expect(decision.row == nil)
    }
    #expect(policy.decide(Self.notice(.delivered, after: 0), about: subject).action == .close)
  }

  @Test("jitter stays within its share and is the same again")
  func jitter() {
    let policy = Self.policy { $0.jitter = 0.2 }
    var seen = Set<Int64>()
    for i in 0..<1000 {
      let subject = RetrySubject(
        id: 1, key: "k-\(i)", recipient: "", sender: "", campaign: "", type: .transactional,
        state: .accepted, tries: 1, attempt: 1, firstSent: Self.first, sentBefore: 0,
        isDelivered: false, row: nil)
      let next = policy.decide(Self.notice(.unreachable, after: 0), about: subject).row?.next
      let delay = (next ?? Self.first) - Self.first
      #expect((24_000...36_000).contains(delay))
      #expect(next == policy.decide(Self.notice(.unreachable, after: 0), about: subject).row?.next)
      seen.insert(delay)
    }
    #expect(seen.count > 900)
  }

  /// What a second event about a message does, by how the first left it.
  static let standings:
    [(RetryRow.State, attempt: Int, SMSStatus, RetryDecision.Action, RetryDecision.Reason?)] = [
      (.scheduled, 1, .unreachable, .ignored, .scheduled),
      (.scheduled, 1, .blocked, .close, .policy),
      (.scheduled, 1, .delivered, .close, .delivered),
      (.waiting, 2, .unreachable, .retry, nil),
      (.waiting, 2, .delivered, .close, .delivered),
      (.waiting, 1, .unreachable, .ignored, .superseded),
      (.waiting, 1, .blocked, .ignored, .superseded),
      (.waiting, 1, .delivered, .close, .delivered),  // the first came late
      (.delivered, 2, .unreachable, .ignored, .closed),
      (.delivered, 2, .delivered, .ignored, .closed),
      (.closed, 2, .unreachable, .ignored, .closed),
      (.closed, 2, .delivered, .close, .delivered),
      (.expired, 2, .unknown, .retry, nil),  // this one is early enough
      (.expired, 2, .blocked, .close, .policy),
      (.expired, 1, .unreachable, .ignored, .superseded),
      (.exhausted, 2, .unreachable, .ignored, .closed),
      (.exhausted, 2, .blocked, .close, .policy),
      (.exhausted, 2, .delivered, .close, .delivered),
    ]

  @Test("later events change only what they may", arguments: standings)
  func later(
    state: RetryRow.State, attempt: Int, status: SMSStatus, action: RetryDecision.Action,
    reason: RetryDecision.Reason?
  ) {
    let tries = state == .scheduled ? 1 : 2
    let row = Self.row(
      state, attempt: state == .waiting ? 1 : tries, next: state == .scheduled ? 38 : nil)
    let decision = Self.policy().decide(
      Self.notice(status, after: 60),
      about: Self.subject(row, tries: tries, attempt: attempt))
    #expect(decision.action == action)
    #expect(decision.reason == reason)
  }

  @Test("the earlier of two failures of one attempt counts, in whatever order they come")
  func order() throws {
    let policy = Self.policy()
    let early = Self.notice(.unreachable, after: 5)
    let late = Self.notice(.ttlExpired, after: 50)
    for (a, b) in [(early, late), (late, early)] {
      var subject = Self.subject()
      let row = try #require(policy.decide(a, about: subject).row)
      subject = Self.subject(row)
      let last = policy.decide(b, about: subject).row ?? row
      #expect(last.next == Self.first + 35_000)
      #expect(last.retries == 1)
    }
  }

  /// One pass over `notices`, as ingest makes it: what is left of them.
  private func fold(_ notices: [DeliveryNotice], _ policy: RetryPolicy)
    -> (state: RetryRow.State?, next: Instant?, retries: Int)
  {
    var row: RetryRow?
    var isDelivered = false
    for notice in notices {
      let state: OutboxState = row?.state == .exhausted ? .dead : .accepted
      let decision = policy.decide(
        notice, about: Self.subject(row, state, isDelivered: isDelivered))
      if notice.class == .ok { isDelivered = true }
      row = decision.row ?? row
    }
    // A message that was delivered first has no row.
    return isDelivered ? (.delivered, nil, 0) : (row?.state, row?.next, row?.retries ?? 0)
  }

  @Test("events about one attempt leave the same in every order", arguments: 0..<400)
  func everyOrder(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let policy = Self.policy { $0.maxRetries = Int.random(in: 0...2, using: &random) }
    let notices = (0..<Int.random(in: 2...5, using: &random)).map { _ in
      // Up to 30 hours: some come too late for a retry.
      Self.notice(
        SMSStatus.allCases.randomElement(using: &random) ?? .unknown,
        after: Int64.random(in: 0...108_000, using: &random))
    }
    let first = fold(notices, policy)
    for _ in 0..<20 {
      #expect(fold(notices.shuffled(using: &random), policy) == first)
    }
  }

  @Test("what was delivered is never sent again, even where it never failed before")
  func deliveredFirst() {
    let decision = Self.policy().decide(
      Self.notice(.unreachable), about: Self.subject(isDelivered: true))
    #expect(decision.reason == .closed)
  }

  @Test("ends after so many retries, so much time, and never for what is not asked for")
  func limits() {
    let policy = Self.policy()
    let spent = Self.subject(Self.row(.waiting, retries: 5, attempt: 5), tries: 6, attempt: 6)
    #expect(policy.decide(Self.notice(.unreachable), about: spent).action == .exhausted)
    let old = policy.decide(Self.notice(.unknown, after: 259_200), about: Self.subject())
    #expect(old.reason == .maxAge)
    #expect(old.row?.state == .expired)
    // The retry itself would come too late, though the event does not.
    #expect(
      policy.decide(Self.notice(.unknown, after: 86_380), about: Self.subject()).reason == .maxAge)
    let none = Self.policy { $0.maxRetries = 0 }
    #expect(none.decide(Self.notice(.unreachable), about: Self.subject()).action == .exhausted)
    let few = Self.policy { $0.retried = [.unreachable] }
    #expect(few.decide(Self.notice(.ttlExpired), about: Self.subject()).reason == .notRetried)
    let bold = Self.policy { $0.retried = [.blocked] }
    #expect(bold.decide(Self.notice(.blocked), about: Self.subject()).action == .retry)
  }

  @Test("the age is that of the campaign, else of the type")
  func ages() {
    let policy = Self.policy { $0.maxAges = ["otp": 60_000, "promotional": 120_000] }
    func reason(_ seconds: Int64, _ campaign: String, _ type: MessageType) -> RetryDecision.Reason?
    {
      policy.decide(
        Self.notice(.unreachable, after: seconds),
        about: Self.subject(campaign: campaign, type: type)
      ).reason
    }
    #expect(reason(29, "OTP", .promotional) == nil)
    #expect(reason(30, "OTP", .promotional) == .maxAge)
    #expect(reason(89, "x", .promotional) == nil)
    #expect(reason(90, "x", .promotional) == .maxAge)
    #expect(reason(90, "x", .transactional) == nil)
  }

  @Test(
    "what no peer took is not a failed delivery",
    arguments: [OutboxState.rejected, .suppressed, .expired, .dead, .cancelled, .ready])
  func notSent(state: OutboxState) {
    let decision = Self.policy().decide(
      Self.notice(.unreachable), about: Self.subject(nil, state))
    #expect(decision.action == .close)
    #expect(decision.reason == .notSent)
    #expect(decision.row == nil)
  }

  @Test("retries that other software made count")
  func sentBefore() {
    let policy = Self.policy()
    let third = Self.subject(nil, tries: 4, attempt: 4, sentBefore: 3)
    #expect(policy.decide(Self.notice(.unreachable), about: third).row?.retries == 4)
    let spent = Self.subject(nil, tries: 6, attempt: 6, sentBefore: 5)
    #expect(policy.decide(Self.notice(.unreachable), about: spent).action == .exhausted)
  }

  @Test("a dead letter that was sent again is given up again")
  func requeued() {
    let row = Self.row(.exhausted, retries: 5, attempt: 6)
    let decision = Self.policy().decide(
      Self.notice(.unreachable), about: Self.subject(row, tries: 7, attempt: 7))
    #expect(decision.action == .exhausted)
    #expect(decision.row?.attempt == 7)
  }
}

/// Random numbers that come again for the same seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
