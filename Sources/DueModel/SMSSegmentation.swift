/// How a text leaves as text messages: its alphabet, its units, and the parts it takes.
///
/// The GSM alphabet counts septets: 160 in one message, 153 in each of several; a character of
/// its extension takes two. Any other character makes the whole text UCS-2, which counts UTF-16
/// units: 70, and 67. A part never ends between the halves of a character, so parts may stay one
/// unit short. Concatenation is that of an 8-bit reference (6 octets of header).
///
/// The text is counted as it is, scalar by scalar; bring it into NFC before.
///
/// Source: 3GPP TS 23.038, section 6.2.1; TS 23.040, section 9.2.3.24.1.
package struct SMSSegmentation: Sendable, Equatable {
  package enum Encoding: String, Sendable {
    case gsm = "GSM"
    case ucs2 = "UCS2"
  }

  package let encoding: Encoding
  /// Septets or UTF-16 units.
  package let units: Int
  /// 0 for an empty text.
  package let parts: Int

  package init(encoding: Encoding, units: Int, parts: Int) {
    self.encoding = encoding
    self.units = units
    self.parts = parts
  }

  /// - Complexity: O(*n*); no allocation.
  package init(_ text: String) {
    var count = Counter(single: 160, part: 153)
    let ascii = Self.ascii
    for scalar in text.unicodeScalars {
      let value = Int(scalar.value)
      let cost = value < 128 ? Int(ascii[value]) : Self.septets(scalar)
      guard cost > 0 else {
        self = Self.ucs2(text)
        return
      }
      count.add(cost)
    }
    self.init(encoding: .gsm, units: count.units, parts: count.parts)
  }

  private static func ucs2(_ text: String) -> SMSSegmentation {
    var count = Counter(single: 70, part: 67)
    for scalar in text.unicodeScalars { count.add(scalar.value > 0xffff ? 2 : 1) }
    return SMSSegmentation(encoding: .ucs2, units: count.units, parts: count.parts)
  }

  private struct Counter {
    let single: Int
    let part: Int
    var units = 0
    private var full = 0
    private var room: Int

    init(single: Int, part: Int) {
      self.single = single
      self.part = part
      room = part
    }

    mutating func add(_ cost: Int) {
      units += cost
      if cost > room {
        full += 1
        room = part
      }
      room -= cost
    }

    var parts: Int { units == 0 ? 0 : units <= single ? 1 : full + 1 }
  }

  /// The septets of a character in the GSM 7-bit default alphabet and its extension table: 1, 2,
  /// or 0 for a character that neither has.
  package static func septets(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 128 { return Int(ascii[Int(value)]) }
    return switch scalar {
    case "£", "¥", "è", "é", "ù", "ì", "ò", "Ç", "Ø", "ø", "Å", "å", "Δ", "Φ", "Γ", "Λ", "Ω", "Π",
      "Ψ", "Σ", "Θ", "Ξ", "Æ", "æ", "ß", "É", "¤", "¡", "Ä", "Ö", "Ñ", "Ü", "§", "¿", "ä", "ö",
      "ñ", "ü", "à":
      1
    case "€": 2
    default: 0
    }
  }

  /// Septets of the ASCII characters.
  private static let ascii: [UInt8] = (0..<128).map { code in
    switch UInt8(code) {
    case 0x0a, 0x0d: 1
    case 0x0c: 2
    case UInt8(ascii: "^"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"),
      UInt8(ascii: "["), UInt8(ascii: "~"), UInt8(ascii: "]"), UInt8(ascii: "|"):
      2
    case 0..<0x20, 0x7f, UInt8(ascii: "`"): 0
    default: 1
    }
  }
}
