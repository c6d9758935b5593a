import DueFormats
import DueHTML
import DueSystem

/// The references of a mail that is not sent yet: an HTML text, or JSON records, such as templates and
/// messages, of which the members `HtmlPart`, `HtmlBody`, `Html`, `body_html` and `body-html`, in any
/// case of letters, are HTML: a string, or an object whose `Data` is one, as of SES.
struct MailReferences: ~Copyable {
  /// In the order in which they stand; their ranges are those of the whole text.
  private(set) var found: [HTMLReference] = []
  /// Lines that are no JSON although the first one is, by where they begin.
  private(set) var faults: [(place: Int, fault: JSONFault)] = []
  private var tape = JSONTape()
  private let text: Bytes

  /// - Parameter name: of its file; one that ends with `.html` is HTML, whatever it begins with.
  /// - Throws: a fault with status 66 for what begins as JSON and is none.
  init(_ text: Bytes, name: String) throws {
    self.text = text
    let start = text.starts(with: "\u{FEFF}") ? 3 : 0
    let rest = Bytes(rebasing: text[start...])
    let isPage = [".html", ".htm"].contains { name.lowercased().hasSuffix($0) }
    guard !isPage, Self.isJSON(rest) else {
      found = HTMLScanner(rest).references.map { $0.moved(by: start) }
      return
    }
    do {
      try take(rest)
    } catch {
      if try takeLines(from: start) { return }
      let line = 1 + rest.prefix(error.offset).count { $0 == 0x0a }
      throw RunFault(.noInput, "\(name):\(line): \(error.problem.rawValue)")
    }
  }

  /// Whether a text is JSON rather than HTML, which may begin with an expression, `{{`.
  private static func isJSON(_ text: Bytes) -> Bool {
    var rest = text.drop { $0 <= 0x20 }
    guard let first = rest.popFirst() else { return false }
    let second = rest.first { $0 > 0x20 }
    switch first {
    case UInt8(ascii: "{"): return second == UInt8(ascii: "\"") || second == UInt8(ascii: "}")
    case UInt8(ascii: "["): return second == UInt8(ascii: "{") || second == UInt8(ascii: "]")
    default: return false
    }
  }

  private mutating func take(_ json: Bytes) throws(JSONFault) {
    visit(try tape.parse(json), isHTML: false)
  }

  /// Takes a record a line; false where the first is none.
  private mutating func takeLines(from start: Int) throws -> Bool {
    var place = start
    var isFirst = true
    while place < text.count {
      let end = text.first(0x0a, from: place)
      let line = Bytes(rebasing: text[place..<end])
      if !line.allSatisfy({ $0 <= 0x20 }) {
        do throws(JSONFault) {
          try take(line)
        } catch {
          if isFirst { return false }
          faults.append((place, error))
        }
        isFirst = false
      }
      place = end + 1
    }
    return true
  }

  private mutating func visit(_ value: JSONValue, isHTML: Bool) {
    if value.isString {
      if isHTML { take(html: value) }
    } else if value.isArray {
      for element in value.elements { visit(element, isHTML: false) }
    } else {
      for member in value.members {
        let name = member.name.string?.lowercased() ?? ""
        visit(member.value, isHTML: isHTML && name == "data" || Self.htmlNames.contains(name))
      }
    }
  }

  private static let htmlNames: Set = ["htmlpart", "htmlbody", "html", "body_html", "body-html"]

  private mutating func take(html value: JSONValue) {
    var decoded = ByteBuffer(capacity: value.rawString.count + 1)
    decoded.append(decoded: value)
    let references = HTMLScanner(decoded.bytes).references
    guard !references.isEmpty, let base = text.baseAddress, let raw = value.rawString.baseAddress
    else { return }
    var places = JSONStringPlaces(value.rawString)
    let start = base.distance(to: raw)
    for var reference in references {
      let lower = places.place(reference.range.lowerBound)
      let upper = places.place(reference.range.upperBound)
      reference.range = (start + lower)..<(start + upper)
      found.append(reference)
    }
  }
}

/// Tells where bytes of a decoded JSON string stand between its quotes, escapes and all.
private struct JSONStringPlaces {
  private let raw: Bytes
  private var place = 0
  private var decoded = 0

  init(_ raw: Bytes) { self.raw = raw }

  /// Where the byte of that number begins. Asked for in ascending order.
  mutating func place(_ wanted: Int) -> Int {
    while decoded < wanted, place < raw.count {
      guard raw[place] == UInt8(ascii: "\\") else {
        place += 1
        decoded += 1
        continue
      }
      guard raw[place + 1] == UInt8(ascii: "u") else {
        place += 2
        decoded += 1
        continue
      }
      let unit = Self.unit(raw, place + 2)
      // A pair of surrogates is one character, of four bytes.
      let isPair =
        (0xD800..<0xDC00).contains(unit) && place + 12 <= raw.count
        && raw[place + 6] == UInt8(ascii: "\\") && raw[place + 7] == UInt8(ascii: "u")
        && (0xDC00..<0xE000).contains(Self.unit(raw, place + 8))
      place += isPair ? 12 : 6
      decoded += isPair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3
    }
    return place
  }

  private static func unit(_ raw: Bytes, _ start: Int) -> UInt32 {
    raw[start..<(start + 4)].reduce(0) { unit, byte in
      unit << 4 | UInt32(byte < 58 ? byte &- 48 : (byte | 0x20) &- 87)
    }
  }
}

extension HTMLReference {
  fileprivate func moved(by distance: Int) -> HTMLReference {
    var moved = self
    moved.range = (range.lowerBound + distance)..<(range.upperBound + distance)
    return moved
  }
}

extension UnsafeRawBufferPointer {
  /// Where `byte` stands first at `start` or after it; else the end.
  fileprivate func first(_ byte: UInt8, from start: Int) -> Int {
    self[start...].firstIndex(of: byte) ?? count
  }
}
