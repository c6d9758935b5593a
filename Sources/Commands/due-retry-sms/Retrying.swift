import DueDelivery
import DueFormats
import DueModel
import DueRetries
import DueStore
import DueSystem
import DueTool

/// One run: retries that are due go through the engine of every sender.
struct Retrying {
  private let store: Store
  private let clock: DeliveryClock
  private let isStopped: RetryGuard
  private let start: Instant
  private(set) var ends: [DeliveryEnd] = []

  init(_ store: Store, _ clock: DeliveryClock, _ isStopped: RetryGuard) {
    self.store = store
    self.clock = clock
    self.isStopped = isStopped
    start = clock.now
  }

  mutating func send(
    over transport: any Transport, _ settings: DeliverySettings, _ log: inout ResultLog
  ) throws {
    var engine = try DeliveryEngine(store, transport, channel: .sms, settings, clock)
    let check = isStopped
    engine.isStopped = { try check($0, $1, $2) }
    try log.add(try engine.recover(), unordered: true)
    if settings.tellsEvents {
      let untold = try store.read { try OutboxSession($0).untoldRetries(at: start) }
      try log.add(try engine.untold(untold), isOurs: false)
    }
    ends.append(
      try engine.run(.retries(until: start)) { try log.add($0, unordered: true) })
    try engine.finishTelling()
  }

  /// Says what would be sent, by the same checks, and changes nothing.
  func rehearse(_ log: inout ResultLog, limit: Int?) throws {
    var results: [DeliveryResult] = []
    try store.read { database in
      let session = OutboxSession(database)
      try session.dueRetries(by: start, limit: limit) { row in
        var result = row.result(.dryRun, at: start)
        result.attempt = row.tries + 1
        if let expires = row.message.expires, start >= expires {
          result.status = .expired
          result.code = "TTL_EXPIRED"
        } else if try session.isOptedOut(row.message, at: start) {
          result.status = .suppressed
          result.code = "OPTED_OUT"
        } else if let code = try isStopped(session, row, start) {
          result.status = .cancelled
          result.code = code
        } else if let opening = SendingHours(row.message.hours)?.opening(from: start),
          opening > start
        {
          result.status = .deferred
          result.code = "QUIET_TIME"
          result.next = opening
        }
        results.append(result)
      }
    }
    for var result in results {
      result.record = nil
      try log.add(result)
    }
  }

  /// Raises the status of a run that leaves retries to later ones.
  func tellOfRest(_ console: inout Console) throws {
    let (count, next) = try store.read { database in
      let lists = RetryLists(database)
      return (try lists.scheduled(), try lists.nextDue())
    }
    guard count > 0 else { return }
    console.raise(.tryAgain)
    if console.isInteractive, let next {
      console.say("retries are scheduled: \(count), the first for \(next.iso8601)")
    }
  }
}

extension ResultLog {
  /// How many messages ended how.
  var summary: JSON {
    .object(
      DeliveryResult.Status.allCases.compactMap { status in
        counts[status].map { JSON.Member(status.rawValue, .integer($0)) }
      } + [.init("parts", .integer(parts))])
  }
}
