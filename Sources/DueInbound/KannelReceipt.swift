import DueFormats
import DueModel
import DueSystem

/// Reads what Kannel tells of a message of ours: a request to the `dlr-url` that due gave it.
///
///     /dlr?due_key=KEY&dlr=%d&reply=%A&ts=%T&to=%p&from=%P
///
/// `dlr` is a number of one bit: 1 delivered, 2 not delivered, 4 waiting at the centre, 8 taken by
/// the centre, 16 refused by it, 32 in between. `reply` has the centre's own words.
///
/// Source: Kannel user guide 1.4.5, "Delivery Reports"; SMPP 3.4, appendix B and section 5.1.3.
enum KannelReceipt {
  static func read(
    _ fields: KannelRequest.Fields, _ numbers: InboundNumbers
  ) throws(RecordFault) -> DeliveryReceipt {
    let name = fields.string("due_key")
    guard DeliveryReceipt.isName(name) else {
      throw name.isEmpty
        ? .missing("due_key", "of a delivery report of Kannel")
        : .unexpected("due_key", name, expected: "the key of a message")
    }
    guard let at = try fields.time() else {
      throw .missing("ts", "of a delivery report of Kannel")
    }
    let reply = fields.string("reply")
    let (status, isFinal) = try status(fields.string("dlr"), reply)
    var receipt = DeliveryReceipt(name: name, status, isFinal: isFinal, at: at)
    receipt.detail = reply
    receipt.to = numbers(fields.string("to"))
    receipt.from = numbers(fields.string("from"))
    return receipt
  }

  private static func status(
    _ dlr: String, _ reply: String
  ) throws(RecordFault) -> (SMSStatus, isFinal: Bool) {
    switch dlr {
    case "1": return (.delivered, true)
    case "2": return (failure(reply), true)
    case "4", "32": return (.pending, false)
    case "8": return (.sent, false)
    case "16": return (refusal(reply), true)
    default:
      throw .unexpected("dlr", dlr, expected: "1, 2, 4, 8, 16 or 32")
    }
  }

  /// Why it was not delivered, by the word of the centre's receipt: `stat:UNDELIV`.
  private static func failure(_ reply: String) -> SMSStatus {
    switch word(after: "stat:", in: reply) {
    case "EXPIRED": .ttlExpired
    case "UNDELIV": .unreachable
    case "DELETED", "REJECTD": .carrierBlocked
    default: .unknown
    }
  }

  /// Why the centre did not take it, by the status of its answer: `NACK/0x0000000b/…`.
  private static func refusal(_ reply: String) -> SMSStatus {
    let parts = reply.split(separator: "/")
    guard parts.count >= 2, parts[1].hasPrefix("0x"),
      let code = Int(parts[1].dropFirst(2), radix: 16)
    else { return .invalidMessage }
    return switch code {
    // Invalid destination address.
    case 0x0b, 0x33, 0x34: .invalid
    // The queue is full, or we are too fast; a system error.
    case 0x08, 0x14, 0x58: .carrierUnreachable
    default: .invalidMessage
    }
  }

  private static func word(after mark: String, in text: String) -> String {
    let words = text.split { $0 == " " || $0 == "/" }
    return words.first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) } ?? ""
  }
}
