import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// The plain values of a record, read.
extension MailDecoder {
  mutating func sender(_ draft: MailDraft) throws(IntakeFault) -> String {
    let given = draft[.from]
    guard !given.isEmpty || !defaults.from.isEmpty else {
      throw IntakeFault(
        "missing_sender", draft.name(.from, "from"),
        "expected a sender in 'from', or --from, found neither")
    }
    let text = given.isEmpty ? defaults.from : given
    guard senders.address(text) != nil else {
      throw .expected(
        "a mail address", in: draft.name(.from, "from"), found: text, code: "invalid_address")
    }
    return text
  }

  func type(_ draft: MailDraft) throws(IntakeFault) -> MessageType {
    let text = draft[.type]
    if text.isEmpty { return defaults.type }
    guard let type = MessageType(String(text.trimmed)) else {
      throw .expected(
        "TRANSACTIONAL or PROMOTIONAL", in: draft.name(.type, "type"), found: text,
        code: "invalid_message_type")
    }
    return type
  }

  static func instant(
    _ draft: MailDraft, _ place: MailDraft.Place, _ column: String
  ) throws(IntakeFault) -> Instant? {
    let text = draft[place]
    if text.isEmpty { return nil }
    guard let instant = Instant(text) else {
      throw .expected("a time with a zone", in: column, found: text, code: "invalid_time")
    }
    return instant
  }

  static func priority(_ draft: MailDraft) throws(IntakeFault) -> Int {
    let text = draft[.priority]
    if text.isEmpty { return 5 }
    guard let priority = Int(text), (0...9).contains(priority) else {
      throw .expected("0 to 9", in: "priority", found: text, code: "invalid_priority")
    }
    return priority
  }

  static func hours(_ draft: MailDraft) throws(IntakeFault) -> String {
    let text = draft[.hours]
    guard text.isEmpty || SendingHours(text) != nil else {
      throw .expected(
        "hours such as 08:00-21:00 Europe/Paris", in: "hours", found: text, code: "invalid_hours")
    }
    return text
  }

  static func context(_ draft: MailDraft) -> String {
    var text = ByteBuffer(capacity: 256)
    for (name, value) in draft.context where !value.isEmpty {
      text.append(UInt8(ascii: text.count == 0 ? "{" : ","))
      text.append(jsonString: name)
      text.append(UInt8(ascii: ":"))
      text.append(jsonString: value)
    }
    guard text.count > 0 else { return "" }
    text.append(UInt8(ascii: "}"))
    return text.string
  }

  /// The record's key, or one of what makes it the same mail: recipient, campaign and sender;
  /// without a campaign, all that it says.
  func key(
    _ draft: MailDraft, _ message: Message, _ record: JSONValue
  ) throws(IntakeFault) -> String {
    let given = draft[.key]
    guard given.isEmpty else {
      guard Message.isKey(given) else {
        throw .expected(
          "1 to 64 letters, digits, '_' and '-'", in: draft.name(.key, "key"), found: given,
          code: "invalid_key")
      }
      return given
    }
    var parts = ["email", defaults.project, message.to, message.campaign, message.from]
    if message.campaign.isEmpty {
      parts += [draft[.template].isEmpty ? defaults.template : draft[.template]]
      parts.append(record.source.string)
      if !defaults.sesTemplate.isEmpty { parts.append("ses:\(defaults.sesTemplate)") }
    }
    return Message.key(of: parts)
  }
}

/// The values of a record by the names that patterns give them.
package struct RecordValues {
  let record: JSONValue
  let endpoint: String

  /// The value called `name`: `id` is the endpoint's; else a member, found by a dotted path, and of
  /// a list the only element.
  subscript(name: String) -> String? {
    if name.lowercased() == "id", !endpoint.isEmpty { return endpoint }
    var value = record[name]
    if value == nil {
      value = record
      for part in name.split(separator: ".") {
        value = value?[String(part)]
      }
    }
    if value == nil { value = record["Attributes"]?[name] ?? record["User"]?[name] }
    guard let found = value else { return nil }
    guard found.isArray else { return MailDraft.text(found) }
    var elements = found.elements
    guard let first = elements.next(), elements.next() == nil else { return nil }
    return MailDraft.text(first)
  }
}
