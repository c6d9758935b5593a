import DueMIME
import DueModel
import DueSystem

/// Writes automatic answers as mail (RFC 3834, section 3).
///
/// Nothing of the message that is answered reaches a header but its subject, which is encoded
/// where it is not plain, and ids of printable ASCII.
package struct ReplyWriter: Sendable {
  package enum IDSource: String, Sendable, CaseIterable {
    case header, ses
  }

  package var template: ReplyTemplate
  /// `From` of all answers; nil for the address that the message was for.
  package var from: String?
  /// Add `Precedence: junk`, which old programs look for.
  package var hasPrecedence = false
  /// `%%NAME%%` is the whole From field, as it was once.
  package var isCompatible = false
  /// What `%%ID%%` says; nil for that of SES where there is one.
  package var idSource: IDSource?

  package init(_ template: ReplyTemplate) { self.template = template }

  /// Appends the answer to `mail`.
  ///
  /// - Parameters:
  ///   - id: the Message-ID without its brackets.
  package func append(
    _ mail: InboundMail, to: String, from: String, id: String, at: Instant,
    into buffer: inout ByteBuffer
  ) {
    let values = values(mail, to: to, at: at)
    buffer.append(header: "From", self.from ?? from)
    buffer.append("To: <" as StaticString)
    buffer.append(to)
    buffer.append(">\r\n" as StaticString)
    buffer.append(header: "Subject", subject(values))
    buffer.append("Date: " as StaticString)
    buffer.append(mailDate: at)
    buffer.append("\r\nMessage-ID: <" as StaticString)
    buffer.append(id)
    buffer.append(">\r\n" as StaticString)
    appendThread(mail, into: &buffer)
    buffer.append("Auto-Submitted: auto-replied\r\nX-Due-Auto: 1\r\n" as StaticString)
    if hasPrecedence { buffer.append("Precedence: junk\r\n" as StaticString) }
    buffer.append("MIME-Version: 1.0\r\n" as StaticString)
    appendBody(values, id, into: &buffer)
  }

  private func values(_ mail: InboundMail, to: String, at: Instant) -> ReplyValues {
    var values = ReplyValues()
    let from = MailAddresses.first(mail.fields["from"])
    values.address = from?.address ?? to
    values.name = isCompatible ? mail.text("from") : from?.name ?? ""
    if values.name.isEmpty { values.name = values.address }
    values.subject = mail.text("subject")
    var header = mail.messageID ?? ""
    if header.hasPrefix("<") { header = String(header.dropFirst().dropLast()) }
    switch idSource {
    case .header: values.id = header
    case .ses: values.id = mail.sesID
    case nil: values.id = mail.sesID.isEmpty ? header : mail.sesID
    }
    var date = ByteBuffer(capacity: 40)
    date.append(mailDate: at)
    values.date = date.string
    return values
  }

  /// The template's subject, then the other's without beginnings like it.
  private func subject(_ values: ReplyValues) -> String {
    if template.subject.contains("%%SUBJECT%%") {
      return values.fill(template.subject, escaped: false)
    }
    let prefix = values.fill(template.subject, escaped: false)
    let word = prefix.trimmingTrailingSpace.lowercased()
    var rest = values.subject[...]
    while !word.isEmpty, rest.lowercased().hasPrefix(word) {
      rest = rest.dropFirst(word.count).drop { $0 == " " }
    }
    return prefix + rest
  }

  private func appendThread(_ mail: InboundMail, into buffer: inout ByteBuffer) {
    guard let id = mail.messageID else { return }
    buffer.append("In-Reply-To: " as StaticString)
    buffer.append(id)
    buffer.append("\r\nReferences: " as StaticString)
    // RFC 5322, 3.6.4; of a long thread its beginning and its end.
    var ids = mail.fields["references"].map { InboundMail.ids($0) } ?? []
    if ids.isEmpty { ids = mail.fields["in-reply-to"].map { InboundMail.ids($0) } ?? [] }
    if ids.count > 10 { ids = [ids[0]] + ids.suffix(9) }
    for old in ids where old != id {
      buffer.append(old)
      buffer.append("\r\n " as StaticString)
    }
    buffer.append(id)
    buffer.append("\r\n" as StaticString)
  }

  private func appendBody(_ values: ReplyValues, _ id: String, into buffer: inout ByteBuffer) {
    let text = template.text.map { values.fill($0, escaped: false) }
    let html = template.html.map { values.fill($0, escaped: true) }
    guard let text, let html else {
      return buffer.append(
        part: text ?? html ?? "",
        type: text == nil ? "text/html; charset=utf-8" : "text/plain; charset=utf-8")
    }
    let boundary = MIMEBoundary(seed: SHA256(id).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    buffer.append(multipart: "multipart/alternative", boundary)
    buffer.append("\r\n" as StaticString)
    buffer.append(beginOfPart: boundary)
    buffer.append(part: text, type: "text/plain; charset=utf-8")
    buffer.append(beginOfPart: boundary)
    buffer.append(part: html, type: "text/html; charset=utf-8")
    buffer.append(endOfParts: boundary)
  }
}

extension ByteBuffer {
  fileprivate mutating func append(part text: String, type: StaticString) {
    var text = text
    text.withUTF8 { append(part: Bytes($0), type: type) }
  }
}

extension String {
  fileprivate var trimmingTrailingSpace: String {
    var rest = self[...]
    while rest.hasSuffix(" ") { rest.removeLast() }
    return String(rest)
  }
}
