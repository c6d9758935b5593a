/// A text that may be a phone number, as marks and values, and what its shape says.
///
/// Follows the patterns of libphonenumber (VALID_PHONE_NUMBER, EXTN_PATTERN, and those that cut a
/// number out of a text), by hand: one pass each, no backtracking. Reused from number to number.
struct NumberText: ~Copyable {
  /// The most characters a text may have.
  static let most = 250

  private let marks: UnsafeMutablePointer<UInt8>
  private let values: UnsafeMutablePointer<UInt8>
  /// Mark and value of each ASCII character.
  private let ascii: UnsafeMutablePointer<(UInt8, UInt8)>
  private(set) var count = 0
  /// Whether there is a semicolon, as before the parameters of RFC 3966.
  private(set) var hasParameters = false

  init() {
    marks = .allocate(capacity: Self.most)
    values = .allocate(capacity: Self.most)
    ascii = .allocate(capacity: 128)
    for byte in 0..<128 {
      let (mark, value) = Mark.of(UInt32(byte))
      (ascii + byte).initialize(to: (mark.rawValue, value))
    }
  }

  deinit {
    marks.deallocate()
    values.deallocate()
    ascii.deallocate()
  }

  @inline(__always)
  func has(_ index: Int, _ set: UInt64) -> Bool { set >> UInt64(marks[index]) & 1 != 0 }

  @inline(__always)
  func has(_ index: Int, _ mark: Mark) -> Bool { marks[index] == mark.rawValue }

  /// Takes `bytes`, which are UTF-8; returns false when there are more than 250 characters.
  mutating func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
    count = 0
    hasParameters = false
    var index = 0
    while index < bytes.count {
      if count == Self.most { return false }
      let byte = bytes[index]
      if byte < 128 {
        (marks[count], values[count]) = ascii[Int(byte)]
        if byte == UInt8(ascii: ";") { hasParameters = true }
        index += 1
      } else {
        let (scalar, length) = Self.decode(bytes, at: index)
        let (mark, value) = Mark.of(scalar)
        (marks[count], values[count]) = (mark.rawValue, value)
        index += length
      }
      count += 1
    }
    return true
  }

  /// The scalar at `index` and its length in bytes; a byte that is not UTF-8 counts as U+FFFD.
  private static func decode(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (UInt32, Int) {
    let first = bytes[index]
    let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    guard first >= 0xc2, first < 0xf5, index + length <= bytes.count else { return (0xfffd, 1) }
    var scalar = UInt32(first) & (0x7f >> UInt32(length))
    for next in bytes[(index + 1)..<(index + length)] {
      guard next & 0xc0 == 0x80 else { return (0xfffd, 1) }
      scalar = scalar << 6 | UInt32(next & 0x3f)
    }
    return (scalar, length)
  }

  /// The part that may be a number: from the first digit or plus, without what cannot end one, and
  /// without a second number (as in `x302/x2303`).
  func possibleNumber() -> Range<Int> {
    var low = 0
    while low < count, !has(low, Marks.starts) { low += 1 }
    var high = count
    while high > low, !has(high - 1, Marks.ends) { high -= 1 }
    for index in low..<high where has(index, Mark.slash.bit | Mark.backslash.bit) {
      var next = index + 1
      while next < high, has(next, .space) { next += 1 }
      if next < high, has(next, .letterX) { return low..<index }
    }
    return low..<high
  }

  /// Whether `part` could be a phone number of some sort, with or without an extension.
  func isViable(_ part: Range<Int>) -> Bool {
    if part.count < 2 { return false }
    var index = part.lowerBound
    while index < part.upperBound, has(index, .plus) { index += 1 }
    var digits = 0
    while index < part.upperBound, digits < 3 {
      if has(index, .digit) {
        digits += 1
      } else if !has(index, Marks.between) {
        break
      }
      index += 1
    }
    guard digits == 3 else {
      return part.count == 2 && has(part.lowerBound, .digit) && has(part.lowerBound + 1, .digit)
    }
    let third = index
    while index < part.upperBound, has(index, Marks.tail) { index += 1 }
    if index == part.upperBound { return true }
    // What is left must be the end of an extension that begins after the third digit.
    return extensions(in: part).begins(between: third, and: index)
  }

  /// How many plus signs `part` begins with.
  func plusSigns(_ part: Range<Int>) -> Int {
    var index = part.lowerBound
    while index < part.upperBound, has(index, .plus) { index += 1 }
    return index - part.lowerBound
  }

  /// Puts the digits of `part` into `digits`, letters by the keypad where there are three or more.
  func normalize(_ part: Range<Int>, into digits: UnsafeMutablePointer<UInt8>) -> Int {
    var letters = 0
    var count = 0
    for index in part {
      let value = values[index]
      if has(index, .digit) {
        digits[count] = value & 15
        count += 1
      } else if value & 64 != 0 {
        letters += 1
      }
    }
    return letters < 3 ? count : normalizeLetters(part, into: digits)
  }

  /// In numbers with letters, libphonenumber knows only ASCII digits.
  private func normalizeLetters(_ part: Range<Int>, into digits: UnsafeMutablePointer<UInt8>) -> Int
  {
    var count = 0
    for index in part {
      let value = values[index]
      if value & 0xf != 15, value & 16 == 0 {
        digits[count] = value & 15
        count += 1
      }
    }
    return count
  }

  @inline(__always)
  func digit(_ index: Int) -> UInt8 { values[index] & 15 }
}
