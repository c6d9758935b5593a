import DueModel
import DueSystem

/// What is answered: a file of columns parted by tabs, as due-opt-out(1) has it.
package struct ReplyTexts: Sendable {
  private struct Text {
    var action: ReplyAction
    /// Empty for every list.
    var list: String
    var language: String
    var places: Places
    var text: String
  }

  private let texts: [Text]

  /// Reads the file at `path` and puts `values` in.
  ///
  /// A text that names what has no value is left out.
  ///
  /// - Throws: status 78, with the line, for one that is no reply, or that does not fit into one
  ///   message.
  package init(file path: String, values: [String: String]) throws {
    texts = try TabbedFile(path, columns: 5).rows.compactMap { row in
      guard let action = ReplyAction(rawValue: row[0]),
        action == .optIn || action == .optOut
          || action == .help
      else { throw row.fault("opt_in, opt_out or help", row[0]) }
      guard let text = try Self.fill(row, values) else { return nil }
      let size = SMSSegmentation(text)
      guard size.parts == 1 else {
        throw row.fault(
          "a reply that fits into one message (160 characters, 70 beyond the GSM alphabet)",
          "\(size.units) of \(size.encoding.rawValue): \(text)")
      }
      return Text(
        action: action, list: row[1] == "*" ? "" : row[1], language: row[2],
        places: try row.places(3), text: text)
    }
  }

  /// The text with every `{{name}}` replaced; nil where one has no value.
  private static func fill(_ row: TabbedFile.Row, _ values: [String: String]) throws -> String? {
    var out = ""
    var rest = row[4][...]
    while let open = rest.firstRange(of: "{{") {
      out += rest[..<open.lowerBound]
      rest = rest[open.upperBound...]
      guard let close = rest.firstRange(of: "}}") else {
        throw row.fault("}} after each {{", row[4])
      }
      let name = String(rest[..<close.lowerBound])
      guard let value = values[name] else {
        throw row.fault("{{brand}} or {{contact}}", "{{\(name)}}")
      }
      if value.isEmpty { return nil }
      out += value
      rest = rest[close.upperBound...]
    }
    return out + rest
  }

  /// What to answer; nil where the file has nothing.
  ///
  /// - Parameters:
  ///   - language: of the keyword; empty for one of all languages: then the place tells.
  ///   - number: whose reply it is, in E.164.
  package func text(
    _ action: ReplyAction, list: String, language: String, to number: String
  ) -> String? {
    let fit = texts.filter { $0.action == action && ($0.list.isEmpty || $0.list == list) }
    let own = fit.filter { !$0.list.isEmpty }
    for candidates in [own, fit] {
      let spoken = language.isEmpty ? nil : candidates.first { $0.language == language }
      let found =
        spoken ?? candidates.first { !$0.places.isEverywhere && $0.places.contain(number) }
        ?? candidates.first { $0.places.isEverywhere }
      if let found { return found.text }
    }
    return nil
  }
}

/// Numbers of the United States and Canada whose calls are free: carriers answer STOP to them
/// themselves, and nobody else may.
package enum TollFree {
  /// Source: NANPA, toll-free codes in use (833, 844, 855, 866, 877, 888, 800).
  private static let codes = ["800", "833", "844", "855", "866", "877", "888"]

  package static func contains(_ number: String) -> Bool {
    number.hasPrefix("+1") && number.utf8.count == 12
      && codes.contains { number.dropFirst(2).hasPrefix($0) }
  }
}
