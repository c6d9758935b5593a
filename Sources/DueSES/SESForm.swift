import DueDelivery
import DueFormats
import DueMIME
import DueMail
import DueModel
import DueSystem

/// Writes mails as SES takes them: whole ones, and those whose text is a template that it has, one
/// by one or several in a call.
///
/// The key of each goes along as the tag `due_key`, beside what of its context can be a tag, and
/// comes back in its events.
///
/// Source: SES API v2, SendEmail and SendBulkEmail.
final class SESForm {
  /// Of mails that name none; empty for none.
  private let configurationSet: String
  private let form = MailForm()
  private var mail = ByteBuffer(capacity: 1 << 14)
  private var headers = JSONTape()
  private var tags = MailTags()
  private var text = ByteBuffer(capacity: 1 << 12)

  /// The most bytes of a mail in base64.
  private static let limit = 40 << 20

  init(configurationSet: String) { self.configurationSet = configurationSet }

  /// The mail as one of a stored template; nil for one with a text of its own.
  func templated(_ message: Message) throws(MessageRefusal) -> TemplatedMail? {
    try form.templated(message)
  }

  // MARK: Whole mails

  /// Appends the call for a mail with a text of its own.
  func append(
    whole message: Message, at now: Instant, to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    mail.removeAll()
    let envelope = try form.write(message, at: now, to: &mail)
    guard !envelope.needsUTF8 else { throw .notASCII }
    let size = (mail.count + 2) / 3 * 4
    guard size <= Self.limit else {
      throw MessageRefusal(
        "5.3.4", "expected at most \(Self.limit) bytes in base64, found \(size)")
    }
    body.append(#"{"Content":{"Raw":{"Data":""# as StaticString)
    body.append(base64Run: mail.bytes)
    body.append(#""}},"Destination":{"ToAddresses":["# as StaticString)
    body.append(jsonString: envelope.to.address)
    body.append(#"]},"EmailTags":"# as StaticString)
    append(tagsOf: message, to: &body)
    body.append(member: #","ConfigurationSetName":"#, ownSet(message) ?? configurationSet)
    if envelope.path != envelope.from.address {
      body.append(member: #","FeedbackForwardingEmailAddress":"#, envelope.path)
    }
    body.append(UInt8(ascii: "}"))
  }

  /// The configuration set that a message names.
  func ownSet(_ message: Message) -> String? {
    guard message.headers.utf8.count > 0 else { return nil }
    text.removeAll()
    text.append(message.headers)
    return (try? headers.parse(text.bytes))?["configuration_set"]?.string
  }

  // MARK: Templates

  /// Appends the call for one mail of a stored template.
  func append(
    _ mail: TemplatedMail, _ message: Message, to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    body.append(#"{"Content":"# as StaticString)
    try append(templateOf: mail, isAlone: true, to: &body)
    body.append(#","Destination":{"ToAddresses":["# as StaticString)
    body.append(jsonString: mail.to)
    body.append(#"]},"EmailTags":"# as StaticString)
    append(tagsOf: message, to: &body)
    append(kind: mail.kind, to: &body)
  }

  /// Appends the call for several mails of one kind.
  func append(
    bulk mails: [(mail: TemplatedMail, message: Message)], to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    guard let first = mails.first?.mail else { return }
    body.append(#"{"DefaultContent":"# as StaticString)
    try append(templateOf: first, isAlone: false, to: &body)
    body.append(#","BulkEmailEntries":["# as StaticString)
    for (i, (mail, message)) in mails.enumerated() {
      if i > 0 { body.append(UInt8(ascii: ",")) }
      body.append(#"{"Destination":{"ToAddresses":["# as StaticString)
      body.append(jsonString: mail.to)
      body.append(#"]},"ReplacementTags":"# as StaticString)
      append(tagsOf: message, to: &body)
      body.append(
        #","ReplacementEmailContent":{"ReplacementTemplate":{"ReplacementTemplateData":"#
          as StaticString)
      body.append(jsonString: mail.data)
      body.append(#"}},"ReplacementHeaders":"# as StaticString)
      append(mail.fields, to: &body)
      body.append(UInt8(ascii: "}"))
    }
    body.append(UInt8(ascii: "]"))
    append(kind: first.kind, to: &body)
  }

  /// - Parameter isAlone: whether data, fields and files stand here: of several mails each has its
  ///   own elsewhere.
  private func append(
    templateOf mail: TemplatedMail, isAlone: Bool, to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    let isARN = mail.kind.template.hasPrefix("arn:")
    body.append(
      isARN
        ? #"{"Template":{"TemplateArn":"# as StaticString : #"{"Template":{"TemplateName":"#)
    body.append(jsonString: mail.kind.template)
    body.append(#","TemplateData":"# as StaticString)
    body.append(jsonString: isAlone ? mail.data : "{}")
    if isAlone {
      body.append(#","Headers":"# as StaticString)
      append(mail.fields, to: &body)
      try append(mail.attachments, to: &body)
    }
    body.append("}}" as StaticString)
  }

  private func append(_ fields: [MailHeaders.Field], to body: inout ByteBuffer) {
    append(pairs: fields.map { ($0.name, $0.value) }, to: &body)
  }

  private func append(
    _ attachments: [Attachment], to body: inout ByteBuffer
  ) throws(MessageRefusal) {
    guard !attachments.isEmpty else { return }
    body.append(#","Attachments":["# as StaticString)
    for (i, attachment) in attachments.enumerated() {
      let content = try attachment.content()
      guard content.count <= Self.limit / 4 * 3 else {
        throw MessageRefusal(
          "5.3.4", "expected at most \(Self.limit) bytes in base64, found \(content.count) before")
      }
      if i > 0 { body.append(UInt8(ascii: ",")) }
      body.append(#"{"FileName":"# as StaticString)
      body.append(jsonString: attachment.name)
      body.append(#","ContentType":"# as StaticString)
      body.append(jsonString: attachment.type)
      body.append(
        attachment.contentID.isEmpty
          ? #","ContentDisposition":"ATTACHMENT""# as StaticString
          : #","ContentDisposition":"INLINE""#)
      body.append(member: #","ContentId":"#, attachment.contentID)
      body.append(#","ContentTransferEncoding":"BASE64","RawContent":""# as StaticString)
      content.withUnsafeBytes { body.append(base64Run: $0) }
      body.append(#""}"# as StaticString)
    }
    body.append(UInt8(ascii: "]"))
  }

  /// Appends what mails of one kind have in common, and the end of the call.
  private func append(kind: TemplatedMail.Kind, to body: inout ByteBuffer) {
    body.append(member: #","FromEmailAddress":"#, kind.from)
    if !kind.replyTo.isEmpty {
      body.append(#","ReplyToAddresses":["# as StaticString)
      body.append(jsonString: kind.replyTo)
      body.append(UInt8(ascii: "]"))
    }
    body.append(member: #","FeedbackForwardingEmailAddress":"#, kind.bounces)
    body.append(
      member: #","ConfigurationSetName":"#,
      kind.configurationSet.isEmpty ? configurationSet : kind.configurationSet)
    body.append(UInt8(ascii: "}"))
  }

  // MARK: Tags

  private func append(tagsOf message: Message, to body: inout ByteBuffer) {
    append(pairs: tags.tags(of: message), to: &body)
  }

  /// Appends `[{"Name":…,"Value":…},…]`.
  private func append(pairs: [(name: String, value: String)], to body: inout ByteBuffer) {
    body.append(UInt8(ascii: "["))
    for (i, (name, value)) in pairs.enumerated() {
      if i > 0 { body.append(UInt8(ascii: ",")) }
      body.append(#"{"Name":"# as StaticString)
      body.append(jsonString: name)
      body.append(#","Value":"# as StaticString)
      body.append(jsonString: value)
      body.append(UInt8(ascii: "}"))
    }
    body.append(UInt8(ascii: "]"))
  }
}
