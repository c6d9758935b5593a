import DueFormats
import DueSystem

/// A table of domains: CSV with two columns, `domain` and another, in any order among others; lines
/// that begin with `#` are notes.
enum DomainTable {
  /// Hands each row to `body`: its place, for messages, the domain, and the other field.
  ///
  /// - Parameters:
  ///   - other: the name of the other column.
  ///   - expected: what a row is, for messages.
  /// - Throws: status 66 where it cannot be read, 78, with the line, where it is wrong.
  static func read(
    _ path: String, other: String, expected: String,
    _ body: (_ place: String, _ domain: String, _ value: String) throws -> Void
  ) throws {
    var reader = CSVReader(try ByteSource.open(path))
    var columns: (domain: Int, other: Int)?
    while try reader.next() {
      let place = "\(path):\(reader.line)"
      if let fault = reader.fault { throw RunFault(.configuration, "\(place): \(fault)") }
      let fields = (0..<reader.count).map { reader.string($0) }
      if fields[0].hasPrefix("#") { continue }
      guard let columns else {
        columns = try Self.columns(fields, other, place)
        continue
      }
      guard fields.count > max(columns.domain, columns.other) else {
        throw RunFault(.configuration, "\(place): expected \(expected)")
      }
      try body(place, fields[columns.domain], fields[columns.other])
    }
    if columns == nil {
      throw RunFault(
        .configuration, "\(path): expected the columns 'domain' and '\(other)', found none")
    }
  }

  private static func columns(
    _ header: [String], _ other: String, _ place: String
  ) throws -> (Int, Int) {
    guard let domain = header.firstIndex(of: "domain"), let other = header.firstIndex(of: other)
    else {
      throw RunFault(
        .configuration,
        "\(place): expected the columns 'domain' and '\(other)', found "
          + header.map { "'\($0)'" }.joined(separator: ", "))
    }
    return (domain, other)
  }
}
