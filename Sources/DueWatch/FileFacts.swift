import DueFormats
import DueSystem

/// What is known of a file that was taken, for the command's words and variables.
package struct FileFacts: Sendable {
  /// Where the file is now: in `.work`, under its own name.
  package var path: Path
  package var name: FileName
  /// The watched directory.
  package var directory: Path
  package var sha256: String
  package var size: Int64
  /// When it was taken.
  package var taken: Instant
  /// 1 at the first start of the command, and so on.
  package var attempt: Int

  package init(
    path: Path, name: FileName, directory: Path, sha256: String, size: Int64, taken: Instant,
    attempt: Int
  ) {
    self.path = path
    self.name = name
    self.directory = directory
    self.sha256 = sha256
    self.size = size
    self.taken = taken
    self.attempt = attempt
  }

  package func value(of placeholder: Placeholder) -> [UInt8] {
    switch placeholder {
    case .path: path.bytes
    case .name: name.bytes
    case .base: name.base
    case .ext: name.ext
    case .dir: directory.bytes
    case .sha256: Array(sha256.utf8)
    case .ts: Array(timestamp.utf8)
    }
  }

  /// `20261123T123000Z` (ISO 8601, basic form): fit for names.
  private var timestamp: String {
    let text = Array(taken.iso8601.utf8.prefix(19)).filter { $0 != 0x2D && $0 != 0x3A }
    return String(decoding: text, as: UTF8.self) + "Z"
  }

  /// The names of the variables that the command gets.
  static let variables =
    Placeholder.allCases.map(\.variable) + ["DUE_ATTEMPT", "DUE_RESULTS", "DUE_SUMMARY"]

  /// Appends the variables that the command gets.
  func append(to environment: inout CStrings, results: Path, summary: Path) {
    for placeholder in Placeholder.allCases {
      environment.append(variable: placeholder.variable, value(of: placeholder))
    }
    environment.append(variable: "DUE_ATTEMPT", Array(String(attempt).utf8))
    environment.append(variable: "DUE_RESULTS", results.bytes)
    environment.append(variable: "DUE_SUMMARY", summary.bytes)
  }
}

/// A word in braces that stands for something about the file.
package enum Placeholder: String, CaseIterable, Sendable {
  case path, name, base, ext, dir, sha256, ts

  /// The variable with the same value.
  package var variable: String {
    switch self {
    case .path: "DUE_FILE"
    case .name: "DUE_NAME"
    case .base: "DUE_BASE"
    case .ext: "DUE_EXT"
    case .dir: "DUE_DIR"
    case .sha256: "DUE_SHA256"
    case .ts: "DUE_TS"
    }
  }

  /// Whether whoever drops the file chooses the value.
  var isFromName: Bool { self != .sha256 && self != .ts && self != .dir }

  /// The placeholder at the front of `text`, if one stands there: `{name}`.
  init?(at text: ArraySlice<UInt8>) {
    guard text.first == UInt8(ascii: "{"), let end = text.prefix(9).firstIndex(of: 0x7D),
      let found = Placeholder(rawValue: String(decoding: text[..<end].dropFirst(), as: UTF8.self))
    else { return nil }
    self = found
  }

  /// How many bytes it takes, braces included.
  var length: Int { rawValue.utf8.count + 2 }
}
