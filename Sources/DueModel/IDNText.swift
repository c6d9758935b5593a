@_spi(_Unicode) import Swift

/// A domain as people write it, in characters that are not all ASCII.
package enum IDNText {
  /// The text in lower case and normalization form C, wide letters being narrow, without what nobody
  /// sees.
  ///
  /// Source: UTS 46, section 4, steps 1 and 2; the wide forms of U+FF01 to U+FF5E.
  static func mapped(_ text: String) -> String.UnicodeScalarView {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isIgnored(scalar) {
      if case 0xff01...0xff5e = scalar.value, let narrow = Unicode.Scalar(scalar.value - 0xfee0) {
        plain.append(narrow)
      } else {
        plain.append(scalar)
      }
    }
    var composed = String.UnicodeScalarView()
    composed.append(contentsOf: String(plain).lowercased()._nfc)
    return composed
  }

  /// Joiners tell words apart in some scripts (RFC 5892, appendix A): they are not mapped away.
  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isDefaultIgnorableCodePoint && scalar != "\u{200c}" && scalar != "\u{200d}"
  }

  /// Whether `text` has a character that no domain can have: one that another would have to stand for,
  /// white space, or none at all.
  ///
  /// Source: UTS 46, section 4, step 4; RFC 5892, section 2.6, for the two letters that stay.
  package static func hasForbidden(_ text: String) -> Bool {
    mapped(text).contains { scalar in
      if scalar.isASCII || scalar == "\u{df}" || scalar == "\u{3c2}" { return false }
      // These are dots.
      if ["\u{3002}", "\u{ff0e}", "\u{ff61}"].contains(scalar) { return false }
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
        .lineSeparator, .paragraphSeparator:
        return scalar != "\u{200c}" && scalar != "\u{200d}"
      default: return scalar.properties.changesWhenNFKCCaseFolded
      }
    }
  }
}
