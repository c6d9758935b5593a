import DueSystem

/// The fields of a header, where they stand: `name: value`, values over several lines included.
///
/// Lines end with LF or CR LF. What is no field is passed over: a line of mbox (`From …`), a value
/// without a name, a first line that begins with white space. A header ends at an empty line, or
/// before a line that cannot be part of one.
///
/// Source: RFC 5322, section 2.2; where mail is damaged, the ways of CPython's `email`.
package struct MailFields {
  /// The bytes of the header.
  package let bytes: Bytes

  package init(_ bytes: Bytes) { self.bytes = bytes }

  package struct Field {
    /// As it is written, without white space after it.
    package let name: Bytes
    /// What stands after the colon, folded as it is, without the line end after it.
    package let value: Bytes
  }

  /// The next field from `place` on, which moves behind it; nil at the end.
  package func next(from place: inout Int) -> Field? {
    while place < bytes.count {
      let start = place
      place = bytes.lineEnd(from: start)
      guard let colon = Self.colon(of: bytes, from: start, to: place), colon > start else {
        continue
      }
      while place < bytes.count, Self.isSpace(bytes[place]) { place = bytes.lineEnd(from: place) }
      return Field(
        name: Bytes(rebasing: bytes[start..<colon]).trimmedSpace,
        value: bytes.line(colon + 1, place))
    }
    return nil
  }

  package func forEach(_ body: (Field) -> Void) {
    var place = 0
    while let field = next(from: &place) { body(field) }
  }

  /// The value of the first field called `name`, which is in lower case; nil where there is none.
  package subscript(name: StaticString) -> Bytes? {
    var place = 0
    while let field = next(from: &place) {
      if field.name.isFolded(name) { return field.value.trimmedSpace }
    }
    return nil
  }

  /// Hands the values of all fields called `name`, which is in lower case, to `body`.
  package func forEach(_ name: StaticString, _ body: (Bytes) -> Void) {
    forEach { if $0.name.isFolded(name) { body($0.value.trimmedSpace) } }
  }

  /// Splits a message or a part: its header, and where its body begins.
  package static func split(_ message: Bytes) -> (fields: MailFields, body: Int) {
    var place = 0
    while place < message.count {
      let end = message.lineEnd(from: place)
      let first = message[place]
      if first == 0x0a || first == 0x0d && end == place + 2 {
        return (MailFields(Bytes(rebasing: message[..<place])), end)
      }
      let isEnvelope = Bytes(rebasing: message[place..<end]).starts(with: "From ")
      guard isSpace(first) || isEnvelope || colon(of: message, from: place, to: end) != nil else {
        return (MailFields(Bytes(rebasing: message[..<place])), place)
      }
      place = end
    }
    return (MailFields(message), message.count)
  }

  /// Where the colon after a name is: after printable ASCII only (RFC 5322, 2.2), and white space
  /// after that (4.5).
  private static func colon(of text: Bytes, from start: Int, to end: Int) -> Int? {
    var place = start
    while place < end {
      let byte = text[place]
      if byte == UInt8(ascii: ":") { return place }
      if isSpace(byte), place > start { return bare(colon: text, from: place, to: end) }
      guard byte > 0x20, byte < 0x7f else { return nil }
      place &+= 1
    }
    return nil
  }

  /// Where the colon is that only white space stands before.
  private static func bare(colon text: Bytes, from start: Int, to end: Int) -> Int? {
    let place = text[start..<end].firstIndex { !isSpace($0) }
    return place.flatMap { text[$0] == UInt8(ascii: ":") ? $0 : nil }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
