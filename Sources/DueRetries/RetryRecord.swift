import DueFormats
import DueModel
import DueStore
import DueSystem

/// One event and what was decided on it: a line of due-retry-sms(1), Decisions.
package struct RetryRecord: Sendable {
  /// Of an event that is about no text message: its type.
  package let type: String
  package let notice: DeliveryNotice?
  package var key = ""
  package var decision = RetryDecision(.ignored, .notSMS)
  package var attempt: Int?

  package init(type: String, _ notice: DeliveryNotice?) {
    self.type = type
    self.notice = notice
  }

  /// Whether somebody should look: carriers filter our texts or our sender.
  package var isAlarming: Bool {
    guard decision.action == .close, let notice else { return false }
    return notice.status == SMSStatus.carrierBlocked.rawValue
      || notice.status == SMSStatus.spam.rawValue
  }
}

extension ByteBuffer {
  /// Appends `record` as a line.
  package mutating func append(_ record: RetryRecord) {
    append(#"{"event":"# as StaticString)
    append(jsonString: record.notice?.status ?? record.type)
    append(member: #","key":"#, record.key)
    if let notice = record.notice {
      append(member: #","provider_id":"#, notice.providerID)
      append(member: #","at":"#, notice.at)
      append(member: #","class":"#, notice.class.rawValue)
    }
    append(member: #","action":"#, record.decision.action.rawValue)
    append(member: #","reason":"#, record.decision.reason?.rawValue ?? "")
    append(member: #","attempt":"#, record.attempt.map(Int64.init))
    append(member: #","next_at":"#, record.decision.row?.next)
    append("}\n" as StaticString)
  }
}

/// What a run has decided.
package struct RetryCounts: Sendable, Equatable {
  package var events = 0
  package var rejected = 0
  package var actions: [RetryDecision.Action: Int] = [:]
  package var delivered = 0
  package var duplicates = 0
  package var notSMS = 0
  /// Messages that carriers filtered.
  package var filtered = 0
  /// Messages whose place another took.
  package var moved = 0

  package init() {}

  mutating func add(_ record: RetryRecord) {
    actions[record.decision.action, default: 0] += 1
    switch record.decision.reason {
    case .delivered: delivered += 1
    case .duplicate: duplicates += 1
    case .notSMS: notSMS += 1
    default: break
    }
    if record.isAlarming { filtered += 1 }
  }

  package var summary: JSON {
    var members = [JSON.Member("events", .integer(events))]
    for action in RetryDecision.Action.allCases {
      members.append(.init(action.rawValue, .integer(actions[action] ?? 0)))
    }
    members += [
      .init("delivered", .integer(delivered)), .init("duplicates", .integer(duplicates)),
      .init("not_sms", .integer(notSMS)), .init("rejected", .integer(rejected)),
    ]
    if moved > 0 { members.append(.init("moved_on", .integer(moved))) }
    return .object(members)
  }
}
