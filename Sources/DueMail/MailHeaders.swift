import DueDelivery
import DueFormats
import DueMIME
import DueSystem

/// What a mail has beside its text: the members of `headers` of a message record.
///
/// Source: due-message(5), Mail.
package struct MailHeaders: Sendable, Equatable {
  package var subject = ""
  package var html = ""
  /// What the recipient is called.
  package var toName = ""
  package var replyTo = ""
  /// Who stands in `To` and `Cc`, as mailboxes, where that is not the recipient alone.
  package var to: [String] = []
  package var cc: [String] = []
  /// Whether the body is a whole mail, header and all.
  package var isWhole = false
  /// What the mail is called; empty for the name that follows from the key.
  package var messageID = ""
  /// Where bounces go; empty for the sender.
  package var returnPath = ""
  /// What a mailbox provider posts to when the recipient wants no more.
  package var unsubscribe = ""
  /// Where a mail to that end goes.
  package var unsubscribeMail = ""
  package var configurationSet = ""
  /// Further header fields.
  package var fields: [Field] = []
  package var attachments: [Attachment] = []

  package struct Field: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What `form` says of a body that is a whole mail.
  private static let wholeForm = "mime"

  package init() {}

  /// Reads the members; those of other names mean nothing here.
  ///
  /// - Throws: `bad_value` for a member of another kind.
  package init(_ json: JSONValue) throws(MessageRefusal) {
    for (name, value) in json.members where !value.isNull {
      switch name.string ?? "" {
      case "subject": subject = try Self.text(value, "subject")
      case "html": html = try Self.text(value, "html")
      case "to_name": toName = try Self.text(value, "to_name")
      case "to": to = try Self.texts(value, "to")
      case "cc": cc = try Self.texts(value, "cc")
      case "form": isWhole = try Self.text(value, "form") == Self.wholeForm
      case "message_id": messageID = try Self.text(value, "message_id")
      case "reply_to": replyTo = try Self.text(value, "reply_to")
      case "return_path": returnPath = try Self.text(value, "return_path")
      case "unsubscribe": unsubscribe = try Self.text(value, "unsubscribe")
      case "unsubscribe_mail": unsubscribeMail = try Self.text(value, "unsubscribe_mail")
      case "configuration_set": configurationSet = try Self.text(value, "configuration_set")
      case "fields": fields = try Self.fields(value)
      case "attachments": attachments = try Self.attachments(value)
      default: break
      }
    }
  }

  static func text(_ value: JSONValue, _ name: String) throws(MessageRefusal) -> String {
    guard let text = value.string ?? value.numberText else {
      throw MessageRefusal("bad_value", "expected a text in '\(name)', found another value")
    }
    return text
  }

  private static func texts(
    _ value: JSONValue, _ name: String
  ) throws(MessageRefusal) -> [String] {
    guard value.isArray else {
      throw MessageRefusal("bad_value", "expected a list in '\(name)', found another value")
    }
    var found: [String] = []
    for item in value.elements { found.append(try text(item, name)) }
    return found
  }

  static func fields(_ value: JSONValue) throws(MessageRefusal) -> [Field] {
    guard value.isObject else {
      throw MessageRefusal("bad_value", "expected an object in 'fields', found another value")
    }
    var fields: [Field] = []
    for (name, value) in value.members {
      fields.append(Field(name.string ?? "", try text(value, name.string ?? "fields")))
    }
    return fields
  }

  private static func attachments(_ value: JSONValue) throws(MessageRefusal) -> [Attachment] {
    guard value.isArray else {
      throw MessageRefusal("bad_value", "expected a list in 'attachments', found another value")
    }
    var found: [Attachment] = []
    for item in value.elements { found.append(try Attachment(item)) }
    return found
  }

  /// The members as one JSON object; empty for none.
  package var text: String {
    var buffer = ByteBuffer(capacity: 512 + html.utf8.count)
    var separator = UInt8(ascii: "{")
    func member(_ name: StaticString, _ value: String, _ buffer: inout ByteBuffer) {
      guard !value.isEmpty else { return }
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      buffer.append(name)
      buffer.append(jsonString: value)
    }
    member(#""subject":"#, subject, &buffer)
    member(#""html":"#, html, &buffer)
    member(#""to_name":"#, toName, &buffer)
    func list(_ name: StaticString, _ values: [String], _ buffer: inout ByteBuffer) {
      guard !values.isEmpty else { return }
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      buffer.append(name)
      buffer.append(JSON.array(values.map { .string($0) }))
    }
    list(#""to":"#, to, &buffer)
    list(#""cc":"#, cc, &buffer)
    member(#""form":"#, isWhole ? Self.wholeForm : "", &buffer)
    member(#""message_id":"#, messageID, &buffer)
    member(#""reply_to":"#, replyTo, &buffer)
    member(#""return_path":"#, returnPath, &buffer)
    member(#""unsubscribe":"#, unsubscribe, &buffer)
    member(#""unsubscribe_mail":"#, unsubscribeMail, &buffer)
    member(#""configuration_set":"#, configurationSet, &buffer)
    if !fields.isEmpty {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      buffer.append(#""fields":"# as StaticString)
      buffer.append(JSON.object(fields.map { .init($0.name, .string($0.value)) }))
    }
    if !attachments.isEmpty {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      buffer.append(#""attachments":"# as StaticString)
      buffer.append(JSON.array(attachments.map(\.json)))
    }
    guard buffer.count > 0 else { return "" }
    buffer.append(UInt8(ascii: "}"))
    return buffer.string
  }

  /// Refuses what could end a header, or stand for one that is ours to write.
  ///
  /// Names: 1 to 126 printable characters without a colon (RFC 5322, 3.6.8). Values are at most
  /// 995 bytes, which SES takes.
  package func check() throws(MessageRefusal) {
    try Self.check(subject, "subject")
    try Self.check(toName, "to_name")
    try Self.check(replyTo, "reply_to")
    try Self.check(returnPath, "return_path")
    try Self.check(unsubscribe, "unsubscribe")
    try Self.check(unsubscribeMail, "unsubscribe_mail")
    try Self.check(configurationSet, "configuration_set")
    try checkMessageID()
    try Self.check(page: unsubscribe, "unsubscribe", prefix: "https://")
    try Self.check(page: unsubscribeMail, "unsubscribe_mail", prefix: "")
    for field in fields {
      let isName =
        (1...126).contains(field.name.utf8.count)
        && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") }
      // Templates may have headers of their own for unsubscribing, unless we write them.
      let isTwice = !unsubscribe.isEmpty && field.name.lowercased().hasPrefix("list-unsubscribe")
      guard isName, !isTwice, !Self.isOurs(field.name) else {
        throw MessageRefusal(
          "invalid_header",
          "expected the name of a further header in 'fields', found '\(field.name.prefix(60))'")
      }
      guard field.value.utf8.count <= 995 else {
        throw MessageRefusal(
          "invalid_header", "expected at most 995 bytes in '\(field.name)', found more")
      }
      try Self.check(field.value, field.name)
    }
    for attachment in attachments { try attachment.check() }
  }

  /// A name of a mail is two words with an `@` between them (RFC 5322, 3.6.4), and fits on a line.
  private func checkMessageID() throws(MessageRefusal) {
    guard !messageID.isEmpty else { return }
    let parts = messageID.split(separator: "@", omittingEmptySubsequences: false)
    let isID =
      parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && messageID.utf8.count <= 250
      && messageID.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3c && $0 != 0x3e }
    guard isID else {
      throw MessageRefusal(
        "invalid_header",
        "expected a name such as ID@example.com in 'message_id', found '\(messageID.prefix(60))'")
    }
  }

  /// Makes this the mail of several: all see who it is for, and it has one name for all.
  mutating func share(_ key: String, _ recipients: MailRecipients, from: String) {
    to = recipients.to.map(\.mailbox)
    cc = recipients.cc.map(\.mailbox)
    // Who gets only a blind copy is to see that there are others.
    if to.isEmpty, cc.isEmpty { to = [Self.undisclosed] }
    if messageID.isEmpty {
      messageID = "due.\(key)@\(MailAddress(from)?.domain ?? "localhost")"
    }
  }

  /// Stands in `To` where nobody is to be seen.
  static let undisclosed = "undisclosed-recipients:;"

  /// Refuses what does not stand between `<` and `>` in a header (RFC 2369, 2).
  private static func check(
    page: String, _ name: String, prefix: String
  ) throws(MessageRefusal) {
    guard !page.isEmpty else { return }
    let isPlain = page.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3c && $0 != 0x3e }
    guard isPlain, page.hasPrefix(prefix), page.utf8.count <= 900 else {
      let what = prefix.isEmpty ? "a mail address" : "an address that begins with \(prefix)"
      throw MessageRefusal(
        "invalid_header", "expected \(what) in '\(name)', found '\(page.prefix(60))'")
    }
  }

  static func check(_ value: String, _ name: String) throws(MessageRefusal) {
    guard !value.isEmpty else { return }
    var value = value
    if value.withUTF8({ HeaderText.hasControls(Bytes($0)) }) {
      throw MessageRefusal(
        "control_character", "expected no control characters in '\(name)', found one")
    }
  }

  /// Headers that follow from the rest of a message, or that others put there.
  private static func isOurs(_ name: String) -> Bool {
    let name = name.lowercased()
    return ourNames.contains(name) || name.hasPrefix("content-") || name.hasPrefix("dkim-")
      || name.hasPrefix("arc-") || name.hasPrefix("x-ses-")
  }

  private static let ourNames: Set<String> = [
    "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id",
    "mime-version", "return-path", "received", "x-due-key",
  ]
}
