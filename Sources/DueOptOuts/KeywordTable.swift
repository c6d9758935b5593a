import DueFormats
import DueModel
import DueSystem

/// What a reply asks for.
package enum ReplyAction: String, Sendable, CaseIterable {
  case optIn = "opt_in"
  case optOut = "opt_out"
  case help
  /// It may ask for an end: somebody should read it.
  case review
  case none
}

/// The words that people text to end messages, to have them again and to get help: a file of
/// columns parted by tabs, as due-opt-out(1) has it.
package struct KeywordTable: Sendable {
  /// How much a word means.
  enum Strength: String, CaseIterable {
    /// Nothing but the whole text.
    case exact
    /// As the whole text; within a longer one somebody should read it.
    case word
    /// As the whole text, and as the first of at most three words.
    case strong
    /// Within a text somebody should read it.
    case phrase
  }

  struct Keyword: Sendable {
    var action: ReplyAction
    var words: ReplyWords
    /// As records name it; empty for a phrase that is none.
    var name: String
    var strength: Strength
    /// Such as `fr`; empty for a word of all languages.
    var language: String
    var places: Places
  }

  let keywords: [Keyword]

  /// Reads the file at `path`.
  ///
  /// - Throws: status 78, with the line, for a line that is no keyword.
  package init(file path: String) throws {
    keywords = try TabbedFile(path, columns: 7).rows.map { row in
      guard let action = ReplyAction(rawValue: row[0]), action != .none,
        let strength = Strength(rawValue: row[3]),
        strength == .phrase ? action == .review : action != .review
      else {
        throw row.fault("an action and a strength that go together", "\(row[0]) \(row[3])")
      }
      let words = ReplyWords(row[1])
      guard !words.words.isEmpty else { throw row.fault("a word", row[1]) }
      return Keyword(
        action: action, words: words, name: row[2] == "-" ? "" : row[2], strength: strength,
        language: row[4] == "*" ? "" : row[4], places: try row.places(5))
    }
  }

  private init(keywords: [Keyword]) { self.keywords = keywords }

  /// The table with words of one's own for having messages again.
  package func adding(optIn words: [String]) -> KeywordTable {
    let own = words.map { word in
      let words = ReplyWords(word)
      return Keyword(
        action: .optIn, words: words, name: words.text, strength: .exact, language: "",
        places: .everywhere)
    }
    return KeywordTable(keywords: own + keywords)
  }
}

/// Where something holds: the calling codes of numbers.
package struct Places: Sendable, Equatable {
  /// With their `+`; empty for everywhere.
  private let codes: [String]

  static let everywhere = Places(codes: [])

  private init(codes: [String]) { self.codes = codes }

  /// `*`, or codes with spaces between them; nil for anything else.
  init?(_ text: String) {
    if text == "*" {
      codes = []
      return
    }
    codes = text.split(separator: " ").map { String($0) }
    let isGood = codes.allSatisfy { code in
      code.hasPrefix("+") && (2...5).contains(code.utf8.count)
        && code.utf8.dropFirst().allSatisfy { $0 &- 48 <= 9 }
    }
    if codes.isEmpty || !isGood { return nil }
  }

  var isEverywhere: Bool { codes.isEmpty }

  /// Whether `number`, in E.164, is in one of the places.
  func contain(_ number: String) -> Bool {
    codes.isEmpty || codes.contains { number.hasPrefix($0) }
  }
}

/// A text of lines and tabs; empty lines and those that begin with `#` are passed over.
struct TabbedFile {
  struct Row {
    let file: String
    let line: Int
    let fields: [String]

    subscript(column: Int) -> String { fields[column] }

    func fault(_ expected: String, _ found: String) -> RunFault {
      RunFault(.configuration, "\(file):\(line): expected \(expected), found '\(found)'")
    }

    func places(_ column: Int) throws -> Places {
      guard let places = Places(fields[column]) else {
        throw fault("* or calling codes such as '+34 +52'", fields[column])
      }
      return places
    }
  }

  let rows: [Row]

  init(_ path: String, columns: Int) throws {
    let text = try ByteSource.exactText(of: path, limit: 1 << 20)
    var rows: [Row] = []
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    for (i, line) in lines.enumerated() {
      var line = String(line)
      if line.unicodeScalars.last == "\r" { line.unicodeScalars.removeLast() }
      if line.isEmpty || line.hasPrefix("#") { continue }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
      let row = Row(file: path, line: i + 1, fields: fields)
      guard fields.count == columns else {
        throw row.fault("\(columns) columns parted by tabs", "\(fields.count)")
      }
      rows.append(row)
    }
    self.rows = rows
  }
}
