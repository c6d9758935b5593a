import DueModel
import DueStore
import DueSystem

/// What follows from one event.
package struct RetryDecision: Sendable, Equatable {
  package enum Action: String, Sendable, CaseIterable {
    case retry, close, exhausted, ignored, orphan
  }

  package enum Reason: String, Sendable {
    case delivered, permanent, policy
    case notRetried = "not_retried"
    case maxAge = "max_age"
    case notSent = "not_sent"
    case progress, duplicate, scheduled, superseded, closed
    case fallback
    case notSMS = "not_sms"
  }

  package var action: Action
  package var reason: Reason?
  /// How the message stands from now on; nil for as before.
  package var row: RetryRow?

  init(_ action: Action, _ reason: Reason? = nil, row: RetryRow? = nil) {
    self.action = action
    self.reason = reason
    self.row = row
  }
}

extension RetryPolicy {
  /// What follows from `notice`, which is about `subject` and not known yet.
  ///
  /// Events about one attempt may come in any order: a delivery counts more than a failure for
  /// good, that more than one for now, and of these the earliest. Events about an attempt that
  /// another has followed may only tell of a delivery.
  package func decide(_ notice: DeliveryNotice, about subject: RetrySubject) -> RetryDecision {
    switch notice.class {
    case .progress: RetryDecision(.ignored, .progress)
    case .ok: delivered(notice, subject)
    case .transient, .permanent, .policy: failed(notice, subject)
    }
  }

  private func delivered(_ notice: DeliveryNotice, _ subject: RetrySubject) -> RetryDecision {
    guard var row = subject.row else { return RetryDecision(.close, .delivered) }
    if row.state == .delivered { return RetryDecision(.ignored, .closed) }
    // A retry that was scheduled is not made.
    if row.state == .scheduled { row.retries -= 1 }
    row.end(.delivered, notice, subject.attempt)
    return RetryDecision(.close, .delivered, row: row)
  }

  private func failed(_ notice: DeliveryNotice, _ subject: RetrySubject) -> RetryDecision {
    guard subject.attempt == subject.tries else { return RetryDecision(.ignored, .superseded) }
    var row = subject.row ?? newRow(subject)
    if subject.isDelivered || isClosed(row, notice, subject) {
      return RetryDecision(.ignored, .closed)
    }
    // At most one channel is open: what has a follower is not sent again.
    if subject.hasFollower { return RetryDecision(.ignored, .fallback) }
    guard wasTaken(subject) else { return RetryDecision(.close, .notSent) }
    let isScheduled = row.state == .scheduled && row.attempt == subject.attempt
    guard retries(notice) else {
      if isScheduled { row.retries -= 1 }
      row.end(.closed, notice, subject.attempt)
      let reason: RetryDecision.Reason =
        switch notice.class {
        case .permanent: .permanent
        case .policy: .policy
        default: .notRetried
        }
      row.reason = reason.rawValue
      return RetryDecision(.close, reason, row: row)
    }
    if isScheduled { return reschedule(row, notice, subject) }
    return schedule(row, notice, subject)
  }

  /// Whether no failure can change how the message stands.
  private func isClosed(
    _ row: RetryRow, _ notice: DeliveryNotice, _ subject: RetrySubject
  ) -> Bool {
    guard row.state.isFinal else { return false }
    if row.state == .delivered { return true }
    // A dead letter that an operator sent again is open once more.
    if row.attempt < subject.attempt { return false }
    switch row.state {
    case .expired: return false  // an earlier failure may still be young enough
    case .exhausted: return retries(notice)
    default: return true
    }
  }

  /// Whether a peer had the attempt: what ended in our own house is no failed delivery.
  private func wasTaken(_ subject: RetrySubject) -> Bool {
    switch subject.state {
    case .accepted, .uncertain, .submitting: true
    case .dead: subject.row?.state == .exhausted
    case .ready, .standby, .rejected, .suppressed, .expired, .cancelled: false
    }
  }

  private func newRow(_ subject: RetrySubject) -> RetryRow {
    var row = RetryRow(
      firstAt: subject.firstSent, deadline: deadline(subject), max: maxRetries,
      attempt: subject.attempt, state: .waiting)
    row.retries = subject.sentBefore
    return row
  }

  private func schedule(
    _ old: RetryRow, _ notice: DeliveryNotice, _ subject: RetrySubject
  ) -> RetryDecision {
    var row = old
    guard row.retries < row.max else {
      row.end(.exhausted, notice, subject.attempt)
      return RetryDecision(.exhausted, row: row)
    }
    let next = notice.at + delay(before: row.retries + 1, of: subject.key)
    guard next < row.deadline else {
      row.end(.expired, notice, subject.attempt)
      row.reason = RetryDecision.Reason.maxAge.rawValue
      return RetryDecision(.close, .maxAge, row: row)
    }
    row.end(.scheduled, notice, subject.attempt)
    row.retries += 1
    row.next = next
    return RetryDecision(.retry, row: row)
  }

  /// Another failure of an attempt whose retry is scheduled: the earlier one counts.
  private func reschedule(
    _ old: RetryRow, _ notice: DeliveryNotice, _ subject: RetrySubject
  ) -> RetryDecision {
    let next = notice.at + delay(before: old.retries, of: subject.key)
    guard let before = old.next, next < before else {
      return RetryDecision(.ignored, .scheduled)
    }
    var row = old
    row.next = next
    return RetryDecision(.retry, row: row)
  }
}

extension RetryRow {
  fileprivate mutating func end(_ state: State, _ notice: DeliveryNotice, _ attempt: Int) {
    self.state = state
    self.attempt = attempt
    next = nil
    reason = ""
    lastStatus = notice.status
    lastProviderID = notice.providerID
  }
}
