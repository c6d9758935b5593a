import DueDelivery
import DueFormats
import DueGateways
import DueModel
import DueSystem
import Testing

/// What smsd is given: files that say what the message says, and nothing that it does not.
@Suite struct ServerToolsFormTests {
  private static let now = Instant(milliseconds: 1_795_437_000_000)

  private func message(_ change: (inout Message) -> Void = { _ in }) -> Message {
    var message = Message(
      key: "k-0001", channel: .sms, to: "+12025550101", from: "10101", type: .transactional,
      body: "Hello Ana")
    change(&message)
    return message
  }

  private func file(
    _ message: Message, attempt: Int = 1,
    _ options: ServerToolsForm.Options = ServerToolsForm.Options()
  ) throws -> [UInt8] {
    var buffer = ByteBuffer()
    try ServerToolsForm(options).append(
      Outgoing(message: message, attempt: attempt, batch: "b"), at: Self.now, to: &buffer)
    return Array(buffer.bytes)
  }

  @Test("a plain text")
  func plain() throws {
    #expect(
      String(decoding: try file(message()), as: UTF8.self) == """
        To: 12025550101
        From: 10101
        Alphabet: UTF-8
        Report: yes
        X-Due-Key: k-0001

        Hello Ana
        """)
  }

  @Test("everything that can be asked for")
  func all() throws {
    var options = ServerToolsForm.Options()
    options.queue = "M1"
    options.report = false
    options.flash = true
    let long = message {
      $0.body = String(repeating: "a", count: 161)
      $0.priority = 8
      $0.expires = Self.now + 10 * 60_000 + 59_999
      $0.from = ""
    }
    #expect(
      String(decoding: try file(long, attempt: 2, options), as: UTF8.self) == """
        To: 12025550101
        Alphabet: UTF-8
        Autosplit: 3
        Report: no
        Flash: yes
        Validity: 10 min
        Priority: high
        Queue: M1
        X-Due-Key: k-0001.2

        \(long.body)
        """)
  }

  @Test("what GSM does not have is UCS-2, high byte first, in pairs beyond the 16 bits")
  func ucs2() throws {
    let bytes = try file(message { $0.body = "–😀" })
    let head = "Alphabet: UCS2\nReport: yes\nX-Due-Key: k-0001\n\n"
    #expect(String(decoding: bytes, as: UTF8.self).contains(head))
    #expect(Array(bytes.suffix(6)) == [0x20, 0x13, 0xd8, 0x3d, 0xde, 0x00])
  }

  @Test("a body forges no header: there is an empty line before it")
  func forgedBody() throws {
    let bytes = try file(message { $0.body = "To: 12025550199\nInclude: /etc/passwd" })
    let end = try #require(bytes.indices.first { bytes[$0...].starts(with: [10, 10]) })
    let head = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
    let names = head.map { $0.prefix { $0 != ":" } }
    #expect(names == ["To", "From", "Alphabet", "Report", "X-Due-Key"])
    #expect(head.first == "To: 12025550101")
  }

  static let refused: [(to: String, from: String, body: String, code: String)] = [
    ("+1202555010a", "", "a", "INVALID"),
    ("+12025550101\nInclude: /etc/passwd", "", "a", "INVALID"),
    ("", "", "a", "INVALID"),
    ("+12", "", "a", "INVALID"),
    ("+1234567890123456", "", "a", "INVALID"),
    ("+١٢٣٤٥٦٧٨", "", "a", "INVALID"),  // digits, and none of ours
    ("+12025550101", "Acme\nInclude: /etc/passwd", "a", "invalid_sender"),
    ("+12025550101", "Acme\r", "a", "invalid_sender"),
    ("+12025550101", "Acme\u{85}", "a", "invalid_sender"),
    ("+12025550101", "", "a\u{0}b", "INVALID_MESSAGE"),
  ]

  @Test("refuses what would forge a header", arguments: refused)
  func refuses(to: String, from: String, body: String, code: String) {
    #expect {
      try file(message { ($0.to, $0.from, $0.body) = (to, from, body) })
    } throws: { ($0 as? MessageRefusal)?.code == code }
  }

  static let numbers: [(to: String, header: String)] = [
    ("+12025550101", "To: 12025550101\n"), ("10101", "To: s10101\n"), ("123", "To: s123\n"),
    ("0639980001", "To: 0639980001\n"),
  ]

  @Test("numbers with a country go without their +, short ones are marked", arguments: numbers)
  func marksShort(to: String, header: String) throws {
    #expect(String(decoding: try file(message { $0.to = to }), as: UTF8.self).hasPrefix(header))
  }

  /// A text of whatever characters comes out as it went in, behind headers that are all ours.
  @Test("any text", arguments: 0..<8)
  func anyText(seed: UInt64) throws {
    var chance = Splitmix(state: seed)
    let pieces = ["\n", "\n\n", "To: 1", "\r\n", "é", "€", "😀", "–", " ", "Alphabet: UCS2", "a"]
    for _ in 0..<500 {
      var body = ""
      for _ in 0..<(chance.next() % 12) { body += pieces[Int(chance.next() % 11)] }
      let bytes = try file(message { $0.body = body })
      let end = try #require(bytes.indices.first { bytes[$0...].starts(with: [10, 10]) })
      let head = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
      let names = Set(head.map { $0.prefix { $0 != ":" } })
      #expect(names.isSubset(of: ["To", "From", "Alphabet", "Autosplit", "Report", "X-Due-Key"]))
      #expect(names.count == head.count)
      let text = Array(bytes[(end + 2)...])
      let isWide = head.contains("Alphabet: UCS2")
      #expect(isWide == (SMSSegmentation(body).encoding == .ucs2))
      let units = stride(from: 0, to: isWide ? text.count : 0, by: 2).map {
        UInt16(text[$0]) << 8 | UInt16(text[$0 + 1])
      }
      let read =
        isWide ? String(decoding: units, as: UTF16.self) : String(decoding: text, as: UTF8.self)
      #expect(read.unicodeScalars.elementsEqual(body.unicodeScalars))
    }
  }
}

/// Numbers that look random and are the same each time.
struct Splitmix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
