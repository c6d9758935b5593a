/// What a character is to the parser: the classes that libphonenumber's patterns tell apart.
///
/// Letters are folded to lower case, but for `X`, which one pattern wants lower.
enum Mark: UInt8, CaseIterable {
  case digit, plus
  case letter, letterA, letterE, letterI, letterN, letterO, letterS, letterT, letterX, capitalX
  /// Letters that are `i` or `s` where case is ignored, and no letters elsewhere: U+0130, U+0131,
  /// U+017F; and U+212A.
  case oddI, oddS, oddK
  case wideE, wideI, wideN, wideT, wideX
  case cyrillicD, cyrillicO, cyrillicB
  case oAcute, combiningAcute
  case dash, space, noBreakSpace, stop, wideStop, slash, backslash, tilde, wideTilde
  /// Brackets, other dashes and spaces that stand in numbers.
  case punctuation
  case star, hash, wideHash, comma, semicolon, colon, equals, tab
  /// Another letter or number.
  case word
  case other

  @inline(__always)
  var bit: UInt64 { 1 &<< UInt64(rawValue) }
}

/// Sets of marks, as bits: constants once the compiler is through with them.
enum Marks {
  static var starts: UInt64 { Mark.digit.bit | Mark.plus.bit }
  private static var letters: UInt64 {
    Mark.letter.bit | Mark.letterA.bit | Mark.letterE.bit | Mark.letterI.bit | Mark.letterN.bit
      | Mark.letterO.bit | Mark.letterS.bit | Mark.letterT.bit
  }
  private static var odd: UInt64 { Mark.oddI.bit | Mark.oddS.bit | Mark.oddK.bit }
  private static var wide: UInt64 {
    Mark.wideE.bit | Mark.wideI.bit | Mark.wideN.bit | Mark.wideT.bit | Mark.wideX.bit
  }
  private static var foreign: UInt64 {
    Mark.cyrillicD.bit | Mark.cyrillicO.bit | Mark.cyrillicB.bit | Mark.oAcute.bit
  }
  /// What may end a number; the rest is cut off.
  static var ends: UInt64 {
    Mark.digit.bit | letters | xs | odd | wide | foreign | Mark.hash.bit | Mark.word.bit
  }
  /// Punctuation that may stand between digits, a star among it.
  static var between: UInt64 {
    Mark.dash.bit | xs | Mark.space.bit | Mark.noBreakSpace.bit | Mark.stop.bit
      | Mark.wideStop.bit | Mark.slash.bit | Mark.tilde.bit | Mark.wideTilde.bit
      | Mark.punctuation.bit | Mark.star.bit
  }
  /// What may follow the third digit.
  static var tail: UInt64 { between | Mark.digit.bit | letters | odd }
  static var spaces: UInt64 { Mark.space.bit | Mark.noBreakSpace.bit | Mark.tab.bit }
  static var beforeLabel: UInt64 { spaces | Mark.comma.bit }
  static var afterLabel: UInt64 { beforeLabel | Mark.dash.bit }
  static var labelEnds: UInt64 { Mark.colon.bit | Mark.stop.bit | Mark.wideStop.bit }
  static var xs: UInt64 { Mark.letterX.bit | Mark.capitalX.bit }
  static var ambiguous: UInt64 {
    xs | Mark.wideX.bit | Mark.hash.bit | Mark.wideHash.bit | Mark.tilde.bit | Mark.wideTilde.bit
  }
  static var i: UInt64 { Mark.letterI.bit | Mark.oddI.bit }
  static var s: UInt64 { Mark.letterS.bit | Mark.oddS.bit }
}

extension Mark {
  /// The mark of `scalar` and its value: a digit's from 0 to 9 (16 more when it is not ASCII), a
  /// letter's digit on a telephone's keypad and 64 (128 for the odd ones), 15 for anything else.
  static func of(_ scalar: UInt32) -> (Mark, UInt8) {
    switch scalar {
    case 48...57: return (.digit, UInt8(scalar - 48))
    case 65...90: return (scalar == 88 ? .capitalX : letter(scalar + 32), keypad(scalar - 65) | 64)
    case 97...122: return (letter(scalar), keypad(scalar - 97) | 64)
    case 0..<128: return (ascii(UInt8(scalar)), 15)
    default: return beyond(scalar)
    }
  }

  private static func keypad(_ index: UInt32) -> UInt8 {
    let keys: StaticString = "22233344455566677778889999"
    return keys.utf8Start[Int(index)] - 48
  }

  private static func letter(_ lower: UInt32) -> Mark {
    switch UInt8(lower) {
    case UInt8(ascii: "a"): .letterA
    case UInt8(ascii: "e"): .letterE
    case UInt8(ascii: "i"): .letterI
    case UInt8(ascii: "n"): .letterN
    case UInt8(ascii: "o"): .letterO
    case UInt8(ascii: "s"): .letterS
    case UInt8(ascii: "t"): .letterT
    case UInt8(ascii: "x"): .letterX
    default: .letter
    }
  }

  private static func ascii(_ byte: UInt8) -> Mark {
    switch byte {
    case UInt8(ascii: "+"): .plus
    case UInt8(ascii: "-"): .dash
    case UInt8(ascii: " "): .space
    case UInt8(ascii: "."): .stop
    case UInt8(ascii: "/"): .slash
    case UInt8(ascii: "\\"): .backslash
    case UInt8(ascii: "~"): .tilde
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"): .punctuation
    case UInt8(ascii: "*"): .star
    case UInt8(ascii: "#"): .hash
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ";"): .semicolon
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "="): .equals
    case 9: .tab
    default: .other
    }
  }

  private static func beyond(_ scalar: UInt32) -> (Mark, UInt8) {
    switch scalar {
    case 0xff0b: return (.plus, 15)
    case 0xa0: return (.noBreakSpace, 15)
    case 0xff0e: return (.wideStop, 15)
    case 0xff5e: return (.wideTilde, 15)
    case 0xff03: return (.wideHash, 15)
    case 0xad, 0x200b, 0x2010...0x2015, 0x2053, 0x2060, 0x2212, 0x223c, 0x3000, 0x30fc, 0xff08,
      0xff09, 0xff0d, 0xff0f, 0xff3b, 0xff3d:
      return (.punctuation, 15)
    case 0x130: return (.oddI, 15)
    case 0x131: return (.oddI, 4 | 128)
    case 0x17f: return (.oddS, 7 | 128)
    case 0x212a: return (.oddK, 15)
    case 0xff25, 0xff45: return (.wideE, 15)
    case 0xff29, 0xff49: return (.wideI, 15)
    case 0xff2e, 0xff4e: return (.wideN, 15)
    case 0xff34, 0xff54: return (.wideT, 15)
    case 0xff38, 0xff58: return (.wideX, 15)
    case 0x414, 0x434: return (.cyrillicD, 15)
    case 0x41e, 0x43e: return (.cyrillicO, 15)
    case 0x411, 0x431: return (.cyrillicB, 15)
    case 0xd3, 0xf3: return (.oAcute, 15)
    case 0x301: return (.combiningAcute, 15)
    default: return byCategory(scalar)
    }
  }

  private static func byCategory(_ scalar: UInt32) -> (Mark, UInt8) {
    guard let properties = Unicode.Scalar(scalar)?.properties else { return (.other, 15) }
    switch properties.generalCategory {
    case .decimalNumber:
      return (.digit, UInt8(properties.numericValue ?? 0) | 16)
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber, .otherNumber:
      return (.word, 15)
    default:
      return (.other, 15)
    }
  }
}
