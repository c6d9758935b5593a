import DueFormats
import DueModel
import DueStore
import DueSystem

/// Events into decisions, a batch of them in each transaction.
package final class RetryIngest {
  package typealias Transact = ((StoreView) throws -> Void) throws -> Void

  private let policy: RetryPolicy
  private let now: Instant
  private let rejects: RejectLog
  private let transact: Transact
  /// Takes decisions, in the order of their events, after the commit.
  private let tell: (RetryRecord) throws -> Void
  private let progress: (Int, Int64, Int64?) -> Void
  private var reader: NoticeReader
  private var batch: [RetryRecord] = []
  package private(set) var counts = RetryCounts()

  private static let batchSize = 2048

  /// - Parameters:
  ///   - keyMember: the member of contexts in which other software has a message's key.
  ///   - transact: runs what it is given as one transaction.
  package init(
    _ policy: RetryPolicy, keyMember: String, now: Instant, rejects: RejectLog,
    progress: @escaping (Int, Int64, Int64?) -> Void, transact: @escaping Transact,
    tell: @escaping (RetryRecord) throws -> Void
  ) {
    self.policy = policy
    self.now = now
    self.rejects = rejects
    self.progress = progress
    self.transact = transact
    self.tell = tell
    reader = NoticeReader(keyMember: keyMember)
  }

  /// Reads the events of `files`.
  package func run(_ files: [String]) throws {
    try adopt()
    for file in files { try read(file) }
    try flush()
    try adopt()
    try moveOn()
  }

  /// Lets messages take the place of those that are known now to have failed, or whose time is up:
  /// last, for any event may tell of a delivery.
  private func moveOn() throws {
    var moves = FallbackDesk.Moves()
    repeat {
      try transact { moves = try FallbackDesk($0).moveOn(at: now) }
      counts.moved += moves.moved
    } while moves.isPartial
  }

  private func read(_ path: String) throws {
    var stream = JSONStreamReader(try ByteSource.open(path))
    while try stream.next() {
      counts.events += 1
      if counts.events & 0xfff == 0 { progress(counts.events, stream.offset, stream.size) }
      do throws(RecordFault) {
        if let fault = stream.fault { throw RecordFault(column: nil, fault.description) }
        let event = try EventView(stream.value)
        batch.append(RetryRecord(type: event.type.string ?? "", try reader.read(event)))
      } catch {
        counts.rejected += 1
        try rejects.add(
          Rejection(
            file: stream.name, line: stream.line, column: error.column,
            reason: error.description), json: stream.source)
      }
      if batch.count >= Self.batchSize { try flush() }
    }
  }

  private func flush() throws {
    if batch.isEmpty { return }
    var decided: [RetryRecord] = []
    try transact { view in
      let desk = try RetryDesk(view)
      let orphans = try OrphanDesk(view)
      decided = try self.batch.map { try self.decide($0, desk, orphans, view) }
    }
    batch.removeAll(keepingCapacity: true)
    try report(decided)
  }

  /// Decides on events whose messages are known by now.
  package func adopt() throws {
    var decided: [RetryRecord] = []
    try transact { view in
      decided = []
      let orphans = try OrphanDesk(view)
      try orphans.prune(at: now)
      let found = try orphans.candidates()
      if found.isEmpty { return }
      let desk = try RetryDesk(view)
      for notice in found {
        let record = try decide(
          RetryRecord(type: "", notice), isParked: true, desk, orphans, view)
        if record.decision.action == .orphan || record.decision.reason == .duplicate { continue }
        try orphans.drop(notice)
        decided.append(record)
      }
    }
    try report(decided)
  }

  private func report(_ decided: [RetryRecord]) throws {
    for record in decided {
      counts.add(record)
      try tell(record)
    }
  }

  private func decide(
    _ record: RetryRecord, isParked: Bool = false, _ desk: RetryDesk, _ orphans: OrphanDesk,
    _ view: StoreView
  ) throws -> RetryRecord {
    var record = record
    guard let notice = record.notice else { return record }
    if try desk.isKnown(notice) {
      record.decision = RetryDecision(.ignored, .duplicate)
      return record
    }
    guard let subject = try desk.subject(of: notice, at: now) else {
      let isNew = try orphans.park(notice, at: now)
      if isNew { try optOut(notice, view) }
      record.decision = RetryDecision(.orphan, isNew ? nil : .duplicate)
      return record
    }
    record.key = subject.key
    record.decision = policy.decide(notice, about: subject)
    record.attempt =
      record.decision.action == .retry ? subject.tries + 1 : subject.attempt
    try desk.add(notice, about: subject)
    if !isParked { try optOut(notice, view) }
    try keep(record.decision, notice, subject, desk, view)
    return record
  }

  /// Keeps the wish of a person who wrote STOP: once, for who joins again later has joined.
  private func optOut(_ notice: DeliveryNotice, _ view: StoreView) throws {
    guard notice.isOptOut, notice.number.first == "+" else { return }
    try OutboxSession(view).optOut(
      notice.number, scope: "all", source: "event", at: notice.at, noted: now)
  }

  private func keep(
    _ decision: RetryDecision, _ notice: DeliveryNotice, _ subject: RetrySubject,
    _ desk: RetryDesk, _ view: StoreView
  ) throws {
    if notice.status == SMSStatus.invalid.rawValue {
      try desk.mark(subject.recipient, isValid: false, by: subject.id, at: notice.at)
    } else if notice.class == .ok {
      try desk.mark(subject.recipient, isValid: true, by: subject.id, at: notice.at)
      try FallbackDesk(view).deliver(subject.id, at: notice.at, now: now)
    }
    guard let row = decision.row else { return }
    try desk.save(row, of: subject.id, at: now)
    switch decision.action {
    case .retry:
      // A retry that is only moved keeps its sender.
      let isNew = subject.row?.state != .scheduled
      try desk.prepare(subject.id, sender: isNew ? policy.sender(after: subject.sender) : nil)
    case .exhausted:
      try desk.bury(
        subject.id, status: notice.status,
        reason: "not delivered, and \(row.max) retries failed", at: now)
    case .close:
      if subject.row?.state == .exhausted {
        try desk.unbury(subject.id, at: now)
      }
    case .ignored, .orphan: break
    }
  }
}
