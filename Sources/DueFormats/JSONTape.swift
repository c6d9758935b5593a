import CDueScan
import DueSystem

/// What is wrong with a JSON text, and where.
package struct JSONFault: Error, Equatable {
  /// Bytes before the place.
  package var offset: Int
  package var problem: Problem

  package init(offset: Int, problem: Problem) {
    self.offset = offset
    self.problem = problem
  }

  package enum Problem: String, Sendable {
    case endOfText = "the text ends too early"
    case unexpected = "expected a value"
    case expectedKey = "expected a string for a member's name"
    case expectedColon = "expected ':'"
    case expectedCommaOrEnd = "expected ',' or the end of the list"
    case badNumber = "not a number as JSON writes them"
    case badEscape = "not an escape that JSON knows"
    case controlCharacter = "a control character in a string must be escaped"
    case badUTF8 = "not UTF-8"
    case tooDeep = "nested more than 512 deep"
    case trailing = "something follows the value"
  }
}

/// One JSON text as a flat list of its nodes, in the order they stand in the text.
///
/// The tape keeps places in the source, never values: numbers keep their digits, strings are
/// decoded only when asked for, and an unchanged value can be copied byte for byte. Strict to
/// RFC 8259, UTF-8 included. One tape is used again for every record; it allocates only to grow.
///
/// A node is one word: kind (4 bits), "has escapes" (1), place (29), length (30). An opening node
/// has for its length the number of nodes up to and including its closing node; a closing node
/// has the place of its bracket.
///
/// - Complexity: O(*n*), about 1.5 GB/s.
package struct JSONTape: ~Copyable {
  @usableFromInline var nodes: UnsafeMutablePointer<UInt64>
  @usableFromInline var capacity: Int
  @usableFromInline var count = 0
  /// The opening nodes of the containers in hand.
  private let stack: UnsafeMutablePointer<Int>
  private var depth = 0
  /// Where the last value that `parse(prefixOf:)` read ended, also where it was not UTF-8.
  private(set) var valueEnd = 0

  /// Deeper nesting is refused: records are shallow, and a reader of ours may recurse.
  package static let maximumDepth = 512

  @usableFromInline enum Kind {
    @usableFromInline static let null: UInt64 = 0
    @usableFromInline static let `false`: UInt64 = 1
    @usableFromInline static let `true`: UInt64 = 2
    @usableFromInline static let number: UInt64 = 3
    @usableFromInline static let string: UInt64 = 4
    @usableFromInline static let array: UInt64 = 5
    @usableFromInline static let object: UInt64 = 6
    @usableFromInline static let close: UInt64 = 7
  }

  package init() {
    capacity = 256
    nodes = .allocate(capacity: capacity)
    stack = .allocate(capacity: Self.maximumDepth)
  }

  deinit {
    nodes.deallocate()
    stack.deallocate()
  }

  @inline(__always)
  private mutating func push(_ kind: UInt64, _ start: Int, _ length: Int, escapes: Bool = false) {
    if count == capacity { grow() }
    nodes[count] =
      kind << 60 | (escapes ? 1 << 59 : 0) | UInt64(truncatingIfNeeded: start) << 30
      | UInt64(truncatingIfNeeded: length)
    count &+= 1
  }

  private mutating func grow() {
    capacity *= 2
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    larger.update(from: nodes, count: count)
    nodes.deallocate()
    nodes = larger
  }

  /// Reads `text`, which holds one value and white space (at most 512 MiB), and returns the value.
  ///
  /// The result and what is reached from it are valid while `text` and this tape stay as they are.
  package mutating func parse(_ text: UnsafeRawBufferPointer) throws(JSONFault) -> JSONValue {
    precondition(text.count < 1 << 29, "a JSON text of 512 MiB or more")
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      throw JSONFault(offset: 0, problem: .endOfText)
    }
    let end = text.count
    let valid = due_utf8_run(start, end)
    guard valid == end else { throw JSONFault(offset: valid, problem: .badUTF8) }
    let after = afterSpace(start, try read(start, end), end)
    guard after == end else { throw JSONFault(offset: after, problem: .trailing) }
    return JSONValue(base: start, nodes: nodes, index: 0)
  }

  /// Reads the value at the front of `text`, whatever follows it, and returns it and the number
  /// of bytes up to its end. Only those bytes are looked at.
  ///
  /// A number that ends with the text may go on after it: the caller knows.
  package mutating func parse(prefixOf text: UnsafeRawBufferPointer) throws(JSONFault)
    -> (value: JSONValue, count: Int)
  {
    precondition(text.count < 1 << 29, "a JSON text of 512 MiB or more")
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else {
      throw JSONFault(offset: 0, problem: .endOfText)
    }
    let end = try read(start, text.count)
    valueEnd = end
    let valid = due_utf8_run(start, end)
    guard valid == end else { throw JSONFault(offset: valid, problem: .badUTF8) }
    return (JSONValue(base: start, nodes: nodes, index: 0), end)
  }

  /// Reads one value, and returns the place after it.
  @inline(__always)
  private mutating func read(_ start: UnsafePointer<UInt8>, _ end: Int) throws(JSONFault) -> Int {
    count = 0
    depth = 0
    var p = 0

    // Each turn reads one value, then whatever may stand between it and the next.
    value: while true {
      p = afterSpace(start, p, end)
      guard p < end else { throw JSONFault(offset: p, problem: .endOfText) }
      switch start[p] {
      case UInt8(ascii: "\""):
        p = try string(start, p, end)
      case UInt8(ascii: "{"):
        try open(Kind.object, at: p)
        p &+= 1
        p = afterSpace(start, p, end)
        if p < end, start[p] == UInt8(ascii: "}") {
          close(at: p)
          p &+= 1
        } else {
          p = try key(start, p, end)
          continue value
        }
      case UInt8(ascii: "["):
        try open(Kind.array, at: p)
        p &+= 1
        p = afterSpace(start, p, end)
        if p < end, start[p] == UInt8(ascii: "]") {
          close(at: p)
          p &+= 1
        } else {
          continue value
        }
      case UInt8(ascii: "t"): p = try literal("true", Kind.true, start, p, end)
      case UInt8(ascii: "f"): p = try literal("false", Kind.false, start, p, end)
      case UInt8(ascii: "n"): p = try literal("null", Kind.null, start, p, end)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        p = try number(start, p, end)
      default: throw JSONFault(offset: p, problem: .unexpected)
      }

      while true {
        if depth == 0 { return p }
        p = afterSpace(start, p, end)
        guard p < end else { throw JSONFault(offset: p, problem: .endOfText) }
        let isObject = nodes[stack[depth &- 1]] >> 60 == Kind.object
        let byte = start[p]
        if byte == UInt8(ascii: ",") {
          p &+= 1
          if isObject {
            p = afterSpace(start, p, end)
            p = try key(start, p, end)
          }
          continue value
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw JSONFault(offset: p, problem: .expectedCommaOrEnd)
        }
        close(at: p)
        p &+= 1
      }
    }
  }

  @inline(__always)
  private mutating func open(_ kind: UInt64, at p: Int) throws(JSONFault) {
    guard depth < Self.maximumDepth else { throw JSONFault(offset: p, problem: .tooDeep) }
    stack[depth] = count
    depth &+= 1
    push(kind, p, 0)
  }

  @inline(__always)
  private mutating func close(at p: Int) {
    depth &-= 1
    let opened = stack[depth]
    push(Kind.close, p, 0)
    nodes[opened] |= UInt64(truncatingIfNeeded: count &- opened)
  }

  @inline(__always)
  private mutating func key(_ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int)
    throws(JSONFault) -> Int
  {
    guard p < end else { throw JSONFault(offset: p, problem: .endOfText) }
    guard start[p] == UInt8(ascii: "\"") else {
      throw JSONFault(offset: p, problem: .expectedKey)
    }
    var p = try string(start, p, end)
    while p < end, start[p] <= 0x20,
      start[p] == 0x20 || start[p] == 0x0a || start[p] == 0x0d
        || start[p] == 0x09
    { p &+= 1 }
    guard p < end else { throw JSONFault(offset: p, problem: .endOfText) }
    guard start[p] == UInt8(ascii: ":") else {
      throw JSONFault(offset: p, problem: .expectedColon)
    }
    return p &+ 1
  }

  @inline(__always)
  private mutating func string(_ start: UnsafePointer<UInt8>, _ quote: Int, _ end: Int)
    throws(JSONFault) -> Int
  {
    let first = quote &+ 1
    var p = first
    var escapes = false
    while true {
      p &+= due_json_plain_run(start + p, end &- p)
      guard p < end else { throw JSONFault(offset: p, problem: .endOfText) }
      let byte = start[p]
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        throw JSONFault(offset: p, problem: .controlCharacter)
      }
      escapes = true
      p = try escape(start, p, end)
    }
    push(Kind.string, first, p &- first, escapes: escapes)
    return p &+ 1
  }

  /// Checks the escape at `p` and returns the place after it.
  ///
  /// A lone surrogate is refused: no UTF-8 can hold it.
  private func escape(_ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int) throws(JSONFault) -> Int
  {
    guard p + 1 < end else { throw JSONFault(offset: end, problem: .endOfText) }
    switch start[p + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return p + 2
    case UInt8(ascii: "u"):
      guard let unit = hexUnit(start, p + 2, end) else {
        throw JSONFault(offset: p, problem: .badEscape)
      }
      if !(0xD800...0xDFFF).contains(unit) { return p + 6 }
      guard unit < 0xDC00, p + 7 < end, start[p + 6] == UInt8(ascii: "\\"),
        start[p + 7] == UInt8(ascii: "u"), let low = hexUnit(start, p + 8, end),
        (0xDC00...0xDFFF).contains(low)
      else { throw JSONFault(offset: p, problem: .badEscape) }
      return p + 12
    default:
      throw JSONFault(offset: p, problem: .badEscape)
    }
  }

  /// RFC 8259, section 6: an optional minus, digits without a leading zero, fraction, exponent.
  @inline(__always)
  private mutating func number(_ start: UnsafePointer<UInt8>, _ first: Int, _ end: Int)
    throws(JSONFault) -> Int
  {
    var p = first
    if start[p] == UInt8(ascii: "-") { p &+= 1 }
    let integer = p
    p = try afterDigits(start, p, end)
    guard start[integer] != UInt8(ascii: "0") || p == integer &+ 1 else {
      throw JSONFault(offset: integer &+ 1, problem: .badNumber)
    }
    if p < end, start[p] == UInt8(ascii: ".") { p = try afterDigits(start, p &+ 1, end) }
    if p < end, start[p] | 0x20 == UInt8(ascii: "e") {
      p &+= 1
      if p < end, start[p] == UInt8(ascii: "+") || start[p] == UInt8(ascii: "-") { p &+= 1 }
      p = try afterDigits(start, p, end)
    }
    push(Kind.number, first, p &- first)
    return p
  }

  /// The place after one digit or more at `p`.
  @inline(__always)
  private func afterDigits(_ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int) throws(JSONFault)
    -> Int
  {
    guard p < end, start[p] &- 48 <= 9 else { throw JSONFault(offset: p, problem: .badNumber) }
    var p = p &+ 1
    while p < end, start[p] &- 48 <= 9 { p &+= 1 }
    return p
  }

  /// The place of the next byte that is not white space.
  @inline(__always)
  private func afterSpace(_ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int) -> Int {
    var p = p
    while p < end, start[p] <= 0x20,
      start[p] == 0x20 || start[p] == 0x0a || start[p] == 0x0d || start[p] == 0x09
    { p &+= 1 }
    return p
  }

  private mutating func literal(
    _ word: StaticString, _ kind: UInt64, _ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int
  ) throws(JSONFault) -> Int {
    let length = word.utf8CodeUnitCount
    for i in 0..<length where p + i >= end || start[p + i] != word.utf8Start[i] {
      throw JSONFault(offset: p, problem: p + i >= end ? .endOfText : .unexpected)
    }
    push(kind, p, length)
    return p + length
  }
}

/// The UTF-16 unit of the four hexadecimal digits at `p`.
func hexUnit(_ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int) -> UInt32? {
  guard p + 4 <= end else { return nil }
  var unit: UInt32 = 0
  for i in p..<p + 4 {
    let digit: UInt8
    switch start[i] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = start[i] - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = start[i] - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = start[i] - 55
    default: return nil
    }
    unit = unit << 4 | UInt32(digit)
  }
  return unit
}
