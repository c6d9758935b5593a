import DueFormats
import DueSystem

/// A text with places for columns: `Hi {{name}}, see you on {{date}}.`
///
/// Nothing is ever sent with a hole in it: a column that is not there, empty or blank, is an error.
/// The spaces around a name and its case do not matter.
package struct ColumnTemplate: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case text(String)
    case column(String)
  }

  private var pieces: [Piece] = []
  /// The columns it has places for, in lower case.
  package var columns: [String] {
    pieces.compactMap { if case .column(let name) = $0 { name } else { nil } }
  }

  /// - Parameter name: what faults call it.
  /// - Throws: status 78 for a brace that is not closed, or a place without a name.
  package init(_ source: String, name: String) throws {
    var rest = Substring(source)
    // A file's last line end is the editor's, not the message's.
    if rest.unicodeScalars.last == "\n" { rest.unicodeScalars.removeLast() }
    if rest.unicodeScalars.last == "\r" { rest.unicodeScalars.removeLast() }
    while let open = Self.find("{{", in: rest) {
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      let inner = rest.unicodeScalars.index(open, offsetBy: 2)
      guard let close = Self.find("}}", in: rest[inner...]) else {
        throw RunFault(
          .configuration, "\(name): expected '}}' after '\(rest[open...].prefix(30))'")
      }
      let column = rest[inner..<close].trimmed.lowercased()
      guard !column.isEmpty, !column.contains("{") else {
        throw RunFault(
          .configuration,
          "\(name): expected a column's name between braces, found '\(rest[inner..<close])'")
      }
      pieces.append(.column(column))
      rest = rest[rest.unicodeScalars.index(close, offsetBy: 2)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
  }

  /// Reads the template in the file at `path`.
  package init(file path: String) throws {
    try self.init(ByteSource.exactText(of: path), name: path)
  }

  private static func find(_ mark: String, in text: Substring) -> Substring.Index? {
    let scalars = text.unicodeScalars
    guard let sign = mark.unicodeScalars.first else { return nil }
    var place = scalars.startIndex
    while place < scalars.endIndex {
      let next = scalars.index(after: place)
      if scalars[place] == sign, next < scalars.endIndex, scalars[next] == sign { return place }
      place = next
    }
    return nil
  }

  func render(_ column: (String) -> String?) throws(IntakeFault) -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let fixed): text += fixed
      case .column(let name):
        guard let value = column(name), value.contains(where: { !$0.isWhitespace }) else {
          throw IntakeFault(
            "missing_variable", name, "expected a value in '\(name)' for the template, found none")
        }
        text += value
      }
    }
    return text
  }
}
