/// Digits in memory, each a value from 0 to 9.
struct Digits {
  var base: UnsafePointer<UInt8>
  var count: Int

  @inline(__always)
  subscript(index: Int) -> UInt8 { base[index] }

  @inline(__always)
  func dropFirst(_ n: Int) -> Digits { Digits(base: base + n, count: count - n) }
}

extension PhoneTables {
  /// What the automaton at `start` says of `digits`: a bit for each of its patterns that matches.
  @inline(__always)
  func accepted(_ start: Int, _ digits: Digits) -> UInt32 {
    let table = steps + start * 10
    var state = 1
    for index in 0..<digits.count {
      state = Int(table[state * 10 + Int(digits[index])])
      if state == 0 { return 0 }
    }
    return accepts[start + state]
  }
}

/// A pattern whose groups or whose length of match matter: a program for a backtracking matcher.
///
/// Instructions are those of `scripts/build-phone-data.py`: an operation in the upper 16 bits, its
/// argument in the lower.
struct PhoneProgram {
  private let start: Int
  let groupCount: Int

  init(packed: UInt32) {
    start = Int(packed & 0xfff_ffff)
    groupCount = Int(packed >> 28)
  }

  var isEmpty: Bool { start == 0 }

  /// The most branches that may wait at a time: patterns hold no loops, so far fewer do.
  private static let depth = 64

  /// Where a beginning of some digits matched, as Python's `match` and Java's `lookingAt` find it.
  struct Match {
    var end = 0
    var groups = Groups()

    @inline(__always)
    func group(_ index: Int) -> Range<Int>? {
      let (low, high) =
        index == 1
        ? (groups.firstLow, groups.firstHigh) : (groups.secondLow, groups.secondHigh)
      return low == Groups.none || high == Groups.none ? nil : Int(low)..<Int(high)
    }
  }

  /// Where two groups begin and end; a text has at most 250 characters, so bytes do.
  struct Groups {
    static let none: UInt8 = 255

    var firstLow = none
    var firstHigh = none
    var secondLow = none
    var secondHigh = none
  }

  /// Small, so that all that wait fit on the stack.
  private struct Branch {
    var instruction: Int32 = 0
    var position: UInt8 = 0
    var groups = Groups()
  }

  /// Matches the beginning of `digits`; the first branch that leads to an end wins.
  func match(_ digits: Digits, in tables: borrowing PhoneTables) -> Match? {
    let code = tables.programs + start
    return withUnsafeTemporaryAllocation(of: Branch.self, capacity: Self.depth) { waiting in
      var count = 0
      var at = Branch()
      while true {
        let word = code[Int(at.instruction)]
        let argument = Int(word & 0xffff)
        at.instruction += 1
        switch word >> 16 {
        case 0:  // one of these digits
          if at.position < digits.count, argument >> Int(digits[Int(at.position)]) & 1 != 0 {
            at.position += 1
            continue
          }
        case 1:  // this branch first, the other later
          precondition(count < Self.depth, "a phone number pattern branches too deeply")
          waiting[count] = at
          waiting[count].instruction = Int32(argument)
          count += 1
          continue
        case 2:
          at.instruction = Int32(argument)
          continue
        case 3:
          switch argument {
          case 2: at.groups.firstLow = at.position
          case 3: at.groups.firstHigh = at.position
          case 4: at.groups.secondLow = at.position
          default: at.groups.secondHigh = at.position
          }
          continue
        case 4:
          if at.position == digits.count { continue }
        default:
          return Match(end: Int(at.position), groups: at.groups)
        }
        guard count > 0 else { return nil }
        count -= 1
        at = waiting[count]
      }
    }
  }
}

/// Texts by prefix of an international number.
///
/// A node is two words: ten bits that say which digits follow and 22 bits of value; where the nodes
/// of those digits begin.
struct PrefixTable {
  let nodes: UnsafePointer<UInt32>
  let values: UnsafePointer<UInt32>

  /// The node after `digit`, or nil.
  @inline(__always)
  private func child(_ node: Int, _ digit: UInt8) -> Int? {
    let word = nodes[2 * node]
    let bit = UInt32(1) << UInt32(digit)
    guard word & bit != 0 else { return nil }
    let before = (word & 0x3ff & (bit &- 1)).nonzeroBitCount
    return Int(nodes[2 * node + 1]) &+ before
  }

  /// The text of the longest prefix that the calling code `code` followed by `digits` has.
  func longest(_ code: Int, _ digits: Digits) -> PhoneText {
    var found: UInt32 = 0
    var node = 0
    for digit in CodeDigits(code) {
      guard let next = child(node, digit) else { return PhoneText(offset: values[Int(found)]) }
      node = next
      let value = nodes[2 * node] >> 10
      if value != 0 { found = value }
    }
    for index in 0..<digits.count {
      guard let next = child(node, digits[index]) else { break }
      node = next
      let value = nodes[2 * node] >> 10
      if value != 0 { found = value }
    }
    return PhoneText(offset: values[Int(found)])
  }

  /// The text of the prefix that is the first `most` digits of `code`.
  func exact(_ code: Int, most: Int) -> PhoneText {
    var node = 0
    for (index, digit) in CodeDigits(code).enumerated() where index < most {
      guard let next = child(node, digit) else { return PhoneText() }
      node = next
    }
    return PhoneText(offset: values[Int(nodes[2 * node] >> 10)])
  }
}

/// The decimal digits of a calling code, as values from 0 to 9.
struct CodeDigits: Sequence, IteratorProtocol {
  private var rest: Int
  private var unit: Int

  init(_ code: Int) {
    rest = code
    unit = code >= 100 ? 100 : code >= 10 ? 10 : 1
  }

  mutating func next() -> UInt8? {
    guard unit > 0 else { return nil }
    let digit = UInt8(rest / unit)
    rest %= unit
    unit /= 10
    return digit
  }
}
