/// Text as a terminal shows it: data cannot steer it, and columns know their width.
package struct DisplayText {
  package private(set) var text: String
  /// Columns that it takes.
  package private(set) var width: Int

  /// Controls and characters that turn the direction of text are shown as `�`, line ends as `⏎`.
  package init(_ source: String) {
    text = ""
    width = 0
    for scalar in source.unicodeScalars {
      switch scalar.value {
      case 0x0D: continue
      case 0x0A: append("⏎")
      case 0x09: append(" ")
      case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        append("\u{FFFD}")
      default: append(scalar)
      }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    text.unicodeScalars.append(scalar)
    width += Self.width(of: scalar)
  }

  /// 0 for what joins the character before it, 2 for East Asian wide and for pictures, else 1.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  /// At most `limit` columns; what is cut off is shown by `…`.
  package func cut(to limit: Int) -> DisplayText {
    guard width > limit else { return self }
    var short = DisplayText("")
    for scalar in text.unicodeScalars {
      guard short.width + Self.width(of: scalar) < limit else { break }
      short.append(scalar)
    }
    short.append("…")
    return short
  }

  /// With spaces behind it, or with `right` before it, up to `columns`.
  package func padded(to columns: Int, right: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, columns - width))
    return right ? spaces + text : text + spaces
  }

  /// In lines of at most `limit` columns, broken at spaces where there are any.
  package func wrapped(at limit: Int) -> [String] {
    var lines: [String] = []
    var line = DisplayText("")
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      var word = DisplayText(String(word))
      if line.width > 0, line.width + 1 + word.width > limit {
        lines.append(line.text)
        line = DisplayText("")
      }
      while word.width > limit {
        let head = word.cut(to: limit + 1).text.dropLast()
        lines.append(String(head))
        word = DisplayText(String(word.text.dropFirst(head.count)))
      }
      line = line.width == 0 && lines.isEmpty && line.text.isEmpty ? word : line.joined(word)
    }
    lines.append(line.text)
    return lines
  }

  private func joined(_ word: DisplayText) -> DisplayText {
    width == 0 ? word : DisplayText(text + " " + word.text)
  }
}
