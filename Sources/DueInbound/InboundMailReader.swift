import DueFormats
import DueHTML
import DueMIME
import DueModel
import DueSystem

/// Reads mail that people sent: who wrote, to whom, what is new in it, and which mail it answers.
///
/// Mail of machines is none: reports, automatic answers, what has no sender to answer to. An answer to
/// such mail would go round in circles.
package struct InboundMailReader {
  /// Bytes of a mail that are read.
  package static let limit = Mailboxes.limit

  package init() {}

  /// - Throws: `NoMessage` for what no person wrote; `RecordFault` for what cannot be read.
  package func read(_ mail: Bytes) throws -> InboundMessage {
    var parser = MailParser()
    parser.parse(mail)
    guard let root = parser.parts.first, !mail.isEmpty else {
      throw RecordFault(column: nil, "expected a mail, found nothing")
    }
    let fields = root.fields
    if Self.isOfMachine(root) { throw NoMessage() }
    guard let from = MailAddresses.first(fields["from"])?.address, !from.isEmpty else {
      throw RecordFault.missing("From", "of a mail")
    }
    var message = InboundMessage(
      .mail, id: Self.id(fields, mail), from: from, body: Self.body(parser.parts))
    message.to = Self.recipient(fields)
    message.at = Self.time(fields)
    message.replyTo = Self.answered(fields)
    return message
  }

  // MARK: The header

  /// Source: RFC 3834, section 5; RFC 3464; RFC 5321, section 4.5.5.
  private static func isOfMachine(_ root: MailPart) -> Bool {
    if root.media.isType("multipart", "report") { return true }
    if let sender = root.fields["return-path"], MailboxKey.bare(sender).isEmpty { return true }
    guard let value = root.fields["auto-submitted"] else { return false }
    return !value.hasFoldedPrefix("no")
  }

  /// The name that who wrote it gave it; without one, a part of the hash of all of it.
  private static func id(_ fields: MailFields, _ mail: Bytes) -> String {
    let name = fields["message-id"].flatMap { ids($0).first }
    return name ?? String(SHA256(mail).hex.prefix(32))
  }

  /// The names in a field such as `References`, without their brackets.
  private static func ids(_ value: Bytes) -> [String] {
    value.messageIDs.filter { (3...250).contains($0.count) }.map(\.string)
  }

  /// The address that it was delivered for, else the first that it names.
  private static func recipient(_ fields: MailFields) -> String {
    for name in ["x-original-to", "envelope-to", "delivered-to", "to"] as [StaticString] {
      if let found = MailAddresses.first(fields[name])?.address, !found.isEmpty { return found }
    }
    return ""
  }

  /// When our mail system had it, else when it says that it was written.
  private static func time(_ fields: MailFields) -> Instant? {
    if let received = fields["received"], let mark = received.lastIndex(of: UInt8(ascii: ";")),
      let time = Instant(mail: Bytes(rebasing: received[(mark + 1)...]))
    {
      return time
    }
    return fields["date"].flatMap { Instant(mail: $0) }
  }

  /// The mail that it answers; of one that went through SES, the name that SES gave it.
  private static func answered(_ fields: MailFields) -> String {
    let name =
      fields["in-reply-to"].flatMap { ids($0).first }
      ?? fields["references"].flatMap { ids($0).last }
    guard let name, let at = name.lastIndex(of: "@") else { return name ?? "" }
    return name[at...].lowercased().hasSuffix("amazonses.com") ? String(name[..<at]) : name
  }

  // MARK: The text

  /// What is new in the first text; one of HTML where there is none of its own.
  private static func body(_ parts: [MailPart]) -> String {
    let texts = parts.filter { $0.media.type.isFolded("text") && !isAttached($0, parts) }
    if let part = texts.first(where: { $0.media.subtype.isFolded("plain") }) {
      var text = ByteBuffer(capacity: part.body.count + 1)
      part.text(into: &text)
      return NewestText.of(
        text.string, isFlowed: has(part, "format", "flowed"),
        deletesSpaces: has(part, "delsp", "yes"))
    }
    guard let part = texts.first(where: { $0.media.subtype.isFolded("html") }) else { return "" }
    var html = ByteBuffer(capacity: part.body.count + 1)
    part.text(into: &html)
    var text = ByteBuffer(capacity: html.count + 1)
    text.append(textOf: html.bytes)
    return NewestText.of(text.string)
  }

  /// Whether a part is a file, or of a mail that was passed on.
  private static func isAttached(_ part: MailPart, _ parts: [MailPart]) -> Bool {
    if part.fields["content-disposition"]?.hasFoldedPrefix("attachment") ?? false { return true }
    var parent = part.parent
    while let number = parent {
      if parts[number].media.isMessage { return true }
      parent = parts[number].parent
    }
    return false
  }

  private static func has(_ part: MailPart, _ name: StaticString, _ value: StaticString) -> Bool {
    var buffer = ByteBuffer(capacity: 16)
    return part.media.parameters.append(name, to: &buffer) && buffer.bytes.isFolded(value)
  }
}
