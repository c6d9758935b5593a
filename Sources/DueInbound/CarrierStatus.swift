import DueModel

/// What carriers and modems say became of a message, in the words of its events.
enum CarrierStatus {
  /// What a status report says, and whether it is the last word.
  ///
  /// - Parameter code: TP-Status, 0 to 255.
  ///
  /// Source: 3GPP TS 23.040, section 9.2.3.15.
  static func status(report code: Int) -> (SMSStatus, isFinal: Bool) {
    switch code {
    case 0: (.delivered, true)
    // Forwarded, or replaced by a later one: nothing better is told.
    case 1...31: (.successful, true)
    // The carrier still tries.
    case 32...63: (.pending, false)
    // The handset cannot take it, or there is none.
    case 65, 67: (.invalid, true)
    case 66: (.blocked, true)
    case 70: (.ttlExpired, true)
    // Deleted, by us or at the carrier's.
    case 71, 72: (.carrierBlocked, true)
    case 64...95: (.invalidMessage, true)
    // Busy, silent, or in error.
    case 97, 98, 101: (.unreachable, true)
    case 96...127: (.carrierUnreachable, true)
    default: (.unknown, true)
    }
  }

  /// What a modem's refusal says of the message.
  ///
  /// - Parameter code: of `+CMS ERROR`; nil where the gateway gives no number.
  ///
  /// Source: 3GPP TS 24.011, annex E-2 (1 to 127); TS 27.005, section 3.2.5 (from 300).
  static func status(error code: Int?) -> SMSStatus {
    switch code ?? 0 {
    // Unassigned number; unidentified and unknown subscriber.
    case 1, 28, 30: .invalid
    // Barred by the operator, or for this subscriber.
    case 8, 10, 29: .blocked
    case 21: .carrierBlocked
    case 27: .unreachable
    case 17, 38, 41, 42, 47, 331, 332: .carrierUnreachable
    case 50, 69, 81, 95...99, 111, 304, 305: .invalidMessage
    default: .unknown
    }
  }

  /// The first number after `ERROR:` in what a gateway says of a failure.
  static func errorCode(in reason: String) -> Int? {
    let mark = "ERROR:"
    var rest = Substring(reason)
    while !rest.isEmpty, !rest.hasPrefix(mark) { rest.removeFirst() }
    let digits = rest.dropFirst(mark.count).drop { $0 == " " }.prefix {
      $0.isASCII && $0.isNumber
    }
    return Int(digits)
  }
}
