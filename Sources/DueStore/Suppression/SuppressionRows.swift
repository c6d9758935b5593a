import DueModel
import DueSystem

/// One thing that was said of an address.
package struct SuppressionEvent: Sendable, Equatable {
  package enum Act: String, Sendable, CaseIterable {
    /// The address goes on the list.
    case suppress
    /// It was on a list already: no news of why.
    case ensure
    /// A soft bounce.
    case count
    /// The person takes an earlier `UNSUBSCRIBE` of the scope back.
    case lift
    /// Kept to be seen, and nothing follows.
    case record
    /// A phone number asked for no more: it goes on the opt-out list.
    case optout
  }

  /// Everything that is written to an address.
  package static let everything = "*"

  package var scope = everything
  package var uid: String
  package var act: Act
  package var reason: SuppressionReason?
  package var push: SuppressionReason?
  /// Milliseconds since 1970; 0 where the event does not say.
  package var at: Int64
  package var detail = ""
  /// As it was written.
  package var address: String
  package var messageID = ""
  package var feedbackID = ""
  package var source: String
  package var note = ""

  package init(uid: String, _ act: Act, at: Int64, address: String, source: String) {
    self.uid = uid
    self.act = act
    self.at = at
    self.address = address
    self.source = source
  }

  static let columns = """
    act, reason, push, at, detail, address, message_id, feedback_id, source, note
    """

  /// Reads scope, uid and `columns`.
  init(_ row: ReusedStatement) {
    scope = row.string(0)
    uid = row.string(1)
    act = Act(rawValue: row.string(2)) ?? .record
    reason = SuppressionReason(rawValue: row.string(3))
    push = SuppressionReason(rawValue: row.string(4))
    at = row.integer(5)
    detail = row.string(6)
    address = row.string(7)
    messageID = row.string(8)
    feedbackID = row.string(9)
    source = row.string(10)
    note = row.string(11)
  }

  /// Binds scope, uid and `columns` from parameter 2 on.
  func bind(to statement: ReusedStatement) {
    statement.bind(2, scope)
    statement.bind(3, uid)
    statement.bind(4, act.rawValue)
    statement.bind(orNull: 5, reason?.rawValue ?? "")
    statement.bind(orNull: 6, push?.rawValue ?? "")
    statement.bind(7, at)
    statement.bind(orNull: 8, detail)
    statement.bind(9, address)
    statement.bind(orNull: 10, messageID)
    statement.bind(orNull: 11, feedbackID)
    statement.bind(12, source)
    statement.bind(orNull: 13, note)
  }

  /// Whether `other`, the same event, would change nothing: what counts is what the first
  /// reading under these rules made of it.
  func saysTheSame(as other: SuppressionEvent) -> Bool {
    act == other.act && reason == other.reason && push == other.push && note == other.note
  }
}

/// One row of the list.
package struct SuppressionEntry: Sendable, Equatable {
  package var key: String
  package var scope: String
  package var address: String
  package var reason: SuppressionReason
  package var detail = ""
  package var firstSeen: Int64
  package var lastSeen: Int64
  package var count: Int
  package var messageID = ""
  package var feedbackID = ""
  package var source: String
  package var push: SuppressionReason?
  package var note = ""

  /// The entry that `event` makes, as the first of its reason.
  package init(key: String, _ event: SuppressionEvent, _ reason: SuppressionReason) {
    self.key = key
    self.reason = reason
    scope = event.scope
    address = event.address
    detail = event.detail
    firstSeen = event.at
    lastSeen = event.at
    count = 1
    messageID = event.messageID
    feedbackID = event.feedbackID
    source = event.source
    note = event.note
  }

  static let columns = """
    address_key, scope, address, reason, detail, first_seen, last_seen, event_count, message_id,
    feedback_id, source, push, note
    """

  init(_ row: ReusedStatement) {
    key = row.string(0)
    scope = row.string(1)
    address = row.string(2)
    reason = SuppressionReason(rawValue: row.string(3)) ?? .bounce
    detail = row.string(4)
    firstSeen = row.integer(5)
    lastSeen = row.integer(6)
    count = Int(row.integer(7))
    messageID = row.string(8)
    feedbackID = row.string(9)
    source = row.string(10)
    push = SuppressionReason(rawValue: row.string(11))
    note = row.string(12)
  }

  func bind(to statement: ReusedStatement) {
    statement.bind(1, key)
    statement.bind(2, scope)
    statement.bind(3, address)
    statement.bind(4, reason.rawValue)
    statement.bind(orNull: 5, detail)
    statement.bind(6, firstSeen)
    statement.bind(7, lastSeen)
    statement.bind(8, Int64(count))
    statement.bind(orNull: 9, messageID)
    statement.bind(orNull: 10, feedbackID)
    statement.bind(11, source)
    statement.bind(orNull: 12, push?.rawValue ?? "")
    statement.bind(orNull: 13, note)
  }
}

/// One change of the list.
package struct SuppressionChange: Sendable, Equatable {
  package enum Action: String, Sendable { case add, change, remove }

  package var at: Instant
  package var action: Action
  package var key: String
  package var scope: String
  package var address: String
  package var oldReason: SuppressionReason?
  package var newReason: SuppressionReason?
  package var detail = ""
  package var eventUID = ""
  package var actor: String
  package var note = ""

  package init(
    _ action: Action, _ entry: SuppressionEntry, at: Instant, actor: String
  ) {
    self.at = at
    self.action = action
    self.actor = actor
    key = entry.key
    scope = entry.scope
    address = entry.address
  }
}
