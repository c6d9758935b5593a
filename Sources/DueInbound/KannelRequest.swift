import DueFormats
import DueModel
import DueSystem

/// What Kannel's smsbox hands to a web server, as the query of a URL: messages, whose parameters the
/// `get-url` of an `sms-service` names, and what became of ours, as the `dlr-url` of due asks for it.
///
///     get-url = "http://…/mo?from=%p&to=%P&id=%I&ts=%T&text=%b&charset=%C&coding=%c"
///
/// Source: Kannel user guide 1.4.5, "Parameters (Escape Codes)".
package enum KannelRequest {
  /// Reads one line: a URL, a query, or a line of a web server's log with one in it.
  package static func decode(_ line: Bytes, _ numbers: InboundNumbers) throws(RecordFault)
    -> GatewayRecord
  {
    let query = Self.query(of: line)
    var fields = Fields()
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let pair = Bytes(rebasing: pair)
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
      let name = try percentDecoded(Bytes(rebasing: pair[..<equals]), "the query")
      let value = try percentDecoded(
        Bytes(rebasing: pair[min(equals + 1, pair.count)...]), String(decoding: name, as: UTF8.self)
      )
      fields[String(decoding: name, as: UTF8.self)] = value
    }
    if fields["dlr"] != nil { return .receipt(try KannelReceipt.read(fields, numbers)) }
    return .message(try fields.message(query, numbers))
  }

  /// What stands after the question mark, up to a space; all of a line that has none.
  private static func query(of line: Bytes) -> Bytes {
    var rest = line
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      rest = Bytes(rebasing: rest[(mark + 1)...])
    }
    let end = rest.firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "#") }
    return Bytes(rebasing: rest[..<(end ?? rest.count)])
  }

  private static func percentDecoded(_ text: Bytes, _ column: String) throws(RecordFault) -> [UInt8]
  {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var i = 0
    while i < text.count {
      switch text[i] {
      case UInt8(ascii: "+"): out.append(0x20)
      case UInt8(ascii: "%"):
        guard i + 2 < text.count, let high = digit(text[i + 1]), let low = digit(text[i + 2]) else {
          let found = String(decoding: text[i..<min(i + 3, text.count)], as: UTF8.self)
          throw .unexpected(column, found, expected: "two hexadecimal digits after each %")
        }
        out.append(high << 4 | low)
        i += 2
      default: out.append(text[i])
      }
      i += 1
    }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// The parameters of a request, decoded to bytes.
  struct Fields {
    private var values: [String: [UInt8]] = [:]

    subscript(name: String) -> [UInt8]? {
      get { values[name] }
      set { values[name] = newValue }
    }

    func string(_ name: String) -> String {
      (values[name] ?? []).withUnsafeBytes { CharacterSet(of: $0).decode($0) ?? "" }
    }

    func message(_ query: Bytes, _ numbers: InboundNumbers) throws(RecordFault) -> InboundMessage {
      let from = string("from")
      guard !from.isEmpty else { throw .missing("from", "of a request of Kannel") }
      guard let text = values["text"] else {
        throw .missing("text", "of a request of Kannel")
      }
      let name = string("charset")
      guard let set = text.withUnsafeBytes({ characterSet(name, of: $0) }) else {
        throw .unexpected(
          "charset", name, expected: "GSM, UTF-8, ISO-8859-1, ISO-8859-15, WINDOWS-1252 or UTF-16BE"
        )
      }
      guard let body = text.withUnsafeBytes({ set.decode($0) }) else {
        throw .unexpected(
          "text", String(decoding: text.prefix(40), as: UTF8.self),
          expected: "a text in \(name.isEmpty ? "the character set of 'coding'" : name)")
      }
      let id = string("id")
      var message = InboundMessage(
        .kannel, id: id.isEmpty ? SHA256(query).hex : id, from: numbers(from), body: body)
      message.to = numbers(string("to"))
      message.keyword = string("keyword")
      message.at = try time()
      return message
    }

    private func characterSet(_ name: String, of text: Bytes) -> CharacterSet? {
      switch name.uppercased() {
      case "": break
      // Kannel's words for what it did not recode: it has GSM as UTF-8 by then.
      case "GSM", "BINARY": return CharacterSet(of: text)
      default: return CharacterSet(named: name)
      }
      return string("coding") == "2" ? .utf16BigEndian : CharacterSet(of: text)
    }

    func time() throws(RecordFault) -> Instant? {
      let text = string("ts")
      if text.isEmpty { return nil }
      guard let seconds = Int64(text), (0..<1 << 40).contains(seconds) else {
        throw .unexpected("ts", text, expected: "seconds since 1970")
      }
      return Instant(milliseconds: seconds * 1000)
    }
  }
}
