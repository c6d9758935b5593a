import DueDelivery
import DueFormats
import DueMIME
import DueModel
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
  /// The name, or ARN, of a template that SES has, in place of subject and texts; empty for none.
  package var template = ""
  /// The values for that template: a JSON object; empty for none.
  package var templateData = ""
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
      case "ses_template": template = try Self.text(value, "ses_template")
      case "template_data":
        templateData = String(
          decoding: try Self.object(value, "template_data"), as: UTF8.self)
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

  /// An object, or the one that a text is, as its JSON.
  static func object(_ value: JSONValue, _ name: String) throws(MessageRefusal) -> [UInt8] {
    if value.isObject { return Array(value.source) }
    if let text = value.string, let json = try? JSON(parsing: text), json.members != nil {
      return Array(json.text.utf8)
    }
    throw MessageRefusal("bad_value", "expected an object in '\(name)', found another value")
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
    member(#""ses_template":"#, template, &buffer)
    if !templateData.isEmpty {
      buffer.append(separator)
      separator = UInt8(ascii: ",")
      buffer.append(#""template_data":"# as StaticString)
      buffer.append(templateData)
    }
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

  /// Marketing mail says how to get no more of it: the page, and the mailbox, each in brackets.
  func waysOut(_ type: MessageType) -> [String] {
    guard type == .promotional else { return [] }
    return [unsubscribe, unsubscribeMail.isEmpty ? "" : "mailto:\(unsubscribeMail)"]
      .filter { !$0.isEmpty }.map { "<\($0)>" }
  }

  /// What `List-Unsubscribe-Post` says (RFC 8058).
  static let oneClick = "List-Unsubscribe=One-Click"

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
}
