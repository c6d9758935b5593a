import DueFormats
import DueMIME
import DueModel
import DueSystem

// Bounces that are no reports: words of a mail system, with the mail that came back below them.
extension FeedbackReader {
  mutating func readPlain(_ message: Bytes) -> Outcome {
    guard let root = parser.parts.first else { return .other("other mail") }
    guard isFromNobody(root.fields) else { return .other(kindOfOther(root.fields)) }
    let words = BounceWords(parser, table)
    let sender = senderKey(beside: nil)
    guard secret == nil || sender != nil else { return .other(Self.noSeal) }
    var subject = ByteBuffer(capacity: 128)
    if let field = root.fields["subject"] { subject.append(decodedHeader: field) }
    if table.isSubjectOfAbsence(subject.bytes) { return .other("an automatic answer") }
    return words.withText { text, returned in
      let found = EnhancedStatus.first(in: text)
      let isBounce =
        table.isSubjectOfBounce(subject.bytes) || root.fields["x-failed-recipients"] != nil
        || found != nil && table.knows(text)
      guard isBounce else { return .other(kindOfOther(root.fields)) }
      if isReport(returned) { return .other("the bounce of a bounce") }
      return plainEvent(text, found, returned, sender)
    }
  }

  private func plainEvent(
    _ text: Bytes, _ found: (status: EnhancedStatus, place: Int)?, _ returned: MailFields,
    _ sender: SenderKey?
  ) -> Outcome {
    var addresses = sender.map { [$0.recipient] } ?? []
    if addresses.isEmpty { addresses = failedRecipients }
    if addresses.isEmpty, let told = firstAddress(in: text) { addresses = [told] }
    if addresses.isEmpty, let to = MailAddresses.first(returned["to"]) { addresses = [to.address] }
    guard !addresses.isEmpty else { return .other("a bounce without a recipient") }
    var mail = sentMail(returned)
    mail.key = sender?.key ?? key(returned)
    name(&mail, [])
    mail.destination = addresses
    var line = ByteBuffer(capacity: 256)
    if let found { line.append(BounceWords.line(text, around: found.place)) }
    let diagnosis = line.count > 0 ? "smtp; \(DeliveryReport.oneLine(line.bytes))" : ""
    let status = found?.status
    let isDelay = status?.class == 4 && text.containsFolded("delay")
    let fact: FeedbackEvent.Fact =
      isDelay ? .delay(type: "General", expires: nil) : .bounce(table.kind(status, text))
    let recipients = addresses.map {
      FeedbackEvent.Recipient(
        address: $0, action: isDelay ? "delayed" : "failed", status: status?.text ?? "",
        diagnosis: diagnosis)
    }
    return .events([
      FeedbackEvent(
        fact: fact, recipients: recipients, at: date ?? now, feedbackID: feedbackID(0), mail: mail)
    ])
  }

  /// Whether a mail system wrote the mail: to nobody is it to be answered.
  private func isFromNobody(_ fields: MailFields) -> Bool {
    if let path = fields["return-path"], MailboxKey.bare(path).isEmpty { return true }
    if fields["x-failed-recipients"] != nil { return true }
    return fields["from"].map { Self.isDaemon($0) } ?? false
  }

  private func kindOfOther(_ fields: MailFields) -> String {
    let isAutomatic = fields["auto-submitted"].map { !$0.isFolded("no") } ?? false
    return isAutomatic ? "an automatic answer" : "other mail"
  }

  /// What Exim names in its header.
  private var failedRecipients: [String] {
    var found: [String] = []
    parser.parts.first?.fields.forEach("x-failed-recipients") { value in
      var list = MailAddresses(value)
      while list.next() {
        if MailboxKey.isAddress(list.address) { found.append(list.address.string) }
      }
    }
    return found
  }

  /// The first address in the words of a bounce that is not the one to which it came, and not that
  /// of a mail system.
  private func firstAddress(in text: Bytes) -> String? {
    let fields = parser.parts.first?.fields
    let ours = MailAddresses.first(fields?["to"])?.address.lowercased()
    var place = 0
    while let at = text[place...].firstIndex(of: UInt8(ascii: "@")) {
      var first = at
      while first > 0, BounceWords.isOfAddress(text[first - 1]) { first -= 1 }
      var end = at + 1
      while end < text.count, BounceWords.isOfAddress(text[end]) { end += 1 }
      while end > at + 1, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
      place = max(end, at + 1)
      let address = Bytes(rebasing: text[first..<end])
      guard MailboxKey.isAddress(address), !Self.isDaemon(address) else { continue }
      if address.string.lowercased() != ours { return address.string }
    }
    return nil
  }
}

/// What a bounce says, apart from the mail that it returns.
private struct BounceWords: ~Copyable {
  private var text = ByteBuffer(capacity: 4096)
  /// Where what came back begins in `text`.
  private var end = 0
  private var returned: MailFields?

  /// Bytes that are looked at: the mail that came back is below them.
  private static let limit = 1 << 16

  init(_ parser: borrowing MailParser, _ table: BounceTable) {
    var place = 0
    var number = 0
    while number < parser.parts.count {
      let part = parser.parts[number]
      if part.media.isMessage {
        if returned == nil { returned = MailFields.split(part.body).fields }
        number = max(part.end, number + 1)
        continue
      }
      if part.media.type.isFolded("text"), text.count < Self.limit { part.text(into: &text) }
      number += 1
    }
    end = text.count
    while place < min(text.count, Self.limit) {
      let next = text.bytes.lineEnd(from: place)
      if table.isEnd(text.bytes.line(place, next)) {
        end = place
        break
      }
      place = next
    }
    end = min(end, Self.limit)
  }

  /// Hands out the words, and the header of the mail that came back.
  func withText(
    _ body: (Bytes, MailFields) -> FeedbackReader.Outcome
  ) -> FeedbackReader.Outcome {
    let words = Bytes(rebasing: text.bytes[..<end])
    return body(words, returned ?? MailFields(Bytes(rebasing: text.bytes[end...])))
  }

  /// The line of `text` that has `place`.
  static func line(_ text: Bytes, around place: Int) -> Bytes {
    let start = text[..<place].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    return text.line(start, text.lineEnd(from: place))
  }

  static func isOfAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "="), UInt8(ascii: "'"), UInt8(ascii: "&"), UInt8(ascii: "#"):
      true
    default: byte >= 0x80
    }
  }
}
