import CDueScan
import DueSystem

/// Walks an object or a list of a JSON text that is known to be good, without a tape: for looking
/// up a name or two in the maps of a store row.
///
/// A text that is not good yields fewer tokens, never a read outside of it.
///
/// - Complexity: O(*n*) in the bytes walked; nothing is allocated.
package struct JSONScanner {
  private let start: UnsafePointer<UInt8>
  private let end: Int
  private var p = 0

  /// One value of the text, or the name of a member.
  package struct Token {
    package enum Kind: UInt8, Sendable {
      case string, number, bool, null, list, object
    }

    package let kind: Kind
    /// A string between its quotes, escapes not decoded; any other value whole.
    package let bytes: Bytes
    package let hasEscapes: Bool

    @inline(__always)
    init(_ kind: Kind, _ start: UnsafePointer<UInt8>, _ first: Int, _ end: Int, escapes: Bool) {
      self.kind = kind
      bytes = Bytes(start: start + first, count: end &- first)
      hasEscapes = escapes
    }

    /// Whether this is the string `text`.
    @inline(__always)
    package func equals(_ text: Bytes) -> Bool {
      guard hasEscapes else {
        return kind == .string && bytes.count == text.count
          && due_equal(bytes.baseAddress, text.baseAddress, text.count) != 0
      }
      var buffer = ByteBuffer(capacity: bytes.count)
      buffer.append(decoding: self)
      return buffer.bytes.equals(text)
    }

    @inline(__always)
    package func equals(_ text: StaticString) -> Bool {
      equals(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
  }

  /// - Parameter text: an object or a list; anything else has no elements.
  @inline(__always)
  package init(_ text: Bytes) {
    // An empty text has no start, and is never read.
    start =
      text.baseAddress?.assumingMemoryBound(to: UInt8.self)
      ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = text.count
    skipSpace()
    if p < end, start[p] == UInt8(ascii: "{") || start[p] == UInt8(ascii: "[") {
      p &+= 1
    } else {
      p = end
    }
  }

  /// The value of the member called `name`; of several, the last, as JSON readers agree.
  @inline(__always)
  package static func member(_ name: Bytes, of text: Bytes) -> Token? {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    let quote = due_json_find_name(
      start, text.count, name.baseAddress?.assumingMemoryBound(to: UInt8.self), name.count)
    if quote == 0 { return nil }
    // DUE_JSON_LOOK_CLOSER, which is the largest size_t.
    guard quote > 0 else { return walkedMember(name, of: text) }
    var scanner = JSONScanner(start, text.count, at: quote &+ 1)
    return scanner.valueAfterColon()
  }

  private static func walkedMember(_ name: Bytes, of text: Bytes) -> Token? {
    var scanner = JSONScanner(text)
    var found: Token?
    while let (key, value) = scanner.nextMember() {
      if key.equals(name) { found = value }
    }
    return found
  }

  @inline(__always)
  private init(_ start: UnsafePointer<UInt8>, _ end: Int, at p: Int) {
    self.start = start
    self.end = end
    self.p = p
  }

  @inline(__always)
  private mutating func valueAfterColon() -> Token? {
    skipSpace()
    guard p < end, start[p] == UInt8(ascii: ":") else { return nil }
    p &+= 1
    return value()
  }

  /// The next member of an object.
  @inline(__always)
  package mutating func nextMember() -> (name: Token, value: Token)? {
    guard let name = nextElement(), name.kind == .string else { return nil }
    guard let value = valueAfterColon() else { return nil }
    return (name, value)
  }

  /// The next element of a list.
  @inline(__always)
  package mutating func nextElement() -> Token? {
    skipSpace()
    if p < end, start[p] == UInt8(ascii: ",") { p &+= 1 }
    return value()
  }

  @inline(__always)
  private mutating func skipSpace() {
    while p < end, start[p] <= 0x20 { p &+= 1 }
  }

  @inline(__always)
  private mutating func value() -> Token? {
    skipSpace()
    guard p < end else { return nil }
    switch start[p] {
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "["): return container(.list)
    case UInt8(ascii: "{"): return container(.object)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return plain(.number)
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return plain(.bool)
    case UInt8(ascii: "n"): return plain(.null)
    default: return nil
    }
  }

  @inline(__always)
  private mutating func string() -> Token? {
    let first = p &+ 1
    var escapes = false
    p = first
    while p < end {
      let byte = start[p]
      if byte == UInt8(ascii: "\"") {
        p &+= 1
        return Token(.string, start, first, p &- 1, escapes: escapes)
      }
      if byte == UInt8(ascii: "\\") {
        escapes = true
        p &+= 1
      }
      p &+= 1
    }
    p = end
    return nil
  }

  @inline(__always)
  private mutating func plain(_ kind: Token.Kind) -> Token? {
    let first = p
    while p < end {
      let byte = start[p]
      if byte <= 0x20 || byte == UInt8(ascii: ",") || byte | 0x20 == UInt8(ascii: "}") { break }
      p &+= 1
    }
    return Token(kind, start, first, p, escapes: false)
  }

  private mutating func container(_ kind: Token.Kind) -> Token? {
    let first = p
    var depth = 0
    while p < end {
      switch start[p] {
      case UInt8(ascii: "\""):
        guard string() != nil else { return nil }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth &+= 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth &-= 1
        if depth == 0 {
          p &+= 1
          return Token(kind, start, first, p, escapes: false)
        }
      default: break
      }
      p &+= 1
    }
    return nil
  }
}

extension ByteBuffer {
  /// Appends the bytes of a string token with its escapes decoded; of any other, as it stands.
  package mutating func append(decoding token: JSONScanner.Token) {
    guard token.hasEscapes else { return append(token.bytes) }
    append(decodingEscapes: token.bytes)
  }
}
