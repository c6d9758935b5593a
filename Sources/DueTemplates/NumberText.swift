import DueFormats
import DueSystem

extension ByteBuffer {
  /// Appends `value` as JavaScript's `String(value)` does: the fewest digits that say which number
  /// it is, no exponent from 1e-6 up to 1e21.
  ///
  /// Source: ECMA-262, Number::toString.
  mutating func append(script value: Double) {
    if value.isNaN { return append("NaN" as StaticString) }
    if value.isInfinite { return append(value < 0 ? "-Infinity" as StaticString : "Infinity") }
    if value == value.rounded(), abs(value) < 1e15 { return append(decimal: Int64(value)) }
    if value < 0 { append(UInt8(ascii: "-")) }
    let (digits, point) = Self.shortest(abs(value))
    let count = digits.count
    if point > 21 || point < -5 {
      append(digits[0])
      if count > 1 {
        append(UInt8(ascii: "."))
        for digit in digits[1...] { append(digit) }
      }
      append(UInt8(ascii: "e"))
      append(point > 0 ? UInt8(ascii: "+") : UInt8(ascii: "-"))
      append(decimal: Int64(abs(point - 1)))
    } else if point <= 0 {
      append("0." as StaticString)
      for _ in 0..<(-point) { append(UInt8(ascii: "0")) }
      for digit in digits { append(digit) }
    } else {
      for i in 0..<max(count, point) {
        if i == point { append(UInt8(ascii: ".")) }
        append(i < count ? digits[i] : UInt8(ascii: "0"))
      }
    }
  }

  /// The shortest decimal digits of a positive number, and how many stand before the point.
  private static func shortest(_ value: Double) -> (digits: [UInt8], point: Int) {
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    let text = Array(value.description.utf8)
    for (i, byte) in text.enumerated() {
      if byte == UInt8(ascii: ".") {
        point = digits.count
      } else if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: text[(i + 1)...], as: UTF8.self)) ?? 0
        break
      } else {
        digits.append(byte)
      }
    }
    var place = (point ?? digits.count) + exponent
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      place -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, place)
  }

  /// Appends the text of a JSON number as JavaScript would print it, but whole numbers of any
  /// length digit by digit: identifiers are longer than what a `Double` can hold.
  mutating func append(number json: JSONValue) {
    let text = json.source
    if text.allSatisfy({ $0 &- 48 <= 9 || $0 == UInt8(ascii: "-") }) {
      if text.count == 2, text[0] == UInt8(ascii: "-"), text[1] == UInt8(ascii: "0") {
        return append(UInt8(ascii: "0"))
      }
      return append(text)
    }
    if isShortest(text) { return append(text) }
    append(script: json.double ?? 0)
  }
}

/// The value of `text` if it is a number as JSON writes them and of at most 15 digits; else nil.
///
/// Codes with zeros in front and long identifiers are texts: two of them are the same only if
/// they are written the same.
func plainNumber(_ text: Bytes) -> Double? {
  var p = 0
  var digits = 0
  func count() -> Bool {
    let first = p
    while p < text.count, text[p] &- 48 <= 9 { p += 1 }
    digits += p - first
    return p > first
  }
  guard text.count > 0, text.count < 32 else { return nil }
  if text[0] == UInt8(ascii: "-") { p = 1 }
  let first = p
  guard count(), text[first] != UInt8(ascii: "0") || p == first + 1 else { return nil }
  if p < text.count, text[p] == UInt8(ascii: ".") {
    p += 1
    guard count() else { return nil }
  }
  guard digits <= 15 else { return nil }
  if p < text.count, text[p] | 0x20 == UInt8(ascii: "e") {
    p += 1
    if p < text.count, text[p] == UInt8(ascii: "+") || text[p] == UInt8(ascii: "-") { p += 1 }
    guard count() else { return nil }
  }
  return p == text.count ? Double(ascii: text) : nil
}

/// Whether `text`, a JSON number, is `whole.fraction` with nothing that JavaScript would leave out:
/// at most 15 digits, none of them a zero at the end, and not so small that it takes an exponent.
private func isShortest(_ text: Bytes) -> Bool {
  guard text.count <= 16, text.last != UInt8(ascii: "0") else { return false }
  var dot = -1
  for (i, byte) in text.enumerated() {
    if byte == UInt8(ascii: ".") {
      dot = i
    } else if byte &- 48 > 9, i > 0 || byte != UInt8(ascii: "-") {
      return false
    }
  }
  let first = text[0] == UInt8(ascii: "-") ? 1 : 0
  return dot > 0
    && (text[first] != UInt8(ascii: "0")
      || text[dot...].dropFirst().prefix(6).contains { $0 != 48 })
}
