import DueFormats
import DueModel
import DueSystem

/// What a gateway tells of a message of ours, after it took it.
package struct DeliveryReceipt: Sendable, Equatable {
  /// What the gateway knows the attempt as: the key and, from the second try on, a dot and its
  /// number.
  package var name: String
  package var status: SMSStatus
  /// Whether nothing more will be told.
  package var isFinal: Bool
  package var at: Instant
  /// The gateway's or the carrier's own words.
  package var detail = ""
  package var to = ""
  package var from = ""
  /// When the gateway sent it.
  package var sent: Instant?

  package init(name: String, _ status: SMSStatus, isFinal: Bool, at: Instant) {
    self.name = name
    self.status = status
    self.isFinal = isFinal
    self.at = at
  }

  /// The message's key.
  package var key: Substring { name.prefix { $0 != "." } }

  /// Whether `name` is one of an attempt of ours: a key, and perhaps a number.
  package static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let key = parts.first, Message.isKey(String(key)) else { return false }
    return parts.count == 1 || Int(parts[1]).map { $0 > 1 } == true
  }
}

extension ByteBuffer {
  /// Appends `receipt` as the event that End User Messaging would have published, and a line end.
  ///
  /// Source: End User Messaging SMS user guide, "Event types"; due-event(5).
  package mutating func append(_ receipt: DeliveryReceipt) {
    append(#"{"eventType":"TEXT_"# as StaticString)
    append(receipt.status.rawValue)
    append(#"","eventVersion":"1.0","eventTimestamp":"# as StaticString)
    append(decimal: receipt.at.milliseconds)
    append(receipt.isFinal ? #","isFinal":true"# as StaticString : #","isFinal":false"#)
    append(member: #","originationPhoneNumber":"#, receipt.from)
    append(member: #","destinationPhoneNumber":"#, receipt.to)
    append(#","messageId":"# as StaticString)
    append(jsonString: receipt.name)
    append(member: #","messageRequestTimestamp":"#, receipt.sent?.milliseconds)
    append(#","messageStatus":""# as StaticString)
    append(receipt.status.rawValue)
    append(UInt8(ascii: "\""))
    append(member: #","messageStatusDescription":"#, receipt.detail)
    append(#","context":{"due_key":"# as StaticString)
    append(jsonString: String(receipt.key))
    append("}}\n" as StaticString)
  }
}

/// What a file or a request of a gateway turned out to be.
package enum GatewayRecord: Sendable, Equatable {
  case message(InboundMessage)
  case receipt(DeliveryReceipt)
  /// Something of the gateway's own that will never be either.
  case nothing

  /// When it came; nil where nothing says.
  package var at: Instant? {
    switch self {
    case .message(let message): message.at
    case .receipt(let receipt): receipt.at
    case .nothing: nil
    }
  }
}
