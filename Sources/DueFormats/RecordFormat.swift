import DueSystem

/// The form of records: told, else by the file's suffix, else by its first byte.
package enum RecordFormat: String, Sendable, CaseIterable {
  case csv
  case jsonl

  /// The format of `source`: as told, else by the suffix of its name, else by its first byte.
  package static func of(_ source: inout ByteSource, told: RecordFormat?) throws -> RecordFormat {
    if let told { return told }
    if let named = RecordFormat(fileName: source.name) { return named }
    let first = try source.peek()
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .jsonl : .csv
  }

  /// The format that a file's name tells, compression suffixes aside.
  package init?(fileName: String) {
    var name = fileName.lowercased()
    for suffix in [".gz", ".zst", ".bz2", ".xz"] where name.hasSuffix(suffix) {
      name.removeLast(suffix.count)
    }
    if name.hasSuffix(".csv") {
      self = .csv
    } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") || name.hasSuffix(".json") {
      self = .jsonl
    } else {
      return nil
    }
  }
}
