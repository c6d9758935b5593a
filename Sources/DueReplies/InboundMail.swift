import DueMIME
import DueModel
import DueSystem

/// A message that came in, as far as an automatic answer asks: its header and its envelope.
package struct InboundMail {
  package enum Verdict: String, Sendable {
    case pass = "PASS"
    case fail = "FAIL"
    case gray = "GRAY"
    case failed = "PROCESSING_FAILED"
    case none = ""
  }

  /// What SES found.
  package struct Verdicts: Sendable {
    package var spam = Verdict.none
    package var virus = Verdict.none
    package var spf = Verdict.none
    package var dkim = Verdict.none
    package var dmarc = Verdict.none

    package init() {}
  }

  package var fields: MailFields
  /// The envelope sender, bare; empty for `<>`; nil where nothing tells it.
  package var sender: String?
  /// The envelope recipients that are known.
  package var recipients: [String]
  /// Whether these are all there are: what the header says of them counts for nothing then.
  package var knowsEnvelope = false
  package var verdicts = Verdicts()
  /// The id that SES gave it.
  package var sesID = ""
  /// Whether a value of the header has a line end or NUL where none can be.
  package var isBroken = false
  /// Tells the message from others; where it has no Message-ID.
  package var digest: SHA256

  /// Reads the header of `message`, and the envelope from what delivery put there.
  package init(message: Bytes) {
    fields = MailFields.split(message).fields
    sender = (fields["return-path"] ?? Self.envelopeLine(fields)).map { MailboxKey.bare($0).string }
    recipients = fields.addresses("delivered-to", "x-original-to", "envelope-to")
    digest = SHA256(message)
  }

  package init(fields: MailFields, sender: String?, recipients: [String], digest: SHA256) {
    self.fields = fields
    self.sender = sender
    self.recipients = recipients
    self.digest = digest
  }

  /// The sender in the line of mbox before a header: `From kim@example.net Mon Nov …`.
  private static func envelopeLine(_ fields: MailFields) -> Bytes? {
    let line = fields.bytes.line(0, fields.bytes.lineEnd(from: 0))
    guard line.starts(with: "From ") else { return nil }
    let rest = Bytes(rebasing: line[5...])
    return Bytes(rebasing: rest[..<(rest.firstIndex(of: 0x20) ?? rest.count)])
  }

  /// A field as people read it; empty where there is none.
  func text(_ name: StaticString) -> String {
    guard let value = fields[name] else { return "" }
    var text = ByteBuffer(capacity: value.count)
    text.append(decodedHeader: value)
    return text.string
  }

  /// The Message-ID with its brackets; nil where there is none that can stand in a header.
  package var messageID: String? { fields["message-id"].flatMap { Self.ids($0).first } }

  /// The ids of a field such as `References`: `<left@right>`, printable ASCII, nothing else.
  static func ids(_ value: Bytes) -> [String] {
    value.messageIDs.filter { (3...248).contains($0.count) }.map { "<\($0.string)>" }
  }
}
