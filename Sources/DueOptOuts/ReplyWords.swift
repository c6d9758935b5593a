import DueSystem

/// A text as keywords are compared: in capitals, Latin letters without accents, full-width and
/// other forms as ASCII, quotes and dashes as on a keyboard, one space between words, no
/// punctuation around the whole.
///
/// Words of other scripts keep their marks: `Й` is a letter of its own.
package struct ReplyWords: Sendable, Equatable {
  /// The whole text.
  package let text: String
  /// Its words, without punctuation around them.
  package let words: [String]
  /// The same, parted at punctuation within them too, and without apostrophes: `STOP/ARRET` is two,
  /// `DON'T` is `DONT`. A hyphen stays, and a dash parts.
  let parts: [String]

  /// - Complexity: O(*n*).
  package init(_ written: String) {
    let scalars = Self.trimmed(Self.folded(written))
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    self.text = String(text)
    words = scalars.split(separator: " ").compactMap { word in
      var view = String.UnicodeScalarView()
      view.append(contentsOf: Self.trimmed(Array(word)))
      return view.isEmpty ? nil : String(view)
    }
    let parted = written.unicodeScalars.map { Self.isDash($0) ? " " : $0 }
    parts = Self.folded(String(String.UnicodeScalarView(parted)))
      .filter { !Self.isApostrophe($0) }
      .split { !Self.isInWord($0) && $0 != "-" }
      .flatMap(Self.withoutDoubleHyphens)
  }

  private static func isDash(_ scalar: Unicode.Scalar) -> Bool {
    (0x2012...0x2015).contains(scalar.value)
  }

  /// Those that keyboards have; others are folded to the first.
  private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "`" || scalar == "\u{b4}"
  }

  /// The parts of a word: `--` is a dash, and no hyphen stands at an end.
  private static func withoutDoubleHyphens(_ word: ArraySlice<Unicode.Scalar>) -> [String] {
    var parts: [String] = []
    var part = String.UnicodeScalarView()
    var hyphens = 0
    for scalar in word {
      if scalar == "-" {
        hyphens += 1
        continue
      }
      if hyphens > 1 || part.isEmpty {
        if !part.isEmpty { parts.append(String(part)) }
        part.removeAll()
      } else if hyphens == 1 {
        part.append("-")
      }
      hyphens = 0
      part.append(scalar)
    }
    if !part.isEmpty { parts.append(String(part)) }
    return parts
  }

  /// Whether `phrase` is somewhere in the text, whatever punctuation stands around its words.
  package func contains(_ phrase: ReplyWords) -> Bool {
    let phrase = phrase.parts
    guard !phrase.isEmpty, phrase.count <= parts.count else { return false }
    return (0...(parts.count - phrase.count)).contains { start in
      parts[start..<(start + phrase.count)].elementsEqual(phrase)
    }
  }

  private static func folded(_ text: String) -> [Unicode.Scalar] {
    var out: [Unicode.Scalar] = []
    out.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        append(scalar.value <= 0x20 ? " " : scalar, to: &out)
      } else if let latin = latin[scalar.value] {
        for scalar in latin.unicodeScalars { append(scalar, to: &out) }
      } else {
        appendOther(scalar, to: &out)
      }
    }
    return out
  }

  private static func append(_ scalar: Unicode.Scalar, to out: inout [Unicode.Scalar]) {
    if scalar == " " {
      if let last = out.last, last != " " { out.append(scalar) }
    } else if scalar.value &- 97 < 26 {
      out.append(Unicode.Scalar(UInt8(scalar.value) - 32))
    } else {
      out.append(scalar)
    }
  }

  private static func appendOther(_ scalar: Unicode.Scalar, to out: inout [Unicode.Scalar]) {
    switch scalar.properties.generalCategory {
    case .format, .control: break  // joiners, marks of direction, spaces without a width
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: append(" ", to: &out)
    case .nonspacingMark where out.last.map { isLetter($0) && $0.isASCII } ?? false: break
    default: out.append(contentsOf: scalar.properties.uppercaseMapping.unicodeScalars)
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

  /// Without what is neither letter, mark nor digit at both ends.
  private static func trimmed(_ scalars: [Unicode.Scalar]) -> ArraySlice<Unicode.Scalar> {
    var rest = scalars[...]
    while let first = rest.first, !isInWord(first) { rest.removeFirst() }
    while let last = rest.last, !isInWord(last) { rest.removeLast() }
    return rest
  }

  private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  /// What characters beyond ASCII may stand for.
  private static let latin: [UInt32: String] = {
    var table: [UInt32: String] = [:]
    for entry in FoldingTable.text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      guard let mark = entry.firstIndex(where: { $0 == "=" || $0 == "~" }),
        let first = UInt32(entry[..<mark], radix: 16)
      else { preconditionFailure("the folding table has an entry that cannot be read: \(entry)") }
      let letters = entry[entry.index(after: mark)...]
      if entry[mark] == "~" {
        table[first] = String(letters)
      } else {
        for (i, letter) in letters.unicodeScalars.enumerated() {
          table[first + UInt32(i)] = letter == "_" ? " " : String(letter)
        }
      }
    }
    return table
  }()
}
