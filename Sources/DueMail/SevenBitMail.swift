import CDueScan
import DueDelivery
import DueMIME
import DueSystem
import Glibc

/// Writes whole mails so that any server takes them: ASCII, in lines of at most 998 bytes that end
/// with CR LF.
///
/// What is so already stays as it is but for line ends. Of other mails, the parts that need it are
/// encoded anew, in quoted-printable or base64, and header fields as encoded words or RFC 2231.
///
/// Source: RFC 5322, 2.1.1; RFC 2045, 6; RFC 6152, 3 (a server without 8BITMIME).
struct SevenBitMail: ~Copyable {
  private var parser = MailParser()
  private var raw = ByteBuffer(capacity: 4096)

  /// The longest line, without its end (RFC 5322, 2.1.1).
  static let lineLimit = 998

  /// Whether `text` is ASCII without NUL in lines that are short enough, whatever ends them.
  static func isPlain(_ text: Bytes) -> Bool {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    guard due_ascii_run(start, text.count) == text.count, memchr(start, 0, text.count) == nil
    else { return false }
    var place = 0
    while place < text.count {
      let end = text.lineEnd(from: place)
      let line = text.line(place, end)
      guard line.count <= lineLimit, !line.contains(0x0d) else { return false }
      place = end
    }
    return true
  }

  /// Appends `mail`.
  ///
  /// - Parameter keeps: which fields of the header stay.
  /// - Throws: `signed_8bit` where a part that is signed would have to change, `bad_mime` for bytes
  ///   where no part is.
  mutating func append(
    _ mail: Bytes, keeping keeps: (MailFields.Field) -> Bool, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    let (fields, start) = MailFields.split(mail)
    let body = Bytes(rebasing: mail[start...])
    if Self.isPlain(body) {
      buffer.append(fields, keeping: keeps)
      buffer.append("\r\n" as StaticString)
      buffer.append(lines: body)
    } else {
      parser.parse(mail)
      var place = 0
      for number in parser.parts.indices {
        try append(part: number, of: mail, from: &place, keeping: keeps, to: &buffer)
      }
      try append(between: Bytes(rebasing: mail[place...]), to: &buffer)
    }
    if buffer.bytes.last != 0x0a { buffer.append("\r\n" as StaticString) }
  }

  /// Appends what lies before a part, its header, and its body, if no other part is in it.
  private mutating func append(
    part number: Int, of mail: Bytes, from place: inout Int,
    keeping keeps: (MailFields.Field) -> Bool, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    let part = parser.parts[number]
    let begin = mail.place(of: part.fields.bytes)
    let bodyBegin = mail.place(of: part.body)
    let isLeaf = part.end == number + 1
    let changes = isLeaf && !Self.isPlain(part.body)
    let encoding = part.fields["content-transfer-encoding"]
    let isContainer =
      !isLeaf && (encoding?.isFolded("8bit") ?? false || encoding?.isFolded("binary") ?? false)
    let header = Bytes(rebasing: mail[begin..<bodyBegin])
    guard changes || isContainer || number == 0 || !Self.isPlain(header) else { return }
    if number > 0, isSigned(number) {
      throw MessageRefusal(
        "signed_8bit", "expected ASCII in short lines in what is signed, found other bytes")
    }
    try append(between: Bytes(rebasing: mail[place..<begin]), to: &buffer)
    buffer.append(part.fields) { field in
      (number > 0 || keeps(field))
        && !((changes || isContainer) && field.name.isFolded("content-transfer-encoding"))
    }
    place = bodyBegin
    if changes { append(bodyOf: part, to: &buffer) } else { buffer.append("\r\n" as StaticString) }
    if changes { place += part.body.count }
  }

  /// Appends the field that says how the body is encoded, and the body.
  private mutating func append(bodyOf part: MailPart, to buffer: inout ByteBuffer) {
    raw.removeAll()
    part.decode(into: &raw)
    let isText = part.media.type.isFolded("text") && !raw.bytes.contains(0)
    let encoding = isText ? TransferEncoding(for: raw.bytes) : .base64
    if part.fields["content-type"] == nil {
      // RFC 1428: the name for text of which nobody said what it is in.
      let isUTF8 = raw.bytes.isUTF8
      buffer.append(
        isUTF8
          ? "Content-Type: text/plain; charset=utf-8\r\n" as StaticString
          : "Content-Type: text/plain; charset=unknown-8bit\r\n")
    }
    buffer.append("Content-Transfer-Encoding: " as StaticString)
    buffer.append(encoding.name)
    buffer.append("\r\n\r\n" as StaticString)
    buffer.append(raw.bytes, in: encoding)
  }

  private func isSigned(_ number: Int) -> Bool {
    var next = parser.parts[number].parent
    while let parent = next {
      if parser.parts[parent].media.isType("multipart", "signed") { return true }
      next = parser.parts[parent].parent
    }
    return false
  }

  /// Appends what is no part: boundaries, and what nobody sees around them.
  private func append(
    between text: Bytes, to buffer: inout ByteBuffer
  ) throws(MessageRefusal) {
    guard Self.isPlain(text) else {
      throw MessageRefusal(
        "bad_mime", "expected ASCII in short lines between the parts of a mail, found other bytes")
    }
    buffer.append(lines: text)
  }
}

extension UnsafeRawBufferPointer {
  /// Where `part`, which lies in these bytes, begins.
  fileprivate func place(of part: Bytes) -> Int {
    guard let start = baseAddress, let other = part.baseAddress else { return count }
    return start.distance(to: other)
  }

  fileprivate var isUTF8: Bool {
    guard let start = baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    return due_utf8_run(start, count) == count
  }
}

extension ByteBuffer {
  /// Appends lines, each with CR LF for its end.
  fileprivate mutating func append(lines text: Bytes) {
    reserve(text.count + text.count / 32 + 2)
    var place = 0
    while place < text.count {
      let end = text.lineEnd(from: place)
      append(text.line(place, end))
      if text[end - 1] == 0x0a { append("\r\n" as StaticString) }
      place = end
    }
  }

  /// Appends the fields of a header that stay.
  fileprivate mutating func append(
    _ fields: MailFields, keeping keeps: (MailFields.Field) -> Bool
  ) {
    fields.forEach { field in
      if keeps(field) { append(field) }
    }
  }

  private mutating func append(_ field: MailFields.Field) {
    append(field.name)
    append(UInt8(ascii: ":"))
    if SevenBitMail.isPlain(field.value) {
      append(folded: field.value)
    } else if field.name.hasFoldedPrefix("content-") {
      append(UInt8(ascii: " "))
      append(parameters: field.value)
    } else {
      append(UInt8(ascii: " "))
      append(anew: field)
    }
    append("\r\n" as StaticString)
  }

  /// Appends a value as it is folded; a line of white space alone would look like the header's end.
  private mutating func append(folded value: Bytes) {
    var place = 0
    while place < value.count {
      let end = value.lineEnd(from: place)
      let line = value.line(place, end)
      if place == 0 || line.contains(where: { $0 > 0x20 }) {
        if place > 0 { append("\r\n" as StaticString) }
        append(line)
      }
      place = end
    }
  }

  /// Appends a value with characters that are not ASCII, of addresses or of free text.
  private mutating func append(anew field: MailFields.Field) {
    let isOfAddresses = ["from", "to", "cc", "reply-to", "sender"].contains { name in
      field.name.string.lowercased() == name
    }
    if isOfAddresses, let mailboxes = MailAddress.all(in: field.value) {
      return append(mailboxes, column: field.name.count + 2)
    }
    var text = ByteBuffer(capacity: field.value.count)
    text.append(decodedHeader: field.value.trimmedSpace)
    append(headerText: text.bytes, column: field.name.count + 2)
  }

  /// Appends `type/subtype; name=value` with values that are not ASCII as RFC 2231 has them.
  private mutating func append(parameters value: Bytes) {
    var unfolded = ByteBuffer(capacity: value.count)
    unfolded.append(unfolded: value.trimmedSpace)
    var place = 0
    while place < unfolded.count {
      let start = place
      var inQuotes = false
      while place < unfolded.count, inQuotes || unfolded.bytes[place] != UInt8(ascii: ";") {
        if unfolded.bytes[place] == UInt8(ascii: "\"") { inQuotes.toggle() }
        place += 1
      }
      let piece = Bytes(rebasing: unfolded.bytes[start..<place]).trimmedSpace
      place += 1
      if start > 0 { append(";\r\n " as StaticString) }
      if let (name, text) = piece.split(at: UInt8(ascii: "=")), !SevenBitMail.isPlain(piece) {
        append(parameter: name.trimmedSpace, text.trimmedSpace)
      } else {
        append(piece)
      }
    }
  }

  private mutating func append(parameter name: Bytes, _ value: Bytes) {
    append(name)
    append("*=utf-8''" as StaticString)
    var text = ByteBuffer(capacity: value.count)
    let isQuoted = value.count >= 2 && value.first == UInt8(ascii: "\"")
    let inner = isQuoted ? Bytes(rebasing: value[1..<(value.count - 1)]) : value
    text.append(inner, charset: Bytes(start: nil, count: 0))
    for byte in text.bytes {
      if HeaderText.standsInParameter(byte) {
        append(byte)
      } else {
        append(UInt8(ascii: "%"))
        append(hex: byte)
      }
    }
  }
}
