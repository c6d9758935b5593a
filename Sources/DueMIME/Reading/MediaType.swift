import DueSystem

/// What a part is, as its `Content-Type` says, and the parameters of that field.
///
/// Source: RFC 2045, section 5; parameters in pieces and in other encodings, RFC 2231.
package struct MediaType {
  /// `text`, `multipart` and so on, as it is written.
  package let type: Bytes
  package let subtype: Bytes
  /// What stands after the first semicolon.
  package let parameters: MailParameters

  /// - Parameter field: the value of `Content-Type`; nil, and what is none, is `text/plain`, in a
  ///   digest `message/rfc822`.
  package init(_ field: Bytes?, inDigest: Bool = false) {
    let field = field ?? Bytes(start: nil, count: 0)
    let parts = field.split(at: UInt8(ascii: ";"))
    let name = (parts?.before ?? field).trimmedSpace
    parameters = MailParameters(parts?.after ?? Bytes(start: nil, count: 0))
    if let (type, subtype) = name.split(at: UInt8(ascii: "/")),
      !subtype.contains(UInt8(ascii: "/"))
    {
      self.type = type.trimmedSpace
      self.subtype = Self.token(subtype)
    } else {
      type = Self.bytes(inDigest ? "message" : "text")
      subtype = Self.bytes(inDigest ? "rfc822" : "plain")
    }
  }

  /// Whether this is `type/subtype`, both in lower case.
  package func isType(_ type: StaticString, _ subtype: StaticString) -> Bool {
    self.type.isFolded(type) && self.subtype.isFolded(subtype)
  }

  package var isMultipart: Bool { type.isFolded("multipart") }

  /// Whether this is a message in a message.
  package var isMessage: Bool {
    type.isFolded("message") && (subtype.isFolded("rfc822") || subtype.isFolded("global"))
  }

  /// Up to white space or a comment.
  private static func token(_ text: Bytes) -> Bytes {
    let end = text.firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: "(") } ?? text.count
    return Bytes(rebasing: text[..<end])
  }

  private static func bytes(_ text: StaticString) -> Bytes {
    Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}

/// The parameters of a field such as `Content-Type`: `name=value; name="value"`.
package struct MailParameters {
  private let text: Bytes

  package init(_ text: Bytes) { self.text = text }

  /// Appends the value of parameter `name`, which is in lower case, in UTF-8; whether it is there.
  ///
  /// A value in pieces (`name*0`, `name*1*`) is put together in the order of their numbers.
  package func append(_ name: StaticString, to buffer: inout ByteBuffer) -> Bool {
    var pieces: [(number: Int, piece: Piece)] = []
    var place = 0
    while let piece = next(from: &place) {
      guard piece.name.hasFoldedPrefix(name) else { continue }
      let suffix = Bytes(rebasing: piece.name[name.utf8CodeUnitCount...])
      if suffix.isEmpty {
        append(plain: piece.value, to: &buffer)
        return true
      }
      guard suffix[0] == UInt8(ascii: "*") else { continue }
      let digits = suffix.dropFirst().prefix { $0 &- 48 <= 9 }
      let number = digits.reduce(0) { min($0 * 10 + Int($1 &- 48), 1 << 20) }
      let rest = suffix.count - 1 - digits.count
      guard rest == 0 || rest == 1 && suffix.last == UInt8(ascii: "*") || suffix.count == 1 else {
        continue
      }
      let isEncoded = suffix.count == 1 || rest == 1
      pieces.append((number, Piece(name: piece.name, value: piece.value, isEncoded: isEncoded)))
    }
    guard !pieces.isEmpty else { return false }
    pieces.sort { $0.number < $1.number }
    append(pieces.map(\.piece), to: &buffer)
    return true
  }

  private struct Piece {
    let name: Bytes
    /// As it is written: quotes and escapes included.
    let value: Bytes
    var isEncoded = false
  }

  /// The next parameter from `place` on.
  private func next(from place: inout Int) -> Piece? {
    while place < text.count {
      let start = place
      var inQuotes = false
      while place < text.count, inQuotes || text[place] != UInt8(ascii: ";") {
        if text[place] == UInt8(ascii: "\""), place == start || text[place - 1] != 0x5c {
          inQuotes.toggle()
        }
        place += 1
      }
      let item = Bytes(rebasing: text[start..<place])
      place += 1
      if let (name, value) = item.split(at: UInt8(ascii: "=")) {
        return Piece(name: name.trimmedSpace, value: value.trimmedSpace)
      }
    }
    return nil
  }

  /// Appends a value without its quotes and escapes.
  private func append(plain value: Bytes, to buffer: inout ByteBuffer) {
    guard value.first == UInt8(ascii: "\"") else {
      let end = value.firstIndex { $0 <= 0x20 } ?? value.count
      return buffer.append(Bytes(rebasing: value[..<end]))
    }
    var place = 1
    while place < value.count, value[place] != UInt8(ascii: "\"") {
      if value[place] == 0x5c, place + 1 < value.count { place += 1 }
      // What folded the value is no part of it.
      if value[place] != 0x0d, value[place] != 0x0a { buffer.append(value[place]) }
      place += 1
    }
  }

  /// Appends the value that `pieces` make: the first encoded one says in which charset.
  private func append(_ pieces: [Piece], to buffer: inout ByteBuffer) {
    var raw = ByteBuffer(capacity: 128)
    var charset = ByteBuffer(capacity: 16)
    for (i, piece) in pieces.enumerated() {
      let start = raw.count
      append(plain: piece.value, to: &raw)
      guard piece.isEncoded else { continue }
      var text = ByteBuffer(capacity: raw.count - start)
      text.append(Bytes(rebasing: raw.bytes[start...]))
      raw.truncate(to: start)
      var value = text.bytes
      if i == 0, let (name, after) = value.split(at: UInt8(ascii: "'")),
        let (_, rest) = after.split(at: UInt8(ascii: "'"))
      {
        charset.append(name)
        value = rest
      }
      raw.append(percentDecoded: value)
    }
    buffer.append(raw.bytes, charset: charset.bytes)
  }
}

extension ByteBuffer {
  /// Appends `text` with `%41` and the like decoded; what is no such escape stays.
  package mutating func append(percentDecoded text: Bytes) {
    var place = 0
    while place < text.count {
      if text[place] == UInt8(ascii: "%"), place + 2 < text.count,
        let high = text[place + 1].hexValue, let low = text[place + 2].hexValue
      {
        append(high << 4 | low)
        place += 3
      } else {
        append(text[place])
        place += 1
      }
    }
  }
}
