import DueFormats
import DueModel
import DueSystem

/// What gateways take: numbers of digits alone, and texts that cannot forge what stands around them.
package struct GatewayText {
  package let to: Substring
  /// Whether `to` has its country with it; short codes have none.
  package let isInternational: Bool
  package let encoding: SMSSegmentation.Encoding
  package let parts: Int

  /// - Throws: for a recipient that is no number, a sender with control characters, and a text
  ///   with NUL, which would end it there.
  package init(_ message: Message) throws(MessageRefusal) {
    let digits = message.to.hasPrefix("+") ? message.to.dropFirst() : message.to[...]
    guard (3...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ $0 &- 48 <= 9 }) else {
      throw MessageRefusal(
        SMSStatus.invalid.rawValue, "expected a number of 3 to 15 digits, found '\(message.to)'")
    }
    guard message.from.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      throw MessageRefusal("invalid_sender", "expected a sender without control characters")
    }
    guard !message.body.utf8.contains(0) else {
      throw MessageRefusal(
        SMSStatus.invalidMessage.rawValue, "expected a text without NUL, found one")
    }
    to = digits
    isInternational = message.to.hasPrefix("+") || digits.utf8.count > 6
    let size = SMSSegmentation(message.body)
    encoding = size.encoding
    parts = size.parts
  }
}

extension Message {
  /// Whole minutes that are left of the message's time at `now`, at least 1; nil where it has no end.
  package func minutesLeft(at now: Instant) -> Int64? {
    expires.map { max(1, ($0 - now) / 60_000) }
  }
}
