import DueSystem
import GRDB

/// Takes people out of those that a whole mail says it went to, such as its copies for others.
///
/// Fields of who gets a mail lose their mailboxes; whatever else the mail says stays as it is, byte
/// for byte. Source: RFC 5322, 3.4 and 3.6.3.
package enum MailUnnaming {
  /// The same in SQL, `without_mailboxes(mail, addresses)`, the addresses one a line.
  static let function = DatabaseFunction("without_mailboxes", argumentCount: 2, pure: true) {
    values in
    guard let mail = String.fromDatabaseValue(values[0]),
      let addresses = String.fromDatabaseValue(values[1])
    else { return values[0] }
    return without(addresses.split(separator: "\n").map(String.init), mail)
  }

  /// Fields that have mailboxes of who gets the mail.
  private static let fields: Set<String> = [
    "to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc", "reply-to", "delivered-to",
    "x-original-to", "envelope-to", "apparently-to",
  ]

  /// `mail` without `addresses` in those fields; a `To` that is left with nobody says that there
  /// were others.
  package static func without(_ addresses: [String], _ mail: String) -> String {
    let bytes = Array(mail.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let end = fieldEnd(bytes, from: place)
      let field = bytes[place..<end]
      place = end
      // The empty line that ends the header.
      if field.first == 0x0d || field.first == 0x0a {
        result += field
        break
      }
      result += unnamed(field, addresses)
    }
    return String(decoding: result + bytes[place...], as: UTF8.self)
  }

  /// Where the field ends that begins at `place`, the lines that go on with it included.
  private static func fieldEnd(_ bytes: [UInt8], from place: Int) -> Int {
    let isEmpty = bytes[place] == 0x0d || bytes[place] == 0x0a
    var place = place
    while place < bytes.count {
      let isLineEnd = bytes[place] == 0x0a
      place += 1
      guard isLineEnd else { continue }
      if isEmpty || place == bytes.count || bytes[place] != 0x20 && bytes[place] != 0x09 { break }
    }
    return place
  }

  private static func unnamed(_ field: ArraySlice<UInt8>, _ addresses: [String]) -> [UInt8] {
    guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { return Array(field) }
    let name = String(decoding: field[..<colon], as: UTF8.self)
    let value = field[(colon + 1)...]
    guard fields.contains(name.lowercased()) else { return Array(field) }
    let all = mailboxes(value)
    let others = all.filter { box in
      let text = String(decoding: box, as: UTF8.self)
      return !addresses.contains { WholeAddress.stands($0, in: text) }
    }
    if others.count == all.count { return Array(field) }
    let end = value.suffix(2).elementsEqual("\r\n".utf8) ? "\r\n" : "\n"
    if others.isEmpty {
      return name.lowercased() == "to" ? Array("\(name): undisclosed-recipients:;\(end)".utf8) : []
    }
    // A line for each: none can be too long.
    return Array("\(name): ".utf8) + others.joined(separator: Array(",\(end) ".utf8))
      + Array(end.utf8)
  }

  /// The mailboxes of a list. Groups lose their names, which nothing but people reads.
  private static func mailboxes(_ value: ArraySlice<UInt8>) -> [[UInt8]] {
    var boxes: [[UInt8]] = [[]]
    var isQuoted = false
    var isInAngles = false
    var depth = 0
    var isEscaped = false
    for byte in value {
      let isPlain = !isQuoted && !isInAngles && depth == 0 && !isEscaped
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"):
        if isPlain {
          boxes.append([])
          continue
        }
      case UInt8(ascii: ":"):
        if isPlain {
          boxes[boxes.count - 1] = []
          continue
        }
      case UInt8(ascii: "\""): if !isEscaped, depth == 0 { isQuoted.toggle() }
      case UInt8(ascii: "<"): if isPlain { isInAngles = true }
      case UInt8(ascii: ">"): if !isQuoted, depth == 0 { isInAngles = false }
      case UInt8(ascii: "("): if !isQuoted, !isEscaped { depth += 1 }
      case UInt8(ascii: ")"): if !isQuoted, !isEscaped, depth > 0 { depth -= 1 }
      default: break
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      boxes[boxes.count - 1].append(byte)
    }
    return boxes.map(trimmed).filter { !$0.isEmpty }
  }

  private static func trimmed(_ box: [UInt8]) -> [UInt8] {
    let start = box.firstIndex { $0 > 0x20 } ?? box.endIndex
    let end = box.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start
    return Array(box[start..<max(start, end)])
  }
}
