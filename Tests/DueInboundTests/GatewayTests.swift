import DueFormats
import DueInbound
import DueModel
import DueSystem
import Foundation
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
      Array("&dlr=1".utf8), Array("&due_key=k".utf8), Array("[SMSBackup000]\n".utf8),
      Array("Text00 = 0041\n".utf8), Array("UDH = 05".utf8), Array("Coding = 8bit\n".utf8),
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

  /// Whatever smsd, or somebody else, leaves in its directories, there is a record, a fault, or
  /// nothing that concerns us.
  @Test("reads any files of a gateway", arguments: 0..<4)
  func anyFiles(seed: UInt64) throws {
    let directory = NSTemporaryDirectory() + "due-inbox-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var chance = Splitmix(state: seed)
    let pieces = [
      "To: 12025550101\n", "From: 12025550101\n", "Modem: M1\n", "X-Due-Key: k-1\n", "\n",
      "X-Due-Key: k.1.2\n", "Sent: 26-11-23 09:00:00\n", "Sent: never\n", "Message_id: 7\n",
      "Message_id: 99999999999999999999\n", "Failed: 26-11-23 09:00:00\n", "Fail_reason: \u{0}\n",
      "Received: 26-11-23 09:00:09\n", "SMS STATUS REPORT\n", "Status: 0,Ok,x\n", "Status: \n",
      "Discharge_timestamp: 26-11-23 09:00:05\n", "no colon\n",
    ]
    for i in 0..<300 {
      let starts = [
        "To: 12025550101\nX-Due-Key: k-\(i)\nSent: 26-11-23 09:00:00\n",
        "From: 1\nReceived: 26-11-23 09:00:00\n", "",
      ]
      var text = starts[Int(chance.next() % 3)]
      for _ in 0..<(chance.next() % 5) { text += pieces[Int(chance.next() % 18)] }
      if chance.next() % 4 > 0 { text += "\nSMS" }
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/f\(i)"))
    }
    var settings = Inbox.Settings(clock: Instant(milliseconds: 1_795_437_000_000))
    settings.wantsReceipts = true
    settings.places = [directory]
    settings.settle = 0
    let reader = ServerToolsReader(InboundNumbers(), ours: [:], zone: .utc)
    var inbox = try Inbox(.serverTools(reader), settings)
    var counts = [0, 0, 0]
    try inbox.read(directory) { result, _ in
      switch result {
      case .success(.message): counts[0] += 1
      case .success(.receipt(let receipt)):
        counts[1] += 1
        #expect(DeliveryReceipt.isName(receipt.name))
      case .failure: counts[2] += 1
      case .success(.nothing): Issue.record("what is nothing is told to nobody")
      }
    }
    #expect(counts.allSatisfy { $0 > 0 }, "\(counts)")
    #expect(counts.reduce(0, +) + inbox.passedOver == 300)
  }

  static let attempts: [(name: String, isOne: Bool, key: String)] = [
    ("k-1", true, "k-1"), ("k-1.2", true, "k-1"), ("k_1.10", true, "k_1"), ("k-1.1", false, ""),
    ("k-1.x", false, ""), ("k.1.2", false, ""), ("", false, ""), (".2", false, ""),
    ("a/b", false, ""), (String(repeating: "k", count: 65), false, ""),
  ]

  @Test("names of attempts", arguments: attempts)
  func attemptNames(name: String, isOne: Bool, key: String) {
    #expect(DeliveryReceipt.isName(name) == isOne)
    guard isOne else { return }
    let at = Instant(milliseconds: 0)
    #expect(DeliveryReceipt(name: name, .sent, isFinal: false, at: at).key == key)
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
