import DueFormats
import DueModel
import DueSystem

/// What a `Subscription` event of SES changes: everything, or topic by topic.
///
/// Who unsubscribes from everything is off every topic too, so the topics are not looked at then.
struct SubscriptionChanges {
  struct Change {
    var kind: SuppressionPolicy.Kind
    var topic: String?
    var detail: String
  }

  private(set) var all: [Change] = []

  var isEmpty: Bool { all.isEmpty }

  /// - Parameter subscription: the member `subscription` of the event.
  init(_ subscription: JSONValue?) throws(RecordFault) {
    let preferences = subscription?["newTopicPreferences"]
    if preferences?["unsubscribeAll"]?.bool == true {
      all.append(
        Change(kind: .unsubscribe, topic: nil, detail: "Subscription/unsubscribeAll"))
      return
    }
    let before = try Self.statuses(subscription?["oldTopicPreferences"], "old")
    for (topic, status) in try Self.statuses(preferences, "new") {
      if status == "OptOut" {
        all.append(Change(kind: .unsubscribeTopic, topic: topic, detail: "Subscription/OptOut"))
      } else if status == "OptIn",
        before.last(where: { $0.topic == topic })?.status != "OptIn"
      {
        all.append(Change(kind: .subscribeTopic, topic: topic, detail: "Subscription/OptIn"))
      }
    }
  }

  private static func statuses(_ preferences: JSONValue?, _ age: String) throws(RecordFault)
    -> [(topic: String, status: String)]
  {
    var found: [(String, String)] = []
    guard let list = preferences?["topicSubscriptionStatus"] else { return found }
    for item in list.elements {
      let place = "subscription.\(age)TopicPreferences.topicSubscriptionStatus"
      found.append(
        (
          try checked(item["topicName"]?.string ?? "", place),
          item["subscriptionStatus"]?.string ?? ""
        ))
    }
    return found
  }

  /// Whether a topic of a contact list may have that name.
  ///
  /// Source: SES API v2, `Topic`: letters, digits, `_` and `-`; at most 64.
  static func isTopic(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
      }
  }

  static func checked(_ topic: String, _ place: String) throws(RecordFault) -> String {
    guard isTopic(topic) else {
      throw .unexpected(place, topic, expected: "a topic of letters, digits, '_' and '-'")
    }
    return topic
  }

  /// The topic of the list that a mail was sent to, as its header says; nil where it does not.
  ///
  /// Source: SES, "Using list management": `X-SES-LIST-MANAGEMENT-OPTIONS: list; topic=name`.
  static func topic(ofMail event: EventView) -> String? {
    for header in event.mail?["headers"]?.elements ?? event.type.elements {
      guard header["name"]?.string?.lowercased() == "x-ses-list-management-options" else {
        continue
      }
      for part in (header["value"]?.string ?? "").split(separator: ";") {
        let words = part.split(separator: "=", maxSplits: 1).map {
          $0.filter { $0 != " " && $0 != "{" && $0 != "}" }
        }
        guard words.count == 2, ["topic", "topicname"].contains(words[0].lowercased()) else {
          continue
        }
        return isTopic(words[1]) ? words[1] : nil
      }
    }
    return nil
  }
}
