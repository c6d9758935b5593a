import CDueScan
import DueSystem

/// Walks a JSON object for the few members that somebody needs, and passes over the others by
/// their quotes and brackets: for long records of which little is wanted.
///
/// What is walked is checked as `JSONTape` does; what is passed over is only looked over for its
/// end. Anything that is unusual, such as an escape in a name or in a value that is taken, makes
/// the walk unsound, and it ends: a strict reader then says what the record is.
///
/// The text is UTF-8, and 64 bytes after its end can be read, as those of a reader's window can.
///
/// - Complexity: O(*n*), about 3 GB/s where most is passed over; nothing is allocated.
package struct JSONSkimmer {
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let end: Int
  @usableFromInline var p = 0
  /// Whether nothing unusual has been met.
  @usableFromInline package internal(set) var isSound = true

  @inlinable @inline(__always)
  package init(_ text: Bytes) {
    // An empty text has no start, and is never read.
    start =
      text.baseAddress?.assumingMemoryBound(to: UInt8.self)
      ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    end = text.count
  }

  /// What kind of value comes next, by its first byte.
  package enum Kind: Sendable {
    case string, object, list, null, other
  }

  @inlinable @inline(__always)
  package mutating func kind() -> Kind {
    skipSpace()
    guard p < end else { return .other }
    switch start[p] {
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .list
    case UInt8(ascii: "n"): return .null
    default: return .other
    }
  }

  /// Gives up: a strict reader is to look at the record.
  package mutating func fail() { isSound = false }

  /// Enters the object or list that comes next; false where it is empty, and passed, or none.
  @inlinable @inline(__always)
  package mutating func enter() -> Bool {
    skipSpace()
    guard p < end, start[p] | 0x20 == UInt8(ascii: "{") else {
      isSound = false
      return false
    }
    let close = start[p] &+ 2
    p &+= 1
    skipSpace()
    guard p < end, start[p] == close else { return true }
    p &+= 1
    return false
  }

  /// The name of the member that comes next in an object.
  @inlinable @inline(__always)
  package mutating func name() -> Bytes {
    let name = string()
    skipSpace()
    if p < end, start[p] == UInt8(ascii: ":") { p &+= 1 } else { isSound = false }
    return name
  }

  /// Whether another member or element follows; false at the end of the object or list, which is
  /// then left, and where the walk is unsound.
  ///
  /// - Parameter close: the bracket that ends it.
  @inlinable @inline(__always)
  package mutating func goesOn(_ close: Unicode.Scalar = "}") -> Bool {
    skipSpace()
    guard isSound, p < end else {
      isSound = false
      return false
    }
    let byte = start[p]
    p &+= 1
    if byte == UInt8(ascii: ",") { return true }
    if byte != UInt8(ascii: close) { isSound = false }
    return false
  }

  /// Takes the string that comes next. One with escapes makes the walk unsound.
  @inlinable @inline(__always)
  package mutating func string() -> Bytes {
    skipSpace()
    guard p < end, start[p] == UInt8(ascii: "\"") else {
      isSound = false
      return Bytes(start: nil, count: 0)
    }
    let first = p &+ 1
    p = first &+ due_json_plain_run(start + first, end &- first)
    guard p < end, start[p] == UInt8(ascii: "\"") else {
      isSound = false
      return Bytes(start: nil, count: 0)
    }
    p &+= 1
    return Bytes(start: start + first, count: p &- 1 &- first)
  }

  /// Passes over the value that comes next, and returns its bytes.
  @inlinable @inline(__always) @discardableResult
  package mutating func skip() -> Bytes {
    skipSpace()
    let first = p
    guard p < end else {
      isSound = false
      return Bytes(start: nil, count: 0)
    }
    switch start[p] {
    case UInt8(ascii: "\""): skipString()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let count = due_json_container_run(start + p, end &- p)
      if count == 0 { isSound = false }
      p &+= count
    default: skipPlain()
    }
    return Bytes(start: start + first, count: p &- first)
  }

  /// Whether the text is at its end.
  @inlinable @inline(__always)
  package mutating func isAtEnd() -> Bool {
    skipSpace()
    return p == end
  }

  @inlinable @inline(__always)
  mutating func skipSpace() {
    while p < end, start[p] <= 0x20,
      start[p] == 0x20 || start[p] == 0x0a || start[p] == 0x0d || start[p] == 0x09
    { p &+= 1 }
  }

  @inlinable
  mutating func skipString() {
    p &+= 1
    while true {
      p &+= due_json_plain_run(start + p, end &- p)
      guard p < end, start[p] != UInt8(ascii: "\"") else { break }
      guard start[p] == UInt8(ascii: "\\"), p &+ 1 < end else {
        p = end
        break
      }
      p &+= 2
    }
    if p < end { p &+= 1 } else { isSound = false }
  }

  /// A number, true, false or null: letters, digits and signs.
  @inlinable
  mutating func skipPlain() {
    let first = p
    while p < end {
      let byte = start[p]
      guard
        byte &- 48 <= 9 || byte | 0x20 &- 97 <= 25 || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
      else { break }
      p &+= 1
    }
    if p == first { isSound = false }
  }
}
