import DueFormats
import DueModel
import DueSystem

/// The tags of a mail that SES carries, which come back in its events: its key as `due_key`, what sent
/// it, and what of its context SES takes as a tag, names and values of letters, digits, `_` and `-`.
///
/// Source: SES API v2, `MessageTag`; SES developer guide, `X-SES-MESSAGE-TAGS`.
package struct MailTags: ~Copyable {
  private var tape = JSONTape()
  private var text = ByteBuffer(capacity: 1 << 10)

  /// The most tags of a mail.
  private static let limit = 50

  package init() {}

  /// The tags of `message`, none of a name twice.
  package mutating func tags(of message: Message) -> [(name: String, value: String)] {
    var tags = [(name: "due_key", value: message.key)]
    var names: Set<String> = ["due_key"]
    func add(_ name: String, _ value: String) {
      guard tags.count < Self.limit, Self.isTag(name), Self.isTag(value),
        names.insert(name).inserted
      else { return }
      tags.append((name, value))
    }
    add("campaign_id", message.campaign)
    add("treatment_id", message.treatment)
    add("campaign_activity_id", message.activity)
    add("endpoint_id", message.endpoint)
    guard !message.context.isEmpty else { return tags }
    text.removeAll()
    text.append(message.context)
    // It is an object, or it would not be in the outbox.
    if let root = try? tape.parse(text.bytes) {
      for (name, value) in root.members {
        if let name = name.string, let value = value.string { add(name, value) }
      }
    }
    return tags
  }

  private static func isTag(_ text: String) -> Bool {
    (1...256).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: "-")
      }
  }
}
