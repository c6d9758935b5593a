import DueSystem

/// A status code of mail, `5.1.1` (RFC 3463).
package struct EnhancedStatus: Equatable, Sendable {
  package var parts: [Int]

  /// The code at the front of `text`, as a `Status` field has it.
  package init?(_ text: Bytes) {
    var place = 0
    guard let parts = Self.parts(text, &place) else { return nil }
    self.parts = parts
  }

  package init(_ code: Int) { parts = [code / 100, 0, 0] }

  /// 2 delivered, 4 failed for now, 5 failed for good.
  package var `class`: Int { parts[0] }

  /// Whether only the first number says anything.
  package var isVague: Bool { parts[1] == 0 }

  package var text: String { parts.map(String.init).joined(separator: ".") }

  func matches(_ pattern: [Int?]) -> Bool {
    zip(parts, pattern).allSatisfy { $1 == nil || $0 == $1 }
  }

  /// The first code in `text`: an enhanced one; else the reply code of SMTP that stands there,
  /// such as 550, which is 5.0.0.
  ///
  /// An address of IPv4 is no code: it has a fourth number.
  package static func first(in text: Bytes) -> (status: EnhancedStatus, place: Int)? {
    var reply: (EnhancedStatus, Int)?
    var place = 0
    var atWord = true
    while place < text.count {
      let byte = text[place]
      let isDigit = byte &- 48 <= 9
      if atWord, isDigit, byte == 0x32 || byte == 0x34 || byte == 0x35 {
        let start = place
        if let parts = parts(text, &place) {
          return (EnhancedStatus(parts: parts), start)
        }
        if reply == nil, byte != 0x32, let code = self.reply(text, start) {
          reply = (EnhancedStatus(code), start)
        }
        place = start
      }
      atWord = !(isDigit || byte == UInt8(ascii: ".") || byte | 0x20 &- 97 < 26)
      place += 1
    }
    return reply
  }

  /// What a failure is known by: the status that was told, or where that is none or says nothing, as
  /// `5.0.0`, the code that the diagnosis often has from whoever refused.
  package static func best(_ told: EnhancedStatus?, in text: Bytes) -> EnhancedStatus? {
    guard told?.isVague != false, let found = first(in: text)?.status else { return told }
    return told == nil || !found.isVague ? found : told
  }

  private init(parts: [Int]) { self.parts = parts }

  /// `5.1.1` at `place`, which moves behind it; nil where there is none.
  private static func parts(_ text: Bytes, _ place: inout Int) -> [Int]? {
    var numbers: [Int] = []
    while numbers.count < 3 {
      let start = place
      var number = 0
      while place < text.count, text[place] &- 48 <= 9, place - start < 4 {
        number = number * 10 + Int(text[place] &- 48)
        place += 1
      }
      guard (1...3).contains(place - start) else { return nil }
      numbers.append(number)
      guard numbers.count < 3 else { break }
      guard place < text.count, text[place] == UInt8(ascii: ".") else { return nil }
      place += 1
    }
    let isLonger =
      place + 1 < text.count && text[place] == UInt8(ascii: ".") && text[place + 1] &- 48 <= 9
    guard !isLonger, [2, 4, 5].contains(numbers[0]) else { return nil }
    return numbers
  }

  /// A reply code of three digits that stands alone.
  private static func reply(_ text: Bytes, _ start: Int) -> Int? {
    guard start + 3 <= text.count, text[start + 1] <= UInt8(ascii: "7") else { return nil }
    let digits = text[start..<(start + 3)]
    guard digits.allSatisfy({ $0 &- 48 <= 9 }) else { return nil }
    if start + 3 < text.count {
      let next = text[start + 3]
      guard next == 0x20 || next == UInt8(ascii: "-") || next == UInt8(ascii: ":") || next == 0x0a
      else { return nil }
    }
    return digits.reduce(0) { $0 * 10 + Int($1 &- 48) }
  }
}
