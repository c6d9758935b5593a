import DueModel
import DueStore

/// What follows from which event: the first rule that fits says.
///
/// See due-suppress(1), POLICIES.
package struct SuppressionPolicy: Sendable, Equatable {
  /// What an event is, for the rules.
  package enum Kind: String, Sendable, CaseIterable {
    case bounce
    case complaint
    case delivery
    /// From everything.
    case unsubscribe
    case unsubscribeTopic = "unsubscribe-topic"
    case subscribeTopic = "subscribe-topic"
    /// A phone number that asked for no more texts.
    case textOptOut = "text-opt-out"
  }

  package enum Action: Sendable, Equatable {
    /// One entry, with the reason that SES is told, if it is.
    case suppress(SuppressionReason, push: SuppressionReason?)
    /// As `suppress`, where some list had the address before.
    case ensure(SuppressionReason)
    /// One more soft bounce.
    case count
    case record
    /// Takes an unsubscription from the topic back.
    case lift
    /// Onto the opt-out list of phone numbers.
    case optOut
    /// Soft bounces before it count no more.
    case reset
    case ignore
  }

  package struct Rule: Sendable, Equatable {
    package var kind: Kind
    /// `bounceType`, `bounceSubType` or `complaintSubType`, `complaintFeedbackType`; none for any.
    package var types: [String] = []
    package var subtypes: [String] = []
    package var feedback: [String] = []
    package var action: Action
    /// The entry is for the topic that the event names, where it names one.
    package var isOfTopic = false

    package init(_ kind: Kind, _ action: Action) {
      self.kind = kind
      self.action = action
    }

    fileprivate func fits(_ facts: Facts) -> Bool {
      kind == facts.kind && (types.isEmpty || types.contains(facts.type))
        && (subtypes.isEmpty || subtypes.contains(facts.subtype))
        && (feedback.isEmpty || feedback.contains(facts.feedback))
    }
  }

  /// What rules look at; empty where the event does not say.
  package struct Facts: Sendable, Equatable {
    package var kind: Kind
    package var type = ""
    package var subtype = ""
    package var feedback = ""

    package init(_ kind: Kind) { self.kind = kind }
  }

  package var name: String
  package var counting: SuppressionRules
  /// DSN actions (RFC 3464) of recipients that a bounce is not about.
  package var skippedActions: Set<String> = []
  /// Domains, in lower case, of which no address goes on the list.
  package var exemptDomains: Set<String> = []
  package var rules: [Rule]

  package init(name: String, counting: SuppressionRules, rules: [Rule]) {
    self.name = name
    self.counting = counting
    self.rules = rules
  }

  /// The rule for an event; nil where none fits, and nothing follows.
  package func rule(for facts: Facts) -> Rule? { rules.first { $0.fits(facts) } }

  /// Whether deliveries end a row of soft bounces.
  package var countsDeliveries: Bool {
    rule(for: Facts(.delivery))?.action == .reset && rules.contains { $0.action == .count }
  }
}

extension SuppressionPolicy.Facts {
  /// `Permanent/General`, `abuse`.
  var detail: String {
    switch kind {
    case .bounce: [type, subtype].filter { !$0.isEmpty }.joined(separator: "/")
    case .complaint: feedback.isEmpty ? (subtype.isEmpty ? "Complaint" : subtype) : feedback
    case .delivery, .unsubscribe, .unsubscribeTopic, .subscribeTopic, .textOptOut: ""
    }
  }
}

extension SuppressionPolicy.Action {
  /// How an event with that outcome is kept; nil for not at all.
  var act: SuppressionEvent.Act? {
    switch self {
    case .suppress: .suppress
    case .ensure: .ensure
    case .count: .count
    case .record: .record
    case .lift: .lift
    case .optOut: .optout
    case .reset, .ignore: nil
    }
  }
}
