extension UInt8 {
  /// Of an ASCII capital the small letter, of anything else itself.
  @inlinable @inline(__always) package var folded: UInt8 {
    self &- 65 < 26 ? self | 0x20 : self
  }

  /// The value of a hexadecimal digit.
  @inlinable package var hexValue: UInt8? {
    switch self {
    case 48...57: self &- 48
    case 65...70: self &- 55
    case 97...102: self &- 87
    default: nil
    }
  }
}
