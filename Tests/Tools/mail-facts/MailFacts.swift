import DueFormats
import DueMIME
import DueSystem

/// Prints what the parser makes of messages, a JSON line each: for Tests/Peers/mail.peer. With a
/// number first, takes each apart so many times and prints only how many parts there were: for
/// bench/run.
@main
struct MailFacts {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let rounds = arguments.first.flatMap { Int($0) }
    if rounds != nil { arguments.removeFirst() }
    var mailboxes = Mailboxes()
    var parser = MailParser()
    var sink = try ByteSink()
    var parts = 0
    for path in arguments {
      try mailboxes.forEach(path, isMbox: false) { letter in
        for _ in 0..<(rounds ?? 1) {
          parser.parse(letter.bytes)
          if rounds != nil { parts += work(parser) }
        }
        guard rounds == nil else { return }
        sink.buffer.append(parser)
        try sink.recordEnded()
      }
    }
    if rounds != nil { sink.buffer.append("\(parts)\n") }
    try sink.finish()
  }

  /// What a reader of mail asks for: the subject, the sender, the date, the bodies.
  private static func work(_ parser: MailParser) -> Int {
    var text = ByteBuffer(capacity: 4096)
    for (number, part) in parser.parts.enumerated() where part.end == number + 1 {
      part.decode(into: &text)
    }
    let fields = parser.parts[0].fields
    if let subject = fields["subject"] { text.append(decodedHeader: subject) }
    let from = MailAddresses.first(fields["from"])
    let date = fields["date"].flatMap { Instant(mail: $0) }
    return parser.parts.count + (from == nil && date == nil ? 0 : 1)
  }
}

extension ByteBuffer {
  fileprivate mutating func append(_ parser: MailParser) {
    append(#"{"parts":["# as StaticString)
    for (number, part) in parser.parts.enumerated() {
      if number > 0 { append(UInt8(ascii: ",")) }
      append(part, isLeaf: part.end == number + 1)
    }
    let fields = parser.parts[0].fields
    append(#"],"subject":"# as StaticString)
    append(decoded: fields["subject"])
    append(#","to":["# as StaticString)
    append(addresses: fields["to"])
    append(#"],"date":"# as StaticString)
    if let date = fields["date"].flatMap({ Instant(mail: $0) }) {
      append(decimal: date.milliseconds / 1000)
    } else {
      append("null" as StaticString)
    }
    append("}\n" as StaticString)
  }

  private mutating func append(_ part: MailPart, isLeaf: Bool) {
    append(#"{"type":"# as StaticString)
    append(jsonString: "\(part.media.type.string)/\(part.media.subtype.string)".lowercased())
    append(#","names":["# as StaticString)
    var isFirst = true
    part.fields.forEach {
      if !isFirst { append(UInt8(ascii: ",")) }
      isFirst = false
      append(jsonString: $0.name)
    }
    append(#"],"name":"# as StaticString)
    var name = ByteBuffer(capacity: 64)
    let has = part.media.parameters.append("name", to: &name)
    if has { append(jsonString: name.bytes) } else { append("null" as StaticString) }
    guard isLeaf else { return append(UInt8(ascii: "}")) }
    append(#","body":""# as StaticString)
    var body = ByteBuffer(capacity: part.body.count)
    part.decode(into: &body)
    append(SHA256(body.bytes).hex)
    append("\"}" as StaticString)
  }

  private mutating func append(decoded value: Bytes?) {
    guard let value else { return append("null" as StaticString) }
    var text = ByteBuffer(capacity: value.count)
    text.append(decodedHeader: value)
    append(jsonString: text.bytes)
  }

  private mutating func append(addresses field: Bytes?) {
    guard let field else { return }
    var list = MailAddresses(field)
    var isFirst = true
    while list.next() {
      append(isFirst ? "[" as StaticString : ",[")
      isFirst = false
      append(jsonString: list.name)
      append(UInt8(ascii: ","))
      append(jsonString: list.address)
      append(UInt8(ascii: "]"))
    }
  }
}
