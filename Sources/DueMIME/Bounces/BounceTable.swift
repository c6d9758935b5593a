import DueFormats
import DueSystem

/// What a bounce means, in the words of SES.
package struct BounceKind: Hashable, Sendable {
  /// `Permanent`, `Transient` or `Undetermined`.
  package var type: String
  package var subtype: String

  package init(type: String, subtype: String) {
    self.type = type
    self.subtype = subtype
  }

  package static let undetermined = BounceKind(type: "Undetermined", subtype: "Undetermined")

  static let types: Set<String> = ["Permanent", "Transient", "Undetermined"]
}

/// Says what status codes and words mean: `data/bounces.tsv`, or a file of the user's.
package struct BounceTable: Sendable {
  private var rules: [Rule] = []
  private var subjects: [[UInt8]] = []
  private var words: [[UInt8]] = []
  private var ends: [[UInt8]] = []
  private var absences: [[UInt8]] = []

  private struct Rule: Sendable {
    /// Three numbers; nil is any.
    let status: [Int?]
    /// In lower case; empty for any.
    let text: [UInt8]
    let kind: BounceKind
  }

  /// Reads the table at `path`.
  ///
  /// - Throws: status 66 where it cannot be read, 78, with the line, where it is wrong.
  package static func read(_ path: String) throws -> BounceTable {
    var table = BounceTable()
    var reader = LineReader(try ByteSource.open(path))
    while try reader.next() {
      let line = reader.text.trimmedSpace
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      let cells = reader.text.string.split(separator: "\t", omittingEmptySubsequences: false)
        .map { $0.trimmingSpace }
      guard table.add(cells) else {
        throw RunFault(
          .configuration,
          "\(path):\(reader.number): expected status, bounceType, bounceSubType and a text, "
            + "parted by tabs, found '\(line.string)'")
      }
    }
    guard !table.rules.isEmpty else {
      throw RunFault(.configuration, "\(path): expected rules, found none")
    }
    return table
  }

  private mutating func add(_ cells: [String]) -> Bool {
    guard (3...4).contains(cells.count) else { return false }
    let text = Array((cells.count == 4 ? cells[3] : "").lowercased().utf8)
    switch cells[0] {
    case "subject": subjects.append(text)
    case "words": words.append(text)
    case "end": ends.append(text)
    case "away": absences.append(text)
    default:
      guard let status = Self.pattern(cells[0]), BounceKind.types.contains(cells[1]),
        !cells[2].isEmpty
      else { return false }
      let kind = BounceKind(type: cells[1], subtype: cells[2])
      rules.append(Rule(status: status, text: text, kind: kind))
      return true
    }
    return !text.isEmpty
  }

  private static func pattern(_ text: String) -> [Int?]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.allSatisfy({ $0 == "*" || Int($0) != nil }) else { return nil }
    return parts.map { Int($0) }
  }

  /// What a recipient's failure means.
  ///
  /// - Parameters:
  ///   - status: nil where none was told.
  ///   - text: the diagnosis, white space of any kind being one space.
  /// - Complexity: O(*n* × rules).
  package func kind(_ status: EnhancedStatus?, _ text: Bytes) -> BounceKind {
    rules.first { rule in
      let fits = status.map { $0.matches(rule.status) } ?? (rule.status == [nil, nil, nil])
      return fits && (rule.text.isEmpty || text.contains(rule.text))
    }?.kind ?? .undetermined
  }

  /// Whether the words of `text` say that something bounced.
  package func hasWordsOfBounce(_ text: Bytes) -> Bool {
    words.contains { text.contains($0) }
  }

  /// Whether the words of a rule, not only a status, say what `text` means.
  package func knows(_ text: Bytes) -> Bool {
    rules.contains { !$0.text.isEmpty && text.contains($0.text) }
  }

  package func isSubjectOfBounce(_ subject: Bytes) -> Bool {
    subjects.contains { subject.contains($0) }
  }

  package func isSubjectOfAbsence(_ subject: Bytes) -> Bool {
    absences.contains { subject.contains($0) }
  }

  /// Whether the mail that came back begins at `line`.
  package func isEnd(_ line: Bytes) -> Bool { ends.contains { line.contains($0) } }
}

extension UnsafeRawBufferPointer {
  fileprivate func contains(_ text: [UInt8]) -> Bool {
    text.withUnsafeBytes { firstFolded($0) != nil }
  }
}

extension Substring {
  fileprivate var trimmingSpace: String {
    var rest = self
    while let first = rest.unicodeScalars.first, first.value <= 0x20 { rest.removeFirst() }
    while let last = rest.unicodeScalars.last, last.value <= 0x20 { rest.removeLast() }
    return String(rest)
  }
}
