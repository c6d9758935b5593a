import CDueScan
import DueSystem
import Glibc

/// A value inside a `JSONTape`: a place, not a copy.
///
/// Valid only while the tape and its text are: keep a `JSON` where a value must live longer.
package struct JSONValue {
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let nodes: UnsafeMutablePointer<UInt64>
  @usableFromInline let index: Int

  @usableFromInline
  init(base: UnsafePointer<UInt8>, nodes: UnsafeMutablePointer<UInt64>, index: Int) {
    self.base = base
    self.nodes = nodes
    self.index = index
  }

  @inline(__always) @inlinable var node: UInt64 { nodes[index] }
  @inline(__always) @inlinable var start: Int { Int(truncatingIfNeeded: node >> 30 & 0x1fff_ffff) }
  @inline(__always) @inlinable var length: Int { Int(truncatingIfNeeded: node & 0x3fff_ffff) }

  @inline(__always) @inlinable package var isNull: Bool { node >> 60 == JSONTape.Kind.null }
  @inlinable package var isNumber: Bool { node >> 60 == JSONTape.Kind.number }
  @inline(__always) @inlinable package var isString: Bool { node >> 60 == JSONTape.Kind.string }
  @inlinable package var isArray: Bool { node >> 60 == JSONTape.Kind.array }
  @inline(__always) @inlinable package var isObject: Bool { node >> 60 == JSONTape.Kind.object }
  @inline(__always) @inlinable package var hasEscapes: Bool { node >> 59 & 1 == 1 }

  package var bool: Bool? {
    switch node >> 60 {
    case JSONTape.Kind.true: true
    case JSONTape.Kind.false: false
    default: nil
    }
  }

  /// The bytes of a string between its quotes, escapes not decoded; empty for other values.
  @inline(__always) @inlinable package var rawString: UnsafeRawBufferPointer {
    isString ? .init(start: base + start, count: length) : .init(start: nil, count: 0)
  }

  /// The bytes of the whole value as it stands in the text.
  package var source: UnsafeRawBufferPointer {
    switch node >> 60 {
    case JSONTape.Kind.string: return .init(start: base + start - 1, count: length + 2)
    case JSONTape.Kind.array, JSONTape.Kind.object:
      let close = JSONValue(base: base, nodes: nodes, index: index + length - 1)
      return .init(start: base + start, count: close.start + 1 - start)
    default: return .init(start: base + start, count: length)
    }
  }

  /// A string, decoded; nil for other values.
  package var string: String? {
    guard isString else { return nil }
    guard hasEscapes else { return rawString.string }
    var buffer = ByteBuffer(capacity: length)
    buffer.append(decoded: self)
    return buffer.string
  }

  /// The text of a number as it is written; nil for other values.
  package var numberText: String? {
    isNumber ? String(decoding: source, as: UTF8.self) : nil
  }

  package var double: Double? { isNumber ? Double(ascii: source) : nil }

  package var integer: Int64? { numberText.flatMap { Int64($0) } }

  /// Whether a string equals `text`.
  @inlinable package func equals(_ text: UnsafeRawBufferPointer) -> Bool {
    if !hasEscapes {
      let raw = rawString
      return isString && raw.equals(text)
    }
    return equalsDecoded(text)
  }

  package func equals(_ text: StaticString) -> Bool {
    equals(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @usableFromInline func equalsDecoded(_ text: UnsafeRawBufferPointer) -> Bool {
    var buffer = ByteBuffer(capacity: length)
    buffer.append(decoded: self)
    return buffer.bytes.elementsEqual(text)
  }

  /// The member of an object called `name`; of several, the last, as JSON readers agree.
  ///
  /// - Complexity: O(*n*) in the members of the object; what they hold is stepped over.
  package subscript(name: UnsafeRawBufferPointer) -> JSONValue? {
    guard isObject else { return nil }
    let end = index &+ length &- 1
    // Length and "has escapes" of a plain key, as they stand in its node.
    let plain = UInt64(truncatingIfNeeded: name.count)
    let wanted = name.baseAddress ?? UnsafeRawPointer(base)
    var found = -1
    var place = index &+ 1
    while place < end {
      let key = nodes[place]
      place &+= 1
      if key & Self.escapesAndLength == plain {
        if memcmp(base + Int(truncatingIfNeeded: key >> 30 & 0x1fff_ffff), wanted, name.count) == 0
        {
          found = place
        }
      } else if key & Self.escapes != 0,
        JSONValue(base: base, nodes: nodes, index: place &- 1).equalsDecoded(name)
      {
        found = place
      }
      let value = nodes[place]
      let isContainer = value >> 60 == JSONTape.Kind.array || value >> 60 == JSONTape.Kind.object
      place &+= isContainer ? Int(truncatingIfNeeded: value & 0x3fff_ffff) : 1
    }
    return found < 0 ? nil : JSONValue(base: base, nodes: nodes, index: found)
  }

  private static let escapes: UInt64 = 1 << 59
  private static let escapesAndLength: UInt64 = escapes | 0x3fff_ffff

  package subscript(name: StaticString) -> JSONValue? {
    self[UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)]
  }

  package subscript(name: String) -> JSONValue? {
    var name = name
    return name.withUTF8 { self[UnsafeRawBufferPointer($0)] }
  }

  /// The node after this value.
  @inline(__always) @inlinable var after: Int {
    let kind = node >> 60
    return kind == JSONTape.Kind.array || kind == JSONTape.Kind.object ? index + length : index + 1
  }

  /// The elements of an array; none for other values.
  @inlinable package var elements: Elements { Elements(self, of: JSONTape.Kind.array) }

  /// The members of an object, in order, repeated names included; none for other values.
  @inlinable package var members: Members {
    Members(elements: Elements(self, of: JSONTape.Kind.object))
  }

  package struct Elements: Sequence, IteratorProtocol {
    @usableFromInline var upcoming: JSONValue
    @usableFromInline let end: Int

    @usableFromInline init(_ container: JSONValue, of kind: UInt64) {
      upcoming = JSONValue(base: container.base, nodes: container.nodes, index: container.index + 1)
      end = container.node >> 60 == kind ? container.index + container.length - 1 : 0
    }

    @inlinable package mutating func next() -> JSONValue? {
      guard upcoming.index < end else { return nil }
      let value = upcoming
      upcoming = JSONValue(base: value.base, nodes: value.nodes, index: value.after)
      return value
    }
  }

  package struct Members: Sequence, IteratorProtocol {
    @usableFromInline var elements: Elements

    @usableFromInline init(elements: Elements) { self.elements = elements }

    @inlinable package mutating func next() -> (name: JSONValue, value: JSONValue)? {
      guard let name = elements.next(), let value = elements.next() else { return nil }
      return (name, value)
    }
  }
}

extension ByteBuffer {
  /// Appends the bytes of a JSON string with its escapes decoded.
  package mutating func append(decoded value: JSONValue) {
    guard value.hasEscapes else { return append(value.rawString) }
    append(decodingEscapes: value.rawString)
  }

  /// Appends what stands between the quotes of a JSON string, its escapes decoded. The escapes
  /// are good ones: one that is not becomes U+FFFD.
  package mutating func append(decodingEscapes raw: Bytes) {
    guard let start = raw.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    // No escape is shorter than what it stands for.
    append(upTo: raw.count + 16) { Self.decode(start, raw.count, to: $0) }
  }

  /// Writes the `n` bytes at `start` with their escapes decoded, and returns how many that makes.
  private static func decode(
    _ start: UnsafePointer<UInt8>, _ n: Int, to first: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var out = first
    var p = 0
    while p < n {
      let run = due_json_copy_plain(start + p, n - p, out)
      p += run
      out += run
      guard p < n else { break }
      guard p + 1 < n else {
        out.pointee = start[p]
        out += 1
        break
      }
      p += 2
      if start[p - 1] == UInt8(ascii: "u") {
        let (scalar, length) = unit(start, p, n)
        for byte in scalar.utf8 {
          out.pointee = byte
          out += 1
        }
        p += length
      } else {
        out.pointee = unescaped(start[p - 1])
        out += 1
      }
    }
    return first.distance(to: out)
  }

  /// What the letter after a backslash stands for.
  private static func unescaped(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
  }

  /// The scalar whose digits stand at `p`, after `\u`, and how many bytes they and those of the
  /// other half of a pair are.
  private static func unit(_ start: UnsafePointer<UInt8>, _ p: Int, _ end: Int) -> (
    Unicode.Scalar, Int
  ) {
    var scalar = hexUnit(start, p, end) ?? 0xFFFD
    var length = 4
    if scalar >= 0xD800, scalar <= 0xDBFF, let low = hexUnit(start, p + 6, end) {
      scalar = 0x10000 + (scalar - 0xD800) << 10 + (low & 0x3FF)
      length = 10
    }
    return (Unicode.Scalar(scalar) ?? "\u{FFFD}", length)
  }

  package mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar)! { append(byte) }
  }
}

extension Double {
  /// The value of a decimal number in ASCII; nil for anything else, and for one that is too large
  /// for a `Double`.
  package init?(ascii text: UnsafeRawBufferPointer) {
    // Up to 15 digits and no exponent are exact in one division: most numbers of records are.
    var mantissa: Int64 = 0
    var scale = 0
    var digits = 0
    var p = 0
    var negative = false
    if p < text.count, text[p] == UInt8(ascii: "-") {
      negative = true
      p += 1
    }
    var simple = text.count - p > 0 && text.count - p <= 16
    var dot = false
    while simple, p < text.count {
      let byte = text[p]
      if byte &- 48 <= 9 {
        mantissa = mantissa &* 10 &+ Int64(byte &- 48)
        digits += 1
        if dot { scale += 1 }
      } else if byte == UInt8(ascii: "."), !dot, digits > 0 {
        dot = true
      } else {
        simple = false
      }
      p += 1
    }
    if simple, digits > 0, digits <= 15, !dot || scale > 0 {
      let value = Double(mantissa) / Double.powersOfTen[scale]
      self = negative ? -value : value
      return
    }
    // Swift also reads hexadecimal digits, infinities and what is no number; decimals it is.
    let isDecimal = text.allSatisfy { byte in
      byte &- 48 <= 9 || byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: ".")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }
    guard isDecimal, let value = Double(Substring(String(decoding: text, as: UTF8.self))),
      value.isFinite
    else { return nil }
    self = value
  }

  fileprivate static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
}
