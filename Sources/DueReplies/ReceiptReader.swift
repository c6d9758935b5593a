import DueFormats
import DueMIME
import DueModel
import DueSystem

/// Reads what SES tells of mail that it received: the event of a receipt rule, with its records; one
/// record; a notification with the whole message in `content`.
///
/// Its header is put together again, so that one set of rules reads it and any other mail.
package struct ReceiptReader: ~Copyable {
  private var header = ByteBuffer(capacity: 4096)
  private var value = ByteBuffer(capacity: 512)

  package init() {}

  /// Hands each message that `json` tells of to `body`; false where it tells of none.
  ///
  /// - Throws: `RecordFault` where a record has no `mail`.
  package mutating func forEach(
    _ json: JSONValue, _ body: (InboundMail) throws -> Void
  ) throws -> Bool {
    guard let records = json["Records"], records.isArray else {
      return try read(json["ses"] ?? json, body)
    }
    for record in records.elements {
      guard try read(record["ses"] ?? record, body) else {
        throw RecordFault(
          column: "ses.mail", "expected the mail of a receipt in 'ses.mail', found none")
      }
    }
    return true
  }

  private mutating func read(_ ses: JSONValue, _ body: (InboundMail) throws -> Void) throws -> Bool
  {
    guard let mail = ses["mail"], mail.isObject else { return false }
    header.removeAll()
    var isBroken = false
    if let content = ses["content"], content.isString {
      try append(content: content, isEncoded: Self.isEncoded(ses))
    } else {
      isBroken = !appendHeader(of: mail)
    }
    let bytes = header.bytes
    var inbound = InboundMail(
      fields: MailFields.split(bytes).fields, sender: mail["source"]?.string.map(Self.bare),
      recipients: Self.texts(ses["receipt"]?["recipients"] ?? mail["destination"]),
      digest: SHA256(bytes))
    inbound.isBroken = isBroken
    inbound.knowsEnvelope = !inbound.recipients.isEmpty
    inbound.sesID = mail["messageId"]?.string ?? ""
    inbound.verdicts = Self.verdicts(ses["receipt"])
    try body(inbound)
    return true
  }

  /// Whether the rule's action has the message in base64.
  ///
  /// Source: SES developer guide, "Contents of notifications", `action.encoding`.
  private static func isEncoded(_ ses: JSONValue) -> Bool {
    ses["receipt"]?["action"]?["encoding"]?.string?.uppercased() == "BASE64"
  }

  /// Appends the message that a notification has.
  ///
  /// - Throws: `RecordFault` where it has no base64, and should.
  private mutating func append(content: JSONValue, isEncoded: Bool) throws {
    guard isEncoded else { return header.append(decoded: content) }
    value.removeAll()
    value.append(decoded: content)
    guard header.append(decodedBase64: value.bytes, .strict) else {
      throw RecordFault(column: "content", "expected base64 in 'content', found another text")
    }
  }

  private static func bare(_ text: String) -> String {
    var text = text
    return text.withUTF8 { MailboxKey.bare(Bytes($0)).string }
  }

  private static func texts(_ list: JSONValue?) -> [String] {
    var found: [String] = []
    if let list, list.isArray {
      for item in list.elements { if let text = item.string { found.append(bare(text)) } }
    }
    return found
  }

  private static func verdicts(_ receipt: JSONValue?) -> InboundMail.Verdicts {
    func verdict(_ name: StaticString) -> InboundMail.Verdict {
      receipt?[name]?["status"]?.string.flatMap(InboundMail.Verdict.init(rawValue:)) ?? .none
    }
    var verdicts = InboundMail.Verdicts()
    verdicts.spam = verdict("spamVerdict")
    verdicts.virus = verdict("virusVerdict")
    verdicts.spf = verdict("spfVerdict")
    verdicts.dkim = verdict("dkimVerdict")
    verdicts.dmarc = verdict("dmarcVerdict")
    return verdicts
  }

  /// Appends the fields of `mail`; false where one has what no field can have.
  private mutating func appendHeader(of mail: JSONValue) -> Bool {
    var isGood = true
    if let fields = mail["headers"], fields.isArray {
      for field in fields.elements {
        guard let name = field["name"]?.string, let value = field["value"], value.isString else {
          continue
        }
        if !append(name, value) { isGood = false }
      }
    }
    if header.count == 0, let common = mail["commonHeaders"] {
      let names: [(StaticString, String)] = [
        ("from", "From"), ("to", "To"), ("cc", "Cc"), ("replyTo", "Reply-To"),
        ("messageId", "Message-ID"), ("subject", "Subject"),
      ]
      for (member, name) in names {
        guard let value = common[member] else { continue }
        if value.isString, !append(name, value) { isGood = false }
        guard value.isArray else { continue }
        for item in value.elements where item.isString && !append(name, item) { isGood = false }
      }
    }
    return isGood
  }

  /// Appends a field; false, and nothing, where its name or value would end it.
  private mutating func append(_ name: String, _ text: JSONValue) -> Bool {
    value.removeAll()
    value.append(decoded: text)
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3a }
    guard isName, !HeaderText.hasControls(value.bytes) else { return false }
    header.append(name)
    header.append(": " as StaticString)
    header.append(value.bytes)
    header.append("\r\n" as StaticString)
    return true
  }
}
