import DueMIME
import DueModel
import DueSystem

/// What a `message/delivery-status` part says (RFC 3464): of a message, then of each recipient.
struct DeliveryReport {
  struct Recipient {
    var final = ""
    /// Whom the sender had written to, where it is another.
    var original = ""
    var action = Action.failed
    var actionName = ""
    var status: EnhancedStatus?
    var diagnosis = ""
    var retryUntil: Instant?

    /// Whom it was for: what we sent to, as far as the report knows.
    var address: String { original.isEmpty ? final : original }
  }

  enum Action: String {
    case failed, delayed, delivered, relayed, expanded
  }

  var envelopeID: [UInt8] = []
  var reportingMTA = ""
  var arrival: Instant?
  /// The envelope sender, which Postfix tells.
  var sender: [UInt8] = []
  var recipients: [Recipient] = []

  /// Reads blocks of fields, with empty lines between them.
  init(_ text: Bytes) {
    var place = 0
    while place < text.count {
      let start = place
      while place < text.count {
        let end = text.lineEnd(from: place)
        if text.line(place, end).allSatisfy({ $0 <= 0x20 }) { break }
        place = end
      }
      read(MailFields(Bytes(rebasing: text[start..<place])))
      place = text.lineEnd(from: place)
    }
  }

  /// Of a message or of a recipient; some programs forget the line between the two.
  private mutating func read(_ block: MailFields) {
    var recipient = Recipient()
    block.forEach { field in
      let value = field.value.trimmedSpace
      let name = field.name
      if name.isFolded("original-envelope-id") {
        envelopeID = Array(value)
      } else if name.isFolded("reporting-mta") {
        reportingMTA = Self.oneLine(value)
      } else if name.isFolded("arrival-date") {
        arrival = Instant(mail: value)
      } else if name.isFolded("x-postfix-sender") {
        sender = Array(Self.typed(value))
      } else {
        Self.read(name, value, into: &recipient)
      }
    }
    guard !recipient.address.isEmpty else { return }
    if recipient.actionName.isEmpty { recipient.action = Self.action(recipient.status) }
    recipients.append(recipient)
  }

  private static func read(_ name: Bytes, _ value: Bytes, into recipient: inout Recipient) {
    if name.isFolded("final-recipient") {
      recipient.final = address(value)
    } else if name.isFolded("original-recipient") {
      recipient.original = address(value)
    } else if name.isFolded("action") {
      let word = Bytes(rebasing: value[..<(value.firstIndex { $0 <= 0x20 } ?? value.count)])
      recipient.actionName = word.string.lowercased()
      recipient.action = Action(rawValue: recipient.actionName) ?? .failed
    } else if name.isFolded("status") {
      recipient.status = EnhancedStatus(value)
    } else if name.isFolded("diagnostic-code") {
      recipient.diagnosis = oneLine(value)
    } else if name.isFolded("will-retry-until") {
      recipient.retryUntil = Instant(mail: value)
    }
  }

  private static func action(_ status: EnhancedStatus?) -> Action {
    switch status?.class {
    case 2: .delivered
    case 4: .delayed
    default: .failed
    }
  }

  /// What stands after the type, as in `rfc822; ben@example.net`.
  private static func typed(_ value: Bytes) -> Bytes {
    (value.split(at: UInt8(ascii: ";"))?.after ?? value).trimmedSpace
  }

  /// An address of a report, bare; empty where it is none.
  private static func address(_ value: Bytes) -> String {
    let text = MailboxKey.bare(typed(value))
    return MailboxKey.isAddress(text) ? text.string : ""
  }

  /// A value on one line, white space of any kind being one space; what is no UTF-8 is mended.
  static func oneLine(_ value: Bytes) -> String {
    var buffer = ByteBuffer(capacity: value.count)
    var gap = false
    for byte in value.trimmedSpace.prefix(Self.textLimit) {
      if byte <= 0x20 {
        gap = true
      } else {
        if gap { buffer.append(0x20) }
        gap = false
        buffer.append(byte)
      }
    }
    return buffer.string
  }

  /// Bytes of a diagnosis that are kept.
  private static let textLimit = 4096
}
