import DueDelivery
import DueMIME
import DueModel
import DueSystem

/// What a whole mail says of itself, and how it is written when it leaves.
///
/// Its text is what somebody else made, in ASCII and in lines that end with CR LF. What is missing
/// of a header is put before it; nothing that is there is written twice.
struct WholeMail {
  private let text: Bytes
  let fields: MailFields

  init(_ text: Bytes) {
    self.text = text
    fields = MailFields.split(text).fields
  }

  /// Fields that are not handed on: who else gets the mail, what stations before us noted, and what
  /// stands for us alone to say.
  static func isOurs(_ name: Bytes) -> Bool {
    name.isFolded("bcc") || name.isFolded("resent-bcc") || name.isFolded("return-path")
      || name.isFolded("status") || name.isFolded("x-status") || name.hasFoldedPrefix("x-due-")
  }

  /// Refuses a text that a server could take for more than one mail, or that tells what it must not.
  func check() throws(MessageRefusal) {
    var isFine = SevenBitMail.isPlain(text) && fields["from"] != nil
    fields.forEach { if Self.isOurs($0.name) { isFine = false } }
    // A line feed alone, which some servers take for a line end and others do not.
    var previous: UInt8 = 0
    for byte in text {
      if byte == 0x0a, previous != 0x0d { isFine = false }
      previous = byte
    }
    guard isFine else {
      throw MessageRefusal(
        "bad_mime",
        "expected a mail as due-send-email --format mime reads it in 'body', found another text")
    }
  }

  /// As `check()`, of the body of a message.
  static func check(_ text: inout String) throws(MessageRefusal) {
    let refusal = text.withUTF8 { bytes -> MessageRefusal? in
      do throws(MessageRefusal) {
        try WholeMail(Bytes(bytes)).check()
        return nil
      } catch {
        return error
      }
    }
    if let refusal { throw refusal }
  }

  /// What the mail is called, without its brackets; empty where it has no name.
  var messageID: String {
    guard let value = fields["message-id"] else { return "" }
    return MailboxKey.bare(value).string
  }

  /// Appends the mail, after what `message` needs of a header and it does not have.
  func append(
    _ message: Message, _ headers: MailHeaders, _ envelope: MailEnvelope, at now: Instant,
    _ tags: inout MailTags, to buffer: inout ByteBuffer
  ) {
    if fields["date"] == nil {
      buffer.append("Date: " as StaticString)
      buffer.append(mailDate: now)
      buffer.append("\r\n" as StaticString)
    }
    let ours = "due.\(message.key)@\(envelope.from.domain)"
    let name =
      fields["message-id"] == nil ? headers.messageID.isEmpty ? ours : headers.messageID : ""
    if !name.isEmpty { buffer.append("Message-ID: <\(name)>\r\n") }
    if name != ours { buffer.append("X-Due-Key: \(message.key)\r\n") }
    if fields["mime-version"] == nil {
      buffer.append("MIME-Version: 1.0\r\n" as StaticString)
    }
    if fields["list-unsubscribe"] == nil { buffer.append(unsubscribe: message, headers) }
    if fields["x-ses-configuration-set"] == nil, !headers.configurationSet.isEmpty {
      buffer.append(configurationSet: headers.configurationSet, tags.tags(of: message))
    }
    buffer.append(text)
  }
}
