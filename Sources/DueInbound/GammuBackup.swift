import DueFormats
import DueModel
import DueSystem

/// A message as gammu keeps it in detail: `inboxformat detail`, all parts of a message in one file.
///
///     [SMSBackup000]
///     PDU = Deliver
///     DateTime = 20261127T173238
///     UDH = 050003290301
///     Text00 = 00530074006F0070
///     Coding = Unicode_No_Compression
///
/// Source: the gammu manual 1.42, "SMS Backup Format".
struct GammuBackup {
  private struct Part {
    var values: [Substring: Substring] = [:]
    /// UTF-16 in hexadecimal digits, line by line.
    var text = ""

    /// Its place among the parts: the last octet of the header that joins them.
    var place: Int { values["UDH"].flatMap { Int($0.suffix(2), radix: 16) } ?? 0 }
  }

  /// What a carrier tells of a message of ours.
  let isReport: Bool
  let body: String

  /// Whether `file` is one, and not a text that somebody wrote.
  static func isOne(_ file: Bytes) -> Bool {
    file.starts(with: "; This file format was designed for Gammu")
      || file.starts(with: "[SMSBackup")
  }

  /// - Throws: for a message that is no text, and for what does not make sense.
  init(_ file: Bytes) throws(RecordFault) {
    let parts = Self.parts(file)
    guard let first = parts.first else {
      throw RecordFault(column: nil, "expected a section [SMSBackup000], found none")
    }
    isReport = first.values["PDU"] == "Status_Report"
    var units: [UInt16] = []
    for part in parts.sorted(by: { $0.place < $1.place }) {
      guard part.values["Coding"] != "8bit" else {
        throw .unexpected("Coding", "8bit", expected: "a text")
      }
      try Self.append(part.text, to: &units)
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw RecordFault(column: "Text00", "expected a text in UTF-16, found another")
    }
    body = text
  }

  private static func parts(_ file: Bytes) -> [Part] {
    var parts: [Part] = []
    for line in String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline) {
      if line.hasPrefix("[SMSBackup") {
        parts.append(Part())
        continue
      }
      let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !parts.isEmpty, !line.hasPrefix(";") else { continue }
      let name = pair[0].drop { $0 == " " }.prefix { $0 != " " }
      let value = pair[1].drop { $0 == " " }.prefix { $0 != " " }
      if name.hasPrefix("Text"), name.dropFirst(4).allSatisfy(\.isNumber) {
        parts[parts.count - 1].text += value
      } else {
        parts[parts.count - 1].values[name] = value
      }
    }
    return parts
  }

  private static func append(_ digits: String, to units: inout [UInt16]) throws(RecordFault) {
    var rest = digits[...]
    while !rest.isEmpty {
      guard rest.utf8.count >= 4, let unit = UInt16(rest.prefix(4), radix: 16) else {
        throw .unexpected(
          "Text00", String(rest.prefix(8)), expected: "four hexadecimal digits a character")
      }
      units.append(unit)
      rest = rest.dropFirst(4)
    }
  }
}
