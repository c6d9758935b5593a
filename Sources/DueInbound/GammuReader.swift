import DueFormats
import DueModel
import DueSystem

/// A message as gammu-smsd leaves it in `inboxpath`: the text in a file, all else in its name, and
/// a long message as one file a part; with `inboxformat detail`, all of a message in one file.
///
///     IN20261123_090511_00_+12025550130_00.txt
///
/// Source: the gammu-smsd manual 1.42, "Files backend: Received messages".
package struct GammuReader {
  private let numbers: InboundNumbers
  private let to: String
  private let zone: TimeZone

  /// - Parameter to: our number, which gammu does not tell.
  package init(_ numbers: InboundNumbers, to: String, zone: TimeZone) {
    self.numbers = numbers
    self.to = to
    self.zone = zone
  }

  /// What the name of a file tells.
  package struct Name: Equatable {
    package var date: Substring
    package var time: Substring
    package var serial: Substring
    package var sender: Substring
    package var part: Int

    /// Nil for a name that is not of this form.
    package init?(_ name: String) {
      guard name.hasPrefix("IN"), let dot = name.lastIndex(of: ".") else { return nil }
      let pieces = name[name.index(name.startIndex, offsetBy: 2)..<dot]
        .split(separator: "_", omittingEmptySubsequences: false)
      guard pieces.count >= 5, let last = pieces.last, let part = Int(last), part >= 0,
        pieces[0].utf8.count == 8, pieces[1].utf8.count == 6
      else { return nil }
      date = pieces[0]
      time = pieces[1]
      serial = pieces[2]
      // A sender's name may have the separator in it.
      sender = name[pieces[3].startIndex..<pieces[pieces.count - 2].endIndex]
      self.part = part
    }

    /// What the parts of one message have in common.
    package var message: String { "\(date)_\(time)_\(serial)_\(sender)" }
  }

  /// The files called `names` that are parts of messages, message by message, in order of time.
  package static func messages(_ names: [String]) -> [[String]] {
    var parts: [(message: String, part: Int, name: String)] = names.compactMap { name in
      Name(name).map { ($0.message, $0.part, name) }
    }
    parts.sort { ($0.message, $0.part, $0.name) < ($1.message, $1.part, $1.name) }
    var messages: [[String]] = []
    var last: (message: String, part: Int)?
    for (message, part, name) in parts {
      // A second file of one part is another message of the same second.
      if let last, last.message == message, last.part < part {
        messages[messages.count - 1].append(name)
      } else {
        messages.append([name])
      }
      last = (message, part)
    }
    return messages
  }

  /// Reads one message: its parts in order.
  ///
  /// - Throws: `NoMessage` for a status report; `RecordFault` for what cannot be read.
  package func read(_ parts: [Bytes], names: [String]) throws -> InboundMessage {
    guard let first = names.first, let name = Name(first) else {
      throw RecordFault(
        column: nil, "expected a name as IN20261123_090511_00_+12025550130_00.txt")
    }
    var body = ""
    var content = ByteBuffer()
    for (part, file) in zip(parts, names) {
      guard file.hasSuffix(".txt") else {
        throw RecordFault(
          column: nil,
          "expected a text (.txt), found another form")
      }
      body += try Self.text(part)
      content.append(part)
    }
    guard let at = Self.instant(name.date, name.time, zone) else {
      throw RecordFault.unexpected("the name", first, expected: "a date and a time")
    }
    var message = InboundMessage(
      .gammu, id: InboxID.id(String(first.prefix { $0 != "." }), of: content.bytes),
      from: numbers(String(name.sender)), body: body.withoutLineEnd)
    message.to = numbers(to)
    message.at = at
    return message
  }

  /// The text of a file, in whichever `inboxformat`.
  ///
  /// - Throws: `NoMessage` for a status report, which only a log relates to its message.
  private static func text(_ file: Bytes) throws -> String {
    if GammuBackup.isOne(file) {
      let backup = try GammuBackup(file)
      if backup.isReport { throw NoMessage() }
      return backup.body
    }
    // With `inboxformat unicode` gammu-smsd counts bytes of UTF-8 and writes as many characters: from
    // the first NUL on they are none of the text's.
    let file = untilNUL(file)
    guard let text = CharacterSet(of: file).decode(file) else {
      throw RecordFault(column: nil, "expected a text in UTF-8 or UTF-16, found neither")
    }
    return text
  }

  /// The file up to the first NUL of a text in UTF-16; all of another.
  private static func untilNUL(_ file: Bytes) -> Bytes {
    guard file.count >= 2, file[0] ^ file[1] == 1, file[0] | file[1] == 0xff else { return file }
    let pairs = stride(from: 2, to: file.count - 1, by: 2)
    guard let end = pairs.first(where: { file[$0] == 0 && file[$0 + 1] == 0 }) else { return file }
    return Bytes(rebasing: file[..<end])
  }

  private static func instant(_ date: Substring, _ time: Substring, _ zone: TimeZone) -> Instant? {
    func pairs(_ text: Substring) -> String {
      var out = ""
      for (i, character) in text.enumerated() {
        if i > 0, i % 2 == 0 { out += "-" }
        out.append(character)
      }
      return out
    }
    guard date.hasPrefix("20") else { return nil }
    return Instant(localTime: "\(pairs(date.dropFirst(2)))-\(pairs(time))", zone)
  }
}
