import DueFormats
import DueSystem

/// The string helpers. Lengths count Unicode scalars, so that no character of UTF-8 is cut.
///
/// Source: Handlebars.java, `StringHelpers`, and the functions of commons-lang that it calls;
/// except that a missing value is an empty text or 0, never an exception.
extension TemplateRenderer {
  /// Keeps what `work` holds as the answer.
  mutating func takeWork() -> Value {
    let start = scratch.count
    scratch.append(work.bytes)
    work.removeAll()
    return .scratch(Run(start: Int32(start), count: Int32(scratch.count - start)))
  }

  /// The whole number of an argument, or of the pair `name`; 0 when there is none.
  mutating func whole(_ i: Int, _ name: StaticString, _ frame: CallFrame) -> Int {
    let value = i < frame.count ? argument(i, frame) : pair(name, frame) ?? .undefined
    guard let number = plainNumber(of: value), number.isFinite else { return 0 }
    return Int(max(-1e9, min(1e9, number)))
  }

  mutating func textAnswer(_ frame: CallFrame) throws(TemplateFault) -> Value {
    if options.isStrict, case .undefined = argument(0, frame) {
      throw fault(frame.index, "'\(frame.call.helper)' has no value to work on")
    }
    work.removeAll()
    let value = text(of: argument(0, frame))
    switch frame.call.helper {
    case .lower, .upper: changeCase(value, toUpper: frame.call.helper == .upper)
    case .capitalize:
      capitalize(value, everyWord: true, fully: pair("fully", frame).map { !isFalsy($0) } ?? false)
    case .capitalizeFirst: capitalize(value, everyWord: false, fully: false)
    case .abbreviate: abbreviate(value, to: whole(1, "width", frame))
    case .center, .ljust, .rjust: pad(value, frame)
    case .cut:
      let unwanted = frame.count > 1 ? text(of: argument(1, frame)) : .literal(Bytes(" "))
      replace(value, unwanted, .literal(Bytes("")))
    case .replace:
      let old = text(of: argument(1, frame))
      replace(value, old, text(of: argument(2, frame)))
    case .substring:
      substring(
        value, from: whole(1, "start", frame), to: frame.count > 2 ? whole(2, "end", frame) : nil)
    case .slugify: slugify(value)
    case .stripTags: stripTags(value)
    case .join: join(frame)
    case .wordWrap: wrap(value, at: whole(1, "length", frame))
    default: break
    }
    return takeWork()
  }

  // MARK: Case

  private mutating func changeCase(_ value: Value, toUpper: Bool) {
    let source = bytes(value)
    if source.allSatisfy({ $0 < 0x80 }) {
      for byte in source {
        let isLetter = toUpper ? byte &- 97 < 26 : byte &- 65 < 26
        work.append(isLetter ? byte ^ 0x20 : byte)
      }
    } else {
      let text = String(decoding: source, as: UTF8.self)
      work.append(toUpper ? text.uppercased() : text.lowercased())
    }
  }

  /// Gives the first letter of the text, or of every word, its title case; `fully` lowers the rest.
  private mutating func capitalize(_ value: Value, everyWord: Bool, fully: Bool) {
    var startsWord = true
    for scalar in String(decoding: bytes(value), as: UTF8.self).unicodeScalars {
      if startsWord {
        work.append(scalar.properties.titlecaseMapping)
      } else if fully {
        work.append(scalar.properties.lowercaseMapping)
      } else {
        work.append(scalar)
      }
      startsWord = everyWord && scalar.properties.isWhitespace
    }
  }

  // MARK: Lengths

  /// The byte after the first `count` scalars.
  private func end(ofFirst count: Int, _ text: Bytes) -> Int {
    var left = count
    for (i, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
      if left <= 0 { return i }
      left -= 1
    }
    return text.count
  }

  private func length(_ text: Bytes) -> Int { text.reduce(0) { $1 & 0xC0 != 0x80 ? $0 + 1 : $0 } }

  /// Cuts a longer text so that it is `width` long with the dots; below 4 there is no room for them.
  private mutating func abbreviate(_ value: Value, to width: Int) {
    let source = bytes(value)
    guard width > 0, length(source) > width else {
      return width > 0 ? work.append(source) : ()
    }
    let kept = width < 4 ? width : width - 3
    work.append(Bytes(rebasing: source[..<end(ofFirst: kept, source)]))
    if width >= 4 { work.append("..." as StaticString) }
  }

  private mutating func substring(_ value: Value, from first: Int, to last: Int?) {
    let source = bytes(value)
    let start = end(ofFirst: first, source)
    let stop = last.map { end(ofFirst: $0, source) } ?? source.count
    if start < stop { work.append(Bytes(rebasing: source[start..<stop])) }
  }

  private mutating func pad(_ value: Value, _ frame: CallFrame) {
    let size = min(whole(1, "size", frame), 10_000)
    let given = pair("pad", frame)
    let pad = given.map { text(of: $0) } ?? .literal(Bytes(" "))
    let source = bytes(value)
    var padding = String(decoding: bytes(pad), as: UTF8.self)
    if padding.isEmpty { padding = " " }
    let missing = max(0, size - length(source))
    let left =
      switch frame.call.helper {
      case .center: missing / 2
      case .rjust: missing
      default: 0
      }
    write(padding, times: left)
    work.append(source)
    write(padding, times: missing - left)
  }

  private mutating func write(_ padding: String, times count: Int) {
    let scalars = Array(padding.unicodeScalars)
    for i in 0..<count { work.append(scalars[i % scalars.count]) }
  }

  private mutating func wrap(_ value: Value, at width: Int) {
    let words = String(decoding: bytes(value), as: UTF8.self).split(separator: " ")
    var column = 0
    for word in words {
      let length = word.unicodeScalars.count
      if column > 0, column + 1 + length > max(width, 1) {
        work.append(UInt8(ascii: "\n"))
        column = 0
      } else if column > 0 {
        work.append(UInt8(ascii: " "))
        column += 1
      }
      work.append(String(word))
      column += length
    }
  }

  // MARK: Parts

  /// Writes `value` with every `old` replaced; an empty `old` changes nothing.
  private mutating func replace(_ value: Value, _ old: Value, _ new: Value) {
    let (source, old, new) = (bytes(value), bytes(old), bytes(new))
    guard !old.isEmpty else { return work.append(source) }
    var p = 0
    while p < source.count {
      if source.count - p >= old.count, source[p..<(p + old.count)].elementsEqual(old) {
        work.append(new)
        p += old.count
      } else {
        work.append(source[p])
        p += 1
      }
    }
  }

  /// Keeps letters, in lower case, and writes white space as hyphens; digits go, as in the library.
  private mutating func slugify(_ value: Value) {
    let scalars = Array(String(decoding: bytes(value), as: UTF8.self).unicodeScalars)
    let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
    let last = scalars.lastIndex { !$0.properties.isWhitespace } ?? start - 1
    guard start <= last else { return }
    for scalar in scalars[start...last] {
      if scalar.properties.isWhitespace {
        work.append(UInt8(ascii: "-"))
      } else if scalar.isLetter {
        work.append(scalar.properties.lowercaseMapping)
      }
    }
  }

  /// Drops everything from `<` to the next `>`.
  private mutating func stripTags(_ value: Value) {
    let source = bytes(value)
    var p = 0
    while p < source.count {
      if source[p] == UInt8(ascii: "<"),
        let end = source[p...].firstIndex(of: UInt8(ascii: ">"))
      {
        p = end + 1
      } else {
        work.append(source[p])
        p += 1
      }
    }
  }

  /// `join list separator`, or `join a b … separator`.
  private mutating func join(_ frame: CallFrame) {
    let first = argument(0, frame)
    guard !isFalsy(first), frame.count > 0 else { return }
    let separator =
      frame.count > 1 ? text(of: argument(frame.count - 1, frame)) : .literal(Bytes(""))
    // `work` is written to only once all texts are in the scratch buffer: it may move.
    var items: [Value] = []
    if case .json(let json) = first, json.isArray {
      for element in json.elements { items.append(text(of: .json(element))) }
    } else {
      for i in 0..<max(1, frame.count - 1) { items.append(text(of: argument(i, frame))) }
    }
    let prefix = text(of: pair("prefix", frame) ?? .undefined)
    let suffix = text(of: pair("suffix", frame) ?? .undefined)
    work.append(bytes(prefix))
    for (i, item) in items.enumerated() {
      if i > 0 { work.append(bytes(separator)) }
      work.append(bytes(item))
    }
    work.append(bytes(suffix))
  }
}

extension Unicode.Scalar {
  /// As Java's `Character.isLetter`.
  var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
