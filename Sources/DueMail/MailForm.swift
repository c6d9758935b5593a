import DueDelivery
import DueFormats
import DueMIME
import DueModel
import DueSystem

/// Writes messages as mail: what an SMTP server, a sendmail and a Maildir take.
///
/// All of it is ASCII in lines of at most 998 bytes: texts are in quoted-printable or base64, header
/// texts in encoded words (RFC 2047), names of files in RFC 2231; so any server takes it, with
/// 8BITMIME or without. Only an address whose local part is not ASCII stands in UTF-8.
///
/// Source: RFC 5322, 2045 to 2047, 2183, 2231, 2387; RFC 2369 and 8058 for List-Unsubscribe.
package final class MailForm: SpoolForm {
  private var tape = JSONTape()
  private var json = ByteBuffer(capacity: 4096)
  private let files = EncodedFiles()
  private var senders = LastAddress()
  private var tags = MailTags()

  package init() {}

  package func fileName(of outgoing: Outgoing) -> String { "\(outgoing.message.key).eml" }

  package func append(
    _ outgoing: Outgoing, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    _ = try write(outgoing.message, at: now, to: &buffer)
  }

  /// Appends `message`, and returns who it goes to and comes from.
  ///
  /// On a refusal, what was appended is taken back.
  package func write(
    _ message: Message, at now: Instant, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) -> MailEnvelope {
    let start = buffer.count
    do throws(MessageRefusal) {
      let headers = try headers(of: message)
      try headers.check()
      guard headers.template.isEmpty else {
        throw MessageRefusal(
          "ses_template",
          "expected --via ses: for '\(headers.template)', a template that SES has, found another")
      }
      let envelope = try MailEnvelope(message, headers, &senders)
      if headers.isWhole {
        try append(whole: message, headers, envelope, at: now, to: &buffer)
        return envelope
      }
      append(headersOf: message, headers, envelope, at: now, to: &buffer)
      try append(contentOf: message, headers, to: &buffer)
      return envelope
    } catch {
      buffer.truncate(to: start)
      throw error
    }
  }

  private func append(
    whole message: Message, _ headers: MailHeaders, _ envelope: MailEnvelope, at now: Instant,
    to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    var text = message.body
    try WholeMail.check(&text)
    text.withUTF8 { bytes in
      WholeMail(Bytes(bytes)).append(message, headers, envelope, at: now, &tags, to: &buffer)
    }
  }

  /// `message` as SES takes a mail whose text is a template that it has; nil for one with a text of
  /// its own.
  package func templated(_ message: Message) throws(MessageRefusal) -> TemplatedMail? {
    let headers = try headers(of: message)
    guard !headers.template.isEmpty else { return nil }
    try headers.check()
    return try TemplatedMail(message, headers, try MailEnvelope(message, headers, &senders))
  }

  private func headers(of message: Message) throws(MessageRefusal) -> MailHeaders {
    guard !message.headers.isEmpty else { return MailHeaders() }
    json.removeAll()
    json.append(message.headers)
    do {
      return try MailHeaders(try tape.parse(json.bytes))
    } catch let refusal as MessageRefusal {
      throw refusal
    } catch {
      throw MessageRefusal("bad_json", "expected an object in 'headers', found another text")
    }
  }

  // MARK: Headers

  private func append(
    headersOf message: Message, _ headers: MailHeaders, _ envelope: MailEnvelope,
    at now: Instant, to buffer: inout ByteBuffer
  ) {
    buffer.append("Date: " as StaticString)
    buffer.append(mailDate: now)
    buffer.append("\r\n" as StaticString)
    buffer.append(mailbox: "From", envelope.from)
    appendRecipients(headers, envelope, to: &buffer)
    if let replyTo = envelope.replyTo { buffer.append(mailbox: "Reply-To", replyTo) }
    buffer.append(header: "Subject", headers.subject)
    appendName(of: message, headers, envelope, to: &buffer)
    buffer.append("MIME-Version: 1.0\r\n" as StaticString)
    buffer.append(unsubscribe: message, headers)
    for field in headers.fields {
      buffer.append(field.name)
      buffer.append(": " as StaticString)
      buffer.append(valueOf: field)
      buffer.append("\r\n" as StaticString)
    }
    if !headers.configurationSet.isEmpty {
      buffer.append(configurationSet: headers.configurationSet, tags.tags(of: message))
    }
  }

  private func appendRecipients(
    _ headers: MailHeaders, _ envelope: MailEnvelope, to buffer: inout ByteBuffer
  ) {
    if headers.to.isEmpty, headers.cc.isEmpty {
      return buffer.append(mailbox: "To", envelope.to)
    }
    if headers.to.contains(MailHeaders.undisclosed) {
      buffer.append("To: \(MailHeaders.undisclosed)\r\n")
    } else {
      buffer.append(mailboxes: "To", envelope.shownTo)
    }
    buffer.append(mailboxes: "Cc", envelope.shownCc)
  }

  /// Appends what the mail is called, and its key where that name does not tell it.
  private func appendName(
    of message: Message, _ headers: MailHeaders, _ envelope: MailEnvelope,
    to buffer: inout ByteBuffer
  ) {
    buffer.append("Message-ID: <" as StaticString)
    if headers.messageID.isEmpty {
      buffer.append("due." as StaticString)
      buffer.append(message.key)
      buffer.append(UInt8(ascii: "@"))
      buffer.append(envelope.from.domain)
      buffer.append(">\r\n" as StaticString)
    } else {
      buffer.append(headers.messageID)
      buffer.append(">\r\nX-Due-Key: " as StaticString)
      buffer.append(message.key)
      buffer.append("\r\n" as StaticString)
    }
  }

  // MARK: Content

  private func append(
    contentOf message: Message, _ headers: MailHeaders, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    let separate = headers.attachments.filter { $0.contentID.isEmpty }
    let seed = Self.seed(message.key)
    guard !separate.isEmpty else {
      return try append(textsOf: message, headers, seed: seed, to: &buffer)
    }
    let boundary = MIMEBoundary(seed: seed)
    buffer.append(multipart: "multipart/mixed", boundary)
    buffer.append("\r\n" as StaticString)
    buffer.append(beginOfPart: boundary)
    try append(textsOf: message, headers, seed: seed &+ 1, to: &buffer)
    for attachment in separate {
      buffer.append(beginOfPart: boundary)
      try append(attachment, to: &buffer)
    }
    buffer.append(endOfParts: boundary)
  }

  /// The text, the HTML text, or both as alternatives.
  private func append(
    textsOf message: Message, _ headers: MailHeaders, seed: UInt64, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    if headers.html.isEmpty {
      buffer.append(text: message.body, type: "text/plain; charset=utf-8")
    } else if message.body.isEmpty {
      try append(htmlOf: headers, seed: seed &+ 1, to: &buffer)
    } else {
      let boundary = MIMEBoundary(seed: seed)
      buffer.append(multipart: "multipart/alternative", boundary)
      buffer.append("\r\n" as StaticString)
      buffer.append(beginOfPart: boundary)
      buffer.append(text: message.body, type: "text/plain; charset=utf-8")
      buffer.append(beginOfPart: boundary)
      try append(htmlOf: headers, seed: seed &+ 1, to: &buffer)
      buffer.append(endOfParts: boundary)
    }
  }

  /// The HTML text, with the images that stand in it.
  private func append(
    htmlOf headers: MailHeaders, seed: UInt64, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    let images = headers.attachments.filter { !$0.contentID.isEmpty }
    guard !images.isEmpty else {
      return buffer.append(text: headers.html, type: "text/html; charset=utf-8")
    }
    let boundary = MIMEBoundary(seed: seed)
    buffer.append(multipart: "multipart/related", boundary)
    buffer.append("\r\n" as StaticString)
    buffer.append(beginOfPart: boundary)
    buffer.append(text: headers.html, type: "text/html; charset=utf-8")
    for image in images {
      buffer.append(beginOfPart: boundary)
      try append(image, to: &buffer)
    }
    buffer.append(endOfParts: boundary)
  }

  private func append(
    _ attachment: Attachment, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    buffer.append("Content-Type: " as StaticString)
    buffer.append(attachment.type)
    buffer.append("\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: " as StaticString)
    buffer.append(attachment.contentID.isEmpty ? "attachment" as StaticString : "inline")
    buffer.append(fileName: attachment.name)
    buffer.append("\r\n" as StaticString)
    if !attachment.contentID.isEmpty {
      buffer.append("Content-ID: <" as StaticString)
      buffer.append(attachment.contentID)
      buffer.append(">\r\n" as StaticString)
    }
    buffer.append("\r\n" as StaticString)
    try files.append(attachment, to: &buffer)
    buffer.append("\r\n" as StaticString)
  }

  /// The same boundaries for the same message, whenever it is written.
  private static func seed(_ key: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}

extension ByteBuffer {
  /// Appends the value of a further field, in ASCII.
  mutating func append(valueOf field: MailHeaders.Field) {
    if field.name.lowercased().hasPrefix("list-"), field.value.utf8.allSatisfy({ $0 < 0x80 }) {
      // Addresses, which encoded words would spoil (RFC 2369).
      return append(field.value)
    }
    var value = field.value
    value.withUTF8 { append(headerText: Bytes($0), column: field.name.utf8.count + 2) }
  }

  /// Marketing mail says how to get no more of it, with one click where there is a page for that.
  mutating func append(unsubscribe message: Message, _ headers: MailHeaders) {
    let ways = headers.waysOut(message.type)
    guard !ways.isEmpty else { return }
    append("List-Unsubscribe: " as StaticString)
    for (i, way) in ways.enumerated() {
      if i > 0 { append(",\r\n " as StaticString) }
      append(way)
    }
    append("\r\n" as StaticString)
    if !headers.unsubscribe.isEmpty {
      append("List-Unsubscribe-Post: \(MailHeaders.oneClick)\r\n")
    }
  }

  /// What SES wants to know of a mail that comes to it over SMTP: the set, and a tag a line.
  mutating func append(configurationSet: String, _ tags: [(name: String, value: String)]) {
    append(header: "X-SES-CONFIGURATION-SET", configurationSet)
    append("X-SES-MESSAGE-TAGS: " as StaticString)
    for (i, tag) in tags.enumerated() {
      if i > 0 { append(",\r\n " as StaticString) }
      append("\(tag.name)=\(tag.value)")
    }
    append("\r\n" as StaticString)
  }

  fileprivate mutating func append(text: String, type: StaticString) {
    var text = text
    text.withUTF8 { append(part: Bytes($0), type: type) }
  }

  /// Appends a parameter `filename`: by RFC 2231 where it needs that, and in ASCII, for readers of
  /// old. Of two, most readers take the first.
  fileprivate mutating func append(fileName name: String) {
    let isPlain = name.utf8.allSatisfy {
      $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if !isPlain {
      append(";\r\n filename*=utf-8''" as StaticString)
      for byte in name.utf8 {
        if HeaderText.standsInParameter(byte) {
          append(byte)
        } else {
          append(UInt8(ascii: "%"))
          append(hex: byte)
        }
      }
    }
    append(
      isPlain && name.utf8.count <= 40 ? "; filename=\"" as StaticString : ";\r\n filename=\"")
    for scalar in name.unicodeScalars {
      let isKept = scalar.isASCII && scalar != "\"" && scalar != "\\"
      append(isKept ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "_"))
    }
    append(UInt8(ascii: "\""))
  }
}
