import DueSystem

/// Reads the addresses of a field such as `To`, one after another: names, comments, groups, quotes.
///
/// After `next()` there are `name`, in UTF-8, and `address`, without white space and comments; until
/// the next call. What is no address comes out as it is: ask `MailboxKey.isAddress`, where it counts.
///
/// Source: RFC 5322, sections 3.4 and 4.4.
package struct MailAddresses: ~Copyable {
  private let text: Bytes
  private var place = 0
  private var nameBuffer = ByteBuffer(capacity: 64)
  private var addressBuffer = ByteBuffer(capacity: 64)
  private var comment = ByteBuffer(capacity: 32)
  private var decoded = ByteBuffer(capacity: 64)

  package init(_ field: Bytes) { text = field }

  /// The display name, else the comment; empty where there is neither.
  package var name: Bytes { decoded.bytes }
  package var address: Bytes { addressBuffer.bytes }

  /// The first address of `field`; nil where there is none.
  package static func first(_ field: Bytes?) -> (name: String, address: String)? {
    guard let field else { return nil }
    var list = MailAddresses(field)
    guard list.next() else { return nil }
    return (list.name.string, list.address.string)
  }

  /// Moves to the next address; false at the end.
  package mutating func next() -> Bool {
    while place < text.count {
      nameBuffer.removeAll()
      addressBuffer.removeAll()
      comment.removeAll()
      readOne()
      guard addressBuffer.count > 0 else { continue }
      decoded.removeAll()
      let name = nameBuffer.bytes.trimmedSpace
      decoded.append(decodedHeader: name.isEmpty ? comment.bytes.trimmedSpace : name)
      return true
    }
    return false
  }

  /// Reads up to the comma, semicolon or end after the next address.
  private mutating func readOne() {
    var hasAngle = false
    while place < text.count {
      let byte = text[place]
      place += 1
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"):
        return finish(hasAngle)
      case UInt8(ascii: ":") where !hasAngle:
        // The name of a group: its members follow.
        nameBuffer.removeAll()
        addressBuffer.removeAll()
      case UInt8(ascii: "<") where !hasAngle:
        hasAngle = true
        addressBuffer.removeAll()
        readAngle()
      case UInt8(ascii: "("): readComment()
      case UInt8(ascii: "\""): readQuoted(keepsQuotes: !hasAngle)
      default:
        if !hasAngle {
          nameBuffer.append(byte)
          if byte > 0x20 { addressBuffer.append(byte) }
        }
      }
    }
    finish(hasAngle)
  }

  /// Without angle brackets all that was read is the address, and no name.
  private mutating func finish(_ hasAngle: Bool) {
    if !hasAngle { nameBuffer.removeAll() }
  }

  private mutating func readAngle() {
    while place < text.count {
      let byte = text[place]
      place += 1
      switch byte {
      case UInt8(ascii: ">"): return
      case UInt8(ascii: "("): readComment()
      case UInt8(ascii: "\""):
        addressBuffer.append(byte)
        copyQuoted { $0.addressBuffer.append($1) }
        addressBuffer.append(byte)
      // An obsolete route: `<@a,@b:kim@example.com>`.
      case UInt8(ascii: ":") where addressBuffer.bytes.first == UInt8(ascii: "@"):
        addressBuffer.removeAll()
      default: if byte > 0x20 { addressBuffer.append(byte) }
      }
    }
  }

  /// A quoted string: of a name its text, of an address as it is written.
  private mutating func readQuoted(keepsQuotes: Bool) {
    if keepsQuotes { addressBuffer.append(UInt8(ascii: "\"")) }
    copyQuoted {
      $0.nameBuffer.append($1)
      if keepsQuotes { $0.addressBuffer.append($1) }
    }
    if keepsQuotes { addressBuffer.append(UInt8(ascii: "\"")) }
  }

  private mutating func copyQuoted(_ body: (inout MailAddresses, UInt8) -> Void) {
    while place < text.count, text[place] != UInt8(ascii: "\"") {
      if text[place] == 0x5c, place + 1 < text.count { place += 1 }
      if text[place] != 0x0d, text[place] != 0x0a { body(&self, text[place]) }
      place += 1
    }
    place += 1
  }

  private mutating func readComment() {
    var depth = 1
    if comment.count > 0 { comment.append(0x20) }
    while place < text.count {
      let byte = text[place]
      place += 1
      switch byte {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return }
      case 0x5c where place < text.count:
        comment.append(text[place])
        place += 1
        continue
      default: break
      }
      comment.append(byte)
    }
  }
}

extension MailFields {
  /// All addresses of the fields of these names, which are in lower case, name after name.
  package func addresses(_ names: StaticString...) -> [String] {
    var found: [String] = []
    for name in names {
      forEach(name) { value in
        var list = MailAddresses(value)
        while list.next() { found.append(list.address.string) }
      }
    }
    return found
  }
}
