import DueFormats
import DueMIME
import DueModel
import DueSystem

// Bounces that are no reports: words of a mail system, with the mail that came back below them.
extension FeedbackReader {
  mutating func readPlain(_ message: Bytes) throws -> Outcome {
    guard let root = parser.parts.first else { return .other("other mail") }
    guard isFromNobody(root.fields) else { return .other(kindOfOther(root.fields)) }
    let words = BounceWords(parser, table)
    let sender = senderKey(beside: nil)
    guard secret == nil || sender != nil else { return .other(Self.noSeal) }
    var subject = ByteBuffer(capacity: 128)
    if let field = root.fields["subject"] { subject.append(decodedHeader: field) }
    if table.isSubjectOfAbsence(subject.bytes) { return .other("an automatic answer") }
    return try words.withText { text, returned in
      let found = EnhancedStatus.first(in: text)
      let isBounce =
        table.isSubjectOfBounce(subject.bytes) || root.fields["x-failed-recipients"] != nil
        || found != nil && table.knows(text)
        || !isAutomatic(root.fields) && table.hasWordsOfBounce(text)
      guard isBounce else { return .other(kindOfOther(root.fields)) }
      if isReport(returned) { return .other("the bounce of a bounce") }
      return try plainEvent(text, found, returned, sender)
    }
  }

  private func plainEvent(
    _ text: Bytes, _ found: (status: EnhancedStatus, place: Int)?, _ returned: MailFields,
    _ sender: SenderKey?
  ) throws -> Outcome {
    var mail = sentMail(returned)
    mail.key = sender?.key ?? key(returned)
    name(&mail, [])
    let told = toldRecipients(text, returned)
    let written = try recipient(sender, of: &mail, told: told)
    guard secret == nil || written != nil else { return .other(Self.noSeal) }
    let addresses = written.map { [$0] } ?? told
    guard !addresses.isEmpty else { return .other("a bounce without a recipient") }
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
    if let path = fields["return-path"], MailboxKey.bare(path).isEmpty || Self.isDaemon(path) {
      return true
    }
    if fields["x-failed-recipients"] != nil { return true }
    return fields["from"].map { Self.isDaemon($0) } ?? false
  }

  private func isAutomatic(_ fields: MailFields) -> Bool {
    fields["auto-submitted"].map { !$0.isFolded("no") } ?? false
  }

  private func kindOfOther(_ fields: MailFields) -> String {
    isAutomatic(fields) ? "an automatic answer" : "other mail"
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

  /// Whom a bounce tells of: in its header, else in its words, else in that of the mail in it.
  private func toldRecipients(_ text: Bytes, _ returned: MailFields) -> [String] {
    let failed = failedRecipients
    if !failed.isEmpty { return failed }
    let named = namedRecipients(text)
    if !named.isEmpty { return named }
    return MailAddresses.first(returned["to"]).map { [$0.address] } ?? []
  }

  /// The addresses in the words of a bounce: those with which lines begin; where there are none,
  /// the first. The one to which the bounce came is none, nor is that of a mail system.
  private func namedRecipients(_ text: Bytes) -> [String] {
    let ours = MailAddresses.first(parser.parts.first?.fields["to"])?.address.lowercased()
    var atLineStart: [String] = []
    var first: String?
    var place = 0
    while let at = text[place...].firstIndex(of: UInt8(ascii: "@")) {
      let range = BounceWords.address(text, around: at)
      place = max(range.upperBound, at + 1)
      let address = Bytes(rebasing: text[range])
      guard MailboxKey.isAddress(address), !Self.isDaemon(address) else { continue }
      let told = address.string
      guard told.lowercased() != ours, !atLineStart.contains(told) else { continue }
      first = first ?? told
      if BounceWords.isAtLineStart(text, range), atLineStart.count < Self.recipientLimit {
        atLineStart.append(told)
      }
    }
    return atLineStart.isEmpty ? first.map { [$0] } ?? [] : atLineStart
  }

  /// Recipients that the words of one bounce may name.
  private static let recipientLimit = 100
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
    _ body: (Bytes, MailFields) throws -> FeedbackReader.Outcome
  ) rethrows -> FeedbackReader.Outcome {
    let words = Bytes(rebasing: text.bytes[..<end])
    return try body(words, returned ?? MailFields(Bytes(rebasing: text.bytes[end...])))
  }

  /// The line of `text` that has `place`.
  static func line(_ text: Bytes, around place: Int) -> Bytes {
    let start = text[..<place].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    return text.line(start, text.lineEnd(from: place))
  }

  /// What around the `@` at `at` can be an address.
  static func address(_ text: Bytes, around at: Int) -> Range<Int> {
    var first = at
    while first > 0, isOfAddress(text[first - 1]) { first -= 1 }
    var end = at + 1
    while end < text.count, isOfAddress(text[end]) { end += 1 }
    while first < at, text[first] == UInt8(ascii: "'") || text[first] == 0x2e { first += 1 }
    while end > at + 1, text[end - 1] == UInt8(ascii: "'") || text[end - 1] == 0x2e { end -= 1 }
    return first..<end
  }

  /// Whether only marks of lists stand before an address on its line, and a line end, a colon or
  /// space behind it.
  static func isAtLineStart(_ text: Bytes, _ range: Range<Int>) -> Bool {
    var place = range.lowerBound
    while place > 0, text[place - 1] != 0x0a {
      place -= 1
      guard "<>[( *-\t\r".utf8.contains(text[place]) else { return false }
    }
    var end = range.upperBound
    while end < text.count, ">])".utf8.contains(text[end]) { end += 1 }
    return end == text.count || text[end] <= 0x20 || text[end] == UInt8(ascii: ":")
  }

  private static func isOfAddress(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "="), UInt8(ascii: "'"), UInt8(ascii: "&"), UInt8(ascii: "#"):
      true
    default: byte >= 0x80
    }
  }
}
