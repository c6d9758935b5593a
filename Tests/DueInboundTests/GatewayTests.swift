import DueFormats
import DueInbound
import DueModel
import DueSystem
import Testing

@Suite struct GatewayTests {
  static let numbers: [(written: String, international: Bool, e164: String)] = [
    ("12025550130", false, "+12025550130"),
    ("+1 (202) 555-0130", false, "+12025550130"),
    ("0012025550130", false, "+12025550130"),
    ("0639980001", false, "0639980001"),  // no country, and none to be had
    ("10101", false, "10101"),
    ("10101", true, "10101"),
    ("ACME", false, "ACME"),
    ("Bank-1", false, "Bank-1"),
    ("+0123456789", false, "+0123456789"),
    ("1234567890123456", false, "1234567890123456"),
    ("", false, ""),
    ("+", false, "+"),
  ]

  @Test("writes numbers in E.164, and leaves what is none", arguments: numbers)
  func writesNumbers(written: String, international: Bool, e164: String) {
    #expect(InboundNumbers()(written, isInternational: international) == e164)
  }

  @Test("asks at home for what has no country")
  func atHome() {
    let numbers = InboundNumbers { $0.string == "0639980001" ? "+33639980001" : nil }
    #expect(numbers("06 39 98 00 01") == "+33639980001")
    #expect(numbers("33639980001") == "+33639980001")
    #expect(numbers("36180") == "36180")
  }

  static let names: [(names: [String], messages: [[String]])] = [
    ([], []),
    (["IN20261123_090511_00_+1_00.txt"], [["IN20261123_090511_00_+1_00.txt"]]),
    (
      [
        "IN20261123_090511_00_+1_10.txt", "IN20261123_090511_00_+1_02.txt",
        "IN20261123_090510_00_+1_00.txt", "x.txt", "IN2026_1_2_3_4.txt",
      ],
      [
        ["IN20261123_090510_00_+1_00.txt"],
        ["IN20261123_090511_00_+1_02.txt", "IN20261123_090511_00_+1_10.txt"],
      ]
    ),
    // One part twice: two messages.
    (
      ["IN20261123_090511_00_+1_00.bin", "IN20261123_090511_00_+1_00.txt"],
      [["IN20261123_090511_00_+1_00.bin"], ["IN20261123_090511_00_+1_00.txt"]]
    ),
    (["IN20261123_090511_00_A_B_00.txt"], [["IN20261123_090511_00_A_B_00.txt"]]),
  ]

  @Test("joins the files of a message", arguments: names)
  func joins(names: [String], messages: [[String]]) {
    #expect(GammuReader.messages(names) == messages)
  }

  @Test("a sender's name may have what parts the pieces")
  func senderWithSeparator() throws {
    #expect(try #require(GammuReader.Name("IN20261123_090511_00_A_B_07.txt")).sender == "A_B")
  }

  /// Whatever bytes come, there is a record or a fault that says why; never a trap.
  @Test("reads any bytes", arguments: 0..<8)
  func anyBytes(seed: UInt64) throws {
    var chance = Splitmix(state: seed)
    let pieces: [[UInt8]] = [
      Array("from=".utf8), Array("&text=".utf8), Array("%".utf8), Array("%4".utf8), [0xff, 0xfe],
      Array("&charset=UTF-16BE".utf8), Array("?".utf8), Array("From: 1\n".utf8), [0x0a, 0x0a],
      Array("Received: 26-11-23 09:05:11\n".utf8), Array("Alphabet: UCS2\n".utf8), [0xd8, 0x3d],
      Array("&ts=9".utf8), Array("&coding=2".utf8), Array("Modem".utf8), [0], Array("&id=".utf8),
    ]
    let reader = ServerToolsReader(InboundNumbers(), ours: [:], zone: .utc)
    let gammu = GammuReader(InboundNumbers(), to: "", zone: .utc)
    var read = 0
    for _ in 0..<1000 {
      var text = Array((chance.next() % 2 == 0 ? "from=1&text=" : "").utf8)
      for _ in 0..<(chance.next() % 9) {
        text += pieces[Int(chance.next() % UInt64(pieces.count))]
        if chance.next() % 4 == 0 { text.append(UInt8(truncatingIfNeeded: chance.next())) }
      }
      try text.withUnsafeBytes { bytes in
        if (try? KannelRequest.decode(bytes, InboundNumbers())) != nil { read += 1 }
        do { _ = try reader.read(bytes, name: "a") } catch is RecordFault {} catch is NoMessage {}
        _ = try? gammu.read([bytes], names: ["IN20261123_090511_00_+1_00.txt"])
      }
    }
    #expect(read > 0)
  }

  @Test("what is written can be read")
  func roundTrip() throws {
    var message = InboundMessage(.kannel, id: "a\"b", from: "+12025550130", body: "line\n\u{1}é😀")
    message.to = "10101"
    message.at = Instant(milliseconds: 1_795_437_000_123)
    message.keyword = "K"
    message.replyTo = "r"
    var buffer = ByteBuffer()
    buffer.append(message)
    var tape = JSONTape()
    let value = try tape.parse(buffer.bytes)
    #expect(InboundMessage.isRecord(value))
    #expect(try InboundMessage(value) == message)
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
