import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// The texts of one mail, rendered.
package struct MailTexts: Sendable, Equatable {
  package var subject = ""
  package var text = ""
  package var html = ""
  package var fields: [MailHeaders.Field] = []

  package init() {}
}

/// What the user says about all mails of an input.
package struct MailDefaults {
  /// Renders the template of that name with a record, which is a JSON object.
  package typealias Render = (_ template: String, _ record: Bytes) throws(IntakeFault) -> MailTexts

  package var project = "default"
  package var from = ""
  package var type = MessageType.promotional
  package var campaign = ""
  package var template = ""
  /// A template that SES has, of records that have no text.
  package var sesTemplate = ""
  package var replyTo = ""
  package var returnPath = ""
  /// Makes one return path for each message.
  package var bounces: BounceAddresses?
  package var configurationSet = ""
  package var notBefore: Instant?
  package var expires: Instant?
  package var unsubscribe: UnsubscribeLinks?
  package var files: FileRules?
  package var users: MailUsers?
  package var render: Render

  package init(render: @escaping Render) { self.render = render }
}

/// Makes a mail of one record: checked, rendered, with its files, under its key.
package struct MailDecoder: ~Copyable {
  package let defaults: MailDefaults
  private var roles: MemberRoles
  var senders = LastAddress()
  private var context = ByteBuffer(capacity: 4096)
  private var templateData = TemplateData()
  /// What is left of a record with several recipients.
  private var rest: Rest?

  private struct Rest {
    var draft: MailDraft
    var record: JSONValue
    /// Without recipient, key and texts.
    var message: Message
    /// What makes the keys of all.
    var key: String
    var recipients: ArraySlice<MailAddress>
  }

  package init(_ defaults: MailDefaults, columns: MailColumns) {
    self.defaults = defaults
    roles = MemberRoles(columns)
  }

  /// The mail of a record, or the first of those of a record with several recipients.
  package mutating func message(_ record: JSONValue) throws(IntakeFault) -> Message {
    rest = nil
    var draft = try MailDraft(record, &roles)
    let recipients = try MailRecipients(draft)
    let all = recipients.all
    var message = Message(
      key: "", channel: .email, to: all.map(\.address).joined(separator: ","),
      from: try sender(draft), type: try type(draft),
      body: draft[.text])
    message.campaign = draft[.campaign].isEmpty ? defaults.campaign : draft[.campaign]
    message.treatment = draft[.treatment]
    message.activity = draft[.activity]
    message.endpoint = draft[.endpoint]
    message.notBefore = try Self.instant(draft, .notBefore, "not_before") ?? defaults.notBefore
    message.expires = try Self.instant(draft, .expires, "expires_at") ?? defaults.expires
    message.priority = try Self.priority(draft)
    message.hours = try Self.hours(draft)
    message.context = Self.context(draft)
    message.key = try key(draft, message, record)
    guard recipients.isOne else {
      draft.headers.share(message.key, recipients, from: message.from)
      return try first(of: all, draft, message, record)
    }
    if !all[0].name.isEmpty { draft.headers.toName = all[0].name }
    return try completed(message, draft, record)
  }

  private mutating func first(
    of all: [MailAddress], _ draft: MailDraft, _ message: Message, _ record: JSONValue
  ) throws(IntakeFault) -> Message {
    rest = Rest(
      draft: draft, record: record, message: message, key: message.key, recipients: all[...])
    guard let first = try more() else { preconditionFailure("recipients, and none of them") }
    return first
  }

  /// The mail for the next recipient of the record; nil where all have theirs.
  ///
  /// Each is a message of its own, with a key of its own: one that bounces holds up no other.
  package mutating func more() throws(IntakeFault) -> Message? {
    guard let to = rest?.recipients.popFirst(), let rest else { return nil }
    var message = rest.message
    message.to = to.address
    message.key = Self.key(of: to, in: rest.key)
    return try completed(message, rest.draft, rest.record)
  }

  /// The key of one recipient's copy: the same wherever the address stands in the record.
  private static func key(of to: MailAddress, in key: String) -> String {
    let mark = Message.key(of: [key, MailboxKey.key(to.address)])
    return key.utf8.count <= 55 ? "\(key)-\(mark.prefix(8))" : mark
  }

  private mutating func completed(
    _ message: Message, _ draft: MailDraft, _ record: JSONValue
  ) throws(IntakeFault) -> Message {
    var message = message
    do throws(MessageRefusal) {
      try complete(&message, draft, record)
    } catch {
      throw IntakeFault(error, nil)
    }
    return message
  }

  /// Puts in what follows from the rest: links, texts, files.
  private mutating func complete(
    _ message: inout Message, _ draft: MailDraft, _ record: JSONValue
  ) throws(MessageRefusal) {
    var headers = draft.headers
    func put(_ member: inout String, _ place: MailDraft.Place, _ usual: String = "") {
      if !draft[place].isEmpty { member = draft[place] } else if member.isEmpty { member = usual }
    }
    put(&headers.subject, .subject)
    put(&headers.html, .html)
    put(&headers.replyTo, .replyTo, defaults.replyTo)
    put(&headers.returnPath, .returnPath, defaults.returnPath)
    if headers.returnPath.isEmpty, let bounces = defaults.bounces {
      headers.returnPath = try bounces.address(key: message.key, to: message.recipient)
    }
    put(&headers.configurationSet, .configurationSet, defaults.configurationSet)
    if let links = defaults.unsubscribe, message.type == .promotional {
      if headers.unsubscribe.isEmpty { headers.unsubscribe = links.page(message.key) }
      if headers.unsubscribeMail.isEmpty { headers.unsubscribeMail = links.mailbox(message.key) }
    }
    var variables: [(name: StaticString, value: String)] = []
    if !headers.unsubscribe.isEmpty { variables.append(("unsubscribe_url", headers.unsubscribe)) }
    if headers.isWhole {
      var text = message.body
      try WholeMail.check(&text)
    } else {
      let named = headers.attachments
      headers.attachments = []
      try attach(named, draft, record, message, &headers, &variables)
      try render(&message, &headers, draft, record, variables)
    }
    try headers.check()
    let envelope = try MailEnvelope(message, headers, &senders)
    if !headers.template.isEmpty { _ = try TemplatedMail(message, headers, envelope) }
    message.headers = headers.text
  }

  private mutating func attach(
    _ named: [Attachment], _ draft: MailDraft, _ record: JSONValue, _ message: Message,
    _ headers: inout MailHeaders, _ variables: inout [(name: StaticString, value: String)]
  ) throws(MessageRefusal) {
    guard let rules = defaults.files else {
      guard named.isEmpty, draft.attachments.isEmpty else {
        throw FileRules.noDirectory
      }
      return
    }
    for attachment in named { headers.attachments.append(try rules.file(known: attachment)) }
    for attachment in draft.attachments {
      headers.attachments.append(try rules.file(asked: attachment))
    }
    let values = RecordValues(record: record, endpoint: message.endpoint)
    headers.attachments += try rules.attachments(values)
    if let link = try rules.link(values, key: message.key) {
      for name: StaticString in ["S3URL", "URL", "attachment_url"] {
        variables.append((name, link))
      }
    }
    try rules.checkSum(headers.attachments)
  }

  private mutating func render(
    _ message: inout Message, _ headers: inout MailHeaders, _ draft: MailDraft,
    _ record: JSONValue, _ variables: [(name: StaticString, value: String)]
  ) throws(MessageRefusal) {
    let isWritten = !message.body.isEmpty || !headers.html.isEmpty
    if try isTemplated(&headers, draft, isWritten: isWritten) {
      if headers.templateData.isEmpty {
        try fillContext(draft, draft.templateData == nil ? record : nil, variables)
        headers.templateData = try templateData.text(
          context.bytes, isForOne: headers.to.isEmpty && headers.cc.isEmpty)
      }
      return
    }
    let template = draft[.template].isEmpty && !isWritten ? defaults.template : draft[.template]
    if template.isEmpty {
      guard isWritten else {
        throw MessageRefusal(
          "empty_message", "expected a body or html, or --template, found neither")
      }
    } else {
      try fillContext(draft, record, variables)
      do throws(IntakeFault) {
        let texts = try defaults.render(template, context.bytes)
        if headers.subject.isEmpty { headers.subject = texts.subject }
        message.body = texts.text
        headers.html = texts.html
        headers.fields += texts.fields
      } catch {
        throw MessageRefusal(error.code, error.reason)
      }
    }
    guard !headers.subject.isEmpty else {
      throw MessageRefusal("missing_subject", "expected a text in 'subject', found none")
    }
  }

  /// Whether the text is a template that SES has, which `headers` name then: by what the record
  /// says, else by what is said for records that have no text.
  private func isTemplated(
    _ headers: inout MailHeaders, _ draft: MailDraft, isWritten: Bool
  ) throws(MessageRefusal) -> Bool {
    if !draft[.sesTemplate].isEmpty { headers.template = draft[.sesTemplate] }
    let hasOther = isWritten || !draft[.template].isEmpty
    if headers.template.isEmpty, !hasOther { headers.template = defaults.sesTemplate }
    guard !headers.template.isEmpty else { return false }
    guard !hasOther else {
      throw MessageRefusal.textAndTemplate
    }
    // Its subject is the template's; one of the record is a value like others.
    headers.subject = ""
    return true
  }

  /// The record, what is known of its user, its template data and our links, as one object.
  private mutating func fillContext(
    _ draft: MailDraft, _ record: JSONValue?, _ variables: [(name: StaticString, value: String)]
  ) throws(MessageRefusal) {
    context.removeAll()
    context.append(UInt8(ascii: "{"))
    if let users = defaults.users, !draft[.user].isEmpty {
      guard let members = users[draft[.user]] else {
        throw MessageRefusal(
          "unknown_user",
          "expected a user of --users in '\(draft.name(.user, "user_id"))', found '\(draft[.user])'"
        )
      }
      context.append(members: members)
    }
    // Of two members of one name the later counts.
    record?.source.withInnerBytes { context.append(members: $0) }
    draft.templateData?.withUnsafeBytes { $0.withInnerBytes { context.append(members: $0) } }
    for (name, value) in variables {
      if context.count > 1 { context.append(UInt8(ascii: ",")) }
      context.append(UInt8(ascii: "\""))
      context.append(name)
      context.append("\":" as StaticString)
      context.append(jsonString: value)
    }
    context.append(UInt8(ascii: "}"))
  }
}

extension UnsafeRawBufferPointer {
  /// Calls `body` with what stands between the braces of an object.
  fileprivate func withInnerBytes(_ body: (Bytes) -> Void) {
    body(Bytes(rebasing: self[1..<(count - 1)]))
  }
}

extension ByteBuffer {
  /// Appends members of an object after others.
  fileprivate mutating func append(members: Bytes) {
    guard members.contains(where: { $0 > 0x20 }) else { return }
    if count > 1 { append(UInt8(ascii: ",")) }
    append(members)
  }

  fileprivate mutating func append(members: String) {
    var members = members
    members.withUTF8 { append(members: Bytes($0)) }
  }
}
