import DueSystem

/// Texts in the XML of AWS's query protocol, whose answers are a few elements without attributes.
package enum XMLText {
  /// What stands in the first element of that name that holds text alone; nil where there is none.
  package static func element(_ name: String, in xml: Bytes) -> String? {
    let opening = Array("<\(name)>".utf8)
    guard let start = place(of: opening, in: xml, from: 0).map({ $0 + opening.count }),
      let end = xml[start...].firstIndex(of: UInt8(ascii: "<")),
      Bytes(rebasing: xml[end...]).starts(with: Array("</\(name)>".utf8))
    else { return nil }
    return unescaped(String(decoding: xml[start..<end], as: UTF8.self))
  }

  private static func place(of part: [UInt8], in xml: Bytes, from start: Int) -> Int? {
    var at = start
    while let found = xml[at...].firstIndex(of: UInt8(ascii: "<")) {
      if Bytes(rebasing: xml[found...]).starts(with: part) { return found }
      at = found + 1
    }
    return nil
  }

  private static let entities = [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&"),
  ]

  /// With the five named entities and those of numbers in ASCII put back; others stay as they are.
  private static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var out = ""
    var rest = text[...]
    while let first = rest.first {
      if first == "&", let semicolon = rest.prefix(12).firstIndex(of: ";") {
        let entity = rest[...semicolon]
        if let plain = plain(entity) {
          out += plain
          rest = rest[rest.index(after: semicolon)...]
          continue
        }
      }
      out.append(first)
      rest = rest.dropFirst()
    }
    return out
  }

  private static func plain(_ entity: Substring) -> String? {
    if let named = entities.first(where: { $0.0 == entity }) { return named.1 }
    let digits = entity.dropFirst(2).dropLast()
    guard entity.hasPrefix("&#"),
      let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits),
      let scalar = Unicode.Scalar(number)
    else { return nil }
    return String(Character(scalar))
  }
}
