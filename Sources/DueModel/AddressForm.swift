import DueSystem

/// The form of addresses, channel by channel.
package enum AddressForm {
  /// Why `address` cannot be one of `channel`; nil when it can.
  ///
  /// Phone: E.164 (ITU-T E.164, section 6: at most 15 digits). E-mail: something on both sides of
  /// the last `@`, no spaces and no controls; what more a mail server wants is its business.
  package static func expectation(_ address: Bytes, _ channel: Channel) -> String? {
    switch channel.family {
    case .sms, .voice:
      isE164(address) ? nil : "a phone number in E.164 form such as +12065550142"
    case .email: isMailbox(address) ? nil : "an e-mail address"
    default: nil
    }
  }

  package static func isE164(_ address: Bytes) -> Bool {
    guard address.count >= 8, address.count <= 16, address[0] == UInt8(ascii: "+"),
      address[1] != UInt8(ascii: "0")
    else { return false }
    for byte in address[1...] where byte &- 48 > 9 { return false }
    return true
  }

  static func isMailbox(_ address: Bytes) -> Bool {
    guard let at = address.lastIndex(of: UInt8(ascii: "@")), at > 0, at < address.count - 1 else {
      return false
    }
    for byte in address where byte <= 0x20 || byte == 0x7f { return false }
    return true
  }
}
