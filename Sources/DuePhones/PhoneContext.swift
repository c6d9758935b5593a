/// RFC 3966's `;phone-context=`: the part of a number that stands behind it.
extension PhoneBook {
  private static let contextMark = Array(";phone-context=".utf8)

  /// The number `bytes` write with a phone context, context first; nil when there is none.
  ///
  /// - Throws: `notANumber` when the context is neither a number nor a domain name.
  static func phoneContext(_ bytes: UnsafeRawBufferPointer) throws(PhoneParseFault) -> [UInt8]? {
    guard let mark = find(contextMark, in: bytes) else { return nil }
    let start = mark + contextMark.count
    let context = bytes[start...].prefix { $0 != UInt8(ascii: ";") }
    guard isNumber(context) || isDomain(context) else { throw .notANumber }
    let number = find(Array("tel:".utf8), in: bytes).map { $0 + 4 } ?? 0
    let local = number <= mark ? Array(bytes[number..<mark]) : []
    return (context.first == UInt8(ascii: "+") ? Array(context) : []) + local
  }

  private static func find(_ needle: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    return (0...(bytes.count - needle.count)).first {
      bytes[$0...].starts(with: needle)
    }
  }

  /// `+`, then digits with `-`, `.`, `(` and `)` between them.
  private static func isNumber(_ context: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard context.first == UInt8(ascii: "+") else { return false }
    var digits = 0
    for scalar in String(decoding: context.dropFirst(), as: UTF8.self).unicodeScalars {
      if Mark.of(scalar.value).0 == .digit {
        digits += 1
      } else if !"-.()".unicodeScalars.contains(scalar) {
        return false
      }
    }
    return digits > 0
  }

  /// Labels of letters and digits with hyphens inside them; the last begins with a letter.
  private static func isDomain(_ context: Slice<UnsafeRawBufferPointer>) -> Bool {
    var labels = String(decoding: context, as: UTF8.self).unicodeScalars
      .split(separator: ".", omittingEmptySubsequences: false)
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
      guard let scalar else { return false }
      return scalar.isASCII && scalar.properties.isAlphabetic
    }
    func isAlphanumeric(_ scalar: Unicode.Scalar?) -> Bool {
      isLetter(scalar) || scalar.map { Mark.of($0.value).0 == .digit } ?? false
    }
    return isLetter(labels.last?.first)
      && labels.allSatisfy { label in
        isAlphanumeric(label.first) && isAlphanumeric(label.last)
          && label.allSatisfy { $0 == "-" || isAlphanumeric($0) }
      }
  }
}
