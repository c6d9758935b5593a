import DueFormats

/// What a `Subscription` event of SES says in all: that somebody wants less mail, or more.
///
/// Source: due-event(5), "Events of others"; SES developer guide, "Subscription object".
package enum SubscriptionChange: Sendable {
  /// Out of everything, or of a topic that they were not out of before.
  case optOut
  /// Into a topic that they were not in, or no longer out of everything; and out of nothing.
  case optIn

  /// The word that SES has for it.
  package var name: StaticString {
    switch self {
    case .optOut: "OptOut"
    case .optIn: "OptIn"
    }
  }

  /// - Parameter subscription: the member `subscription` of the event.
  /// - Returns: nil where nothing has changed that anybody would know of.
  package init?(_ subscription: JSONValue) {
    let new = subscription["newTopicPreferences"]
    let old = subscription["oldTopicPreferences"]
    if Self.isOutOfAll(new) || Self.hasTopic(new, .optOut, unlike: old) {
      self = .optOut
    } else if Self.isOutOfAll(old) || Self.hasTopic(new, .optIn, unlike: old) {
      self = .optIn
    } else {
      return nil
    }
  }

  private static func isOutOfAll(_ preferences: JSONValue?) -> Bool {
    guard let value = preferences?["unsubscribeAll"] else { return false }
    return value.bool ?? value.equals("true")
  }

  /// Whether a topic has the status of `change`, and had it not in `old`.
  private static func hasTopic(_ new: JSONValue?, _ change: Self, unlike old: JSONValue?) -> Bool {
    guard let topics = new?["topicSubscriptionStatus"] else { return false }
    return topics.elements.contains { topic in
      guard topic["subscriptionStatus"]?.equals(change.name) == true else { return false }
      let before = old?["topicSubscriptionStatus"]?.elements.contains { former in
        former["subscriptionStatus"]?.equals(change.name) == true
          && former["topicName"]?.string == topic["topicName"]?.string
      }
      return before != true
    }
  }
}

extension EventView {
  /// Of a `Subscription` of SES; nil for all other events.
  package var subscriptionChange: SubscriptionChange? {
    guard family == .ses, type.equals("Subscription") else { return nil }
    return detail.flatMap { SubscriptionChange($0) }
  }
}
