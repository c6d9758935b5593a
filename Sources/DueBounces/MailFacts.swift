import DueMIME
import DueModel
import DueSystem

// What a mail that came back, and the mail in it, tell whatever kind of report it is.
extension FeedbackReader {
  static var noSeal: String { "a report without the seal of --verp-secret" }

  /// When the mail in hand was written.
  var date: Instant? { parser.parts.first?.fields["date"].flatMap { Instant(mail: $0) } }

  /// The same for the same mail: made of its Message-ID, else of its date and its body.
  func feedbackID(_ number: Int) -> String {
    guard let root = parser.parts.first else { return "" }
    var seed = ByteBuffer(capacity: 256)
    if let id = root.fields["message-id"], !id.isEmpty {
      seed.append(id)
    } else {
      if let date = root.fields["date"] { seed.append(date) }
      seed.append(root.body)
    }
    let digits = String(1_000_000 + number).dropFirst()
    return "\(SHA256(seed.bytes).base32(26))-\(digits)"
  }

  /// The key in the address to which the mail in hand came, or in `other`.
  func senderKey(beside other: Bytes?) -> SenderKey? {
    var found = other.flatMap { SenderKey($0, secret: secret) }
    let fields: [StaticString] = [
      "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to",
    ]
    for name in fields where found == nil {
      parser.parts.first?.fields.forEach(name) { value in
        var list = MailAddresses(value)
        while found == nil, list.next() { found = SenderKey(list.address, secret: secret) }
      }
    }
    return found
  }

  /// The key that our own headers have.
  func key(_ original: MailFields) -> String {
    if let key = original["x-due-key"]?.string, Message.isKey(key) { return key }
    return original["message-id"].flatMap(SenderKey.key(inID:)) ?? ""
  }

  /// Our mail, as its header tells of it.
  func sentMail(_ original: MailFields) -> SentMail {
    var mail = SentMail()
    original.forEach { field in
      let value = field.value.trimmedSpace
      if field.name.isFolded("message-id") {
        mail.messageID = MailboxKey.bare(value).string
      } else if field.name.isFolded("from") {
        mail.from = [Self.decoded(value)]
        mail.source = MailAddresses.first(value)?.address ?? ""
      } else if field.name.isFolded("to") {
        mail.to.append(Self.decoded(value))
      } else if field.name.isFolded("subject") {
        mail.subject = Self.decoded(value)
      } else if field.name.isFolded("date") {
        mail.date = DeliveryReport.oneLine(value)
        mail.sent = Instant(mail: value)
      }
    }
    return mail
  }

  /// Gives a mail whose header did not come back a name: the envelope id, or the key.
  func name(_ mail: inout SentMail, _ envelopeID: [UInt8]) {
    guard mail.messageID.isEmpty else { return }
    if !envelopeID.isEmpty {
      mail.messageID = String(decoding: envelopeID, as: UTF8.self)
    } else if !mail.key.isEmpty {
      mail.messageID = "due.\(mail.key)"
    }
  }

  /// Whether a mail is a report itself: nobody of ours sent it, and its recipient is the sender of
  /// another.
  func isReport(_ original: MailFields) -> Bool {
    if MediaType(original["content-type"]).isType("multipart", "report") { return true }
    if let path = original["return-path"], MailboxKey.bare(path).isEmpty { return true }
    return original["from"].map { Self.isDaemon($0) } ?? false
  }

  /// Whether a field has the address of a mail system.
  static func isDaemon(_ from: Bytes) -> Bool {
    var list = MailAddresses(from)
    guard list.next() else { return false }
    let local = list.address.split(at: UInt8(ascii: "@"))?.before ?? list.address
    return local.isFolded("mailer-daemon") || local.isFolded("postmaster")
      || local.isFolded("mail-daemon") || local.isFolded("mailerdaemon")
  }

  private static func decoded(_ value: Bytes) -> String {
    var text = ByteBuffer(capacity: value.count)
    text.append(decodedHeader: value)
    return text.string
  }
}
