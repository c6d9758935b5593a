import DueModel
@_spi(_Unicode) import Swift

/// Puts characters of the GSM alphabet for others that look or mean the same, so that a text
/// fits more to a part.
package struct Transliteration: Sendable {
  package enum Degree: String, Sendable, CaseIterable {
    /// Typography only: quotation marks, dashes, dots, spaces, bullets.
    case typographic
    /// Accents too, where the alphabet has the letter only without.
    case lossy
  }

  package let degree: Degree

  package init(_ degree: Degree) { self.degree = degree }

  package func callAsFunction(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if SMSSegmentation.septets(scalar) > 0 {
        result.unicodeScalars.append(scalar)
      } else if let plain = Self.typography(scalar) {
        result += plain
      } else if degree == .lossy, let letter = Self.letter(scalar) {
        result.unicodeScalars.append(letter)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func typography(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\u{201c}", "\u{201d}", "\u{201e}", "\u{201f}", "\u{ab}", "\u{bb}": "\""
    case "\u{2018}", "\u{2019}", "\u{201a}", "\u{201b}", "`", "\u{b4}": "'"
    case "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2015}", "\u{2212}": "-"
    case "\u{2026}": "..."
    case "\t", "\u{a0}", "\u{2000}"..."\u{200a}", "\u{202f}", "\u{205f}": " "
    case "\u{2022}", "\u{b7}": "*"
    default: nil
    }
  }

  /// The letter that is left when marks go.
  private static func letter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    var parts = String(scalar)._nfd.makeIterator()
    guard let base = parts.next(), base != scalar, SMSSegmentation.septets(base) > 0 else {
      return nil
    }
    return base
  }
}

extension String {
  /// In normalization form C (UAX #15).
  var composed: String {
    // Below U+0300 nothing combines.
    if utf8.allSatisfy({ $0 < 0xcc }) { return self }
    var result = ""
    result.unicodeScalars.append(contentsOf: _nfc)
    return result
  }
}
