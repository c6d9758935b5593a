import DueFormats
import DueModel
import DueSystem

/// A file of an inbox that is no message, and is left where it is.
package struct NoMessage: Error {}

/// A file as SMS Server Tools (smsd) write it: headers, an empty line, the text.
///
/// Source: the manual of smstools 3.1, "SMS file format".
struct ServerToolsFile {
  private var headers: [String: String] = [:]
  let text: Bytes

  /// - Throws: for a file without an empty line, and for a header without a colon.
  init(_ file: Bytes) throws(RecordFault) {
    var start = 0
    while start < file.count {
      let rest = Bytes(rebasing: file[start...])
      let end = rest.firstIndex(of: 0x0a) ?? rest.count
      var line = Bytes(rebasing: rest[..<end])
      if line.last == 0x0d { line = Bytes(rebasing: line.dropLast()) }
      start += min(end + 1, rest.count)
      if line.isEmpty {
        text = Bytes(rebasing: file[start...])
        return
      }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
        throw .unexpected(
          "the headers", String(decoding: line.prefix(40), as: UTF8.self),
          expected: "a name and a colon")
      }
      let value = String(decoding: line[(colon + 1)...].drop { $0 == 0x20 }, as: UTF8.self)
      headers[String(decoding: line[..<colon], as: UTF8.self)] = value
    }
    throw RecordFault(
      column: nil, "expected headers, an empty line and a text, found no empty line")
  }

  subscript(name: String) -> String? { headers[name] }

  /// Whether it is what a carrier tells of a message of ours.
  var isReport: Bool { text.starts(with: "SMS STATUS REPORT") }

  /// Whether it is a message of ours: what was received says when.
  var isOutgoing: Bool { headers["To"] != nil && headers["Received"] == nil }

  /// The time in the first of `names` that is there; nil where none is.
  func time(_ names: String..., zone: TimeZone) throws(RecordFault) -> Instant? {
    for name in names {
      guard let time = headers[name] else { continue }
      guard let instant = Instant(localTime: time, zone) else {
        throw .unexpected(name, time, expected: "a time as 26-11-23 09:05:11")
      }
      return instant
    }
    return nil
  }
}

/// Reads messages that smsd leaves in `incoming`.
package struct ServerToolsReader {
  let numbers: InboundNumbers
  /// Our numbers by the name of the modem; that of every other modem under the empty name.
  private let ours: [String: String]
  /// Zone of the times, which are those of the gateway's clock.
  let zone: TimeZone

  package init(_ numbers: InboundNumbers, ours: [String: String], zone: TimeZone) {
    self.numbers = numbers
    self.ours = ours
    self.zone = zone
  }

  /// Reads the file called `name`.
  ///
  /// - Throws: `NoMessage` for a delivery report and for a message of ours; `RecordFault` for what
  ///   cannot be read.
  package func read(_ bytes: Bytes, name: String) throws -> InboundMessage {
    let file = try ServerToolsFile(bytes)
    if file.isReport || file.isOutgoing { throw NoMessage() }
    return try message(file, id: InboxID.id(name, of: bytes))
  }

  func message(_ file: ServerToolsFile, id: String) throws(RecordFault) -> InboundMessage {
    guard let from = file["From"], !from.isEmpty else {
      throw .missing("From", "of a received message")
    }
    let body = try body(file.text, file["Alphabet"] ?? "ISO")
    let isInternational = file["From_TOA"]?.contains("international") ?? false
    var message = InboundMessage(
      .smstools, id: id, from: numbers(from, isInternational: isInternational), body: body)
    let modem = file["Modem"] ?? ""
    message.to = numbers(file["To"] ?? ours[modem] ?? ours[""] ?? "")
    // When it came to the gateway; a modem that was off for a day got what was sent before.
    message.at = try file.time("Received", "Sent", zone: zone)
    return message
  }

  private func body(_ text: Bytes, _ alphabet: String) throws(RecordFault) -> String {
    let set: CharacterSet?
    switch alphabet.uppercased() {
    case "ISO", "LATIN", "LATIN-1": set = text.isUTF8 ? .utf8 : .latin9
    case "UTF-8", "UTF8", "GSM": set = .utf8
    case "UCS2", "UCS-2", "UNICODE": set = .utf16BigEndian
    default: set = nil
    }
    guard let set else { throw .unexpected("Alphabet", alphabet, expected: "ISO, UTF-8 or UCS2") }
    guard let body = set.decode(text) else {
      throw .unexpected(
        "the text", String(decoding: text.prefix(40), as: UTF8.self),
        expected: "characters of \(alphabet)")
    }
    return body.withoutLineEnd
  }
}

/// The name of a message that gateways leave in a file: the file's, and a part of a hash of what
/// is in it, for names come again once a gateway starts anew.
enum InboxID {
  static func id(_ name: String, of content: Bytes) -> String {
    "\(name)-\(SHA256(content).hex.prefix(16))"
  }
}

extension String {
  /// The text without a line end that the gateway wrote behind it.
  var withoutLineEnd: String {
    var text = self
    if text.unicodeScalars.last == "\n" { text.unicodeScalars.removeLast() }
    if text.unicodeScalars.last == "\r" { text.unicodeScalars.removeLast() }
    return text
  }
}

extension Instant {
  /// A moment as the gateway's clock showed it: `26-11-23 09:05:11`.
  init?(localTime text: String, _ zone: TimeZone) {
    let parts = text.split { $0 == "-" || $0 == " " || $0 == ":" }.map { Int($0) }
    guard parts.count == 6, let year = parts[0], let month = parts[1], let day = parts[2],
      let hour = parts[3], let minute = parts[4], let second = parts[5],
      (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), (0...99).contains(year)
    else { return nil }
    self = zone.instant(
      local: Instant(
        year: 2000 + year, month: month, day: day, hour: hour, minute: minute, second: second))
  }
}
