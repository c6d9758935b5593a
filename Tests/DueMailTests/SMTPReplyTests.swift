import DueMail
import DueSystem
import Testing

@Suite struct SMTPReplyTests {
  /// What is read of `text` when it comes in pieces of `size` bytes.
  private func replies(_ text: String, pieces size: Int = 1000) throws -> [SMTPReply] {
    var replies = SMTPReplies()
    var rest = Array(text.utf8)[...]
    var found: [SMTPReply] = []
    while !rest.isEmpty {
      let piece = rest.prefix(size)
      rest = rest.dropFirst(size)
      _ = replies.fill { buffer in
        buffer.copyBytes(from: piece)
        return piece.count
      }
      while let reply = try replies.next() { found.append(reply) }
    }
    return found
  }

  static let read: [(text: String, code: Int, lines: String, status: String)] = [
    ("250 ok\r\n", 250, "ok", "250"),
    ("250\r\n", 250, "", "250"),
    ("250 \n", 250, "", "250"),  // a server that ends lines as it likes
    ("550 5.1.1 nobody\r\n", 550, "5.1.1 nobody", "5.1.1"),
    ("250-one\r\n250-two\r\n250 three\r\n", 250, "one\ntwo\nthree", "250"),
    ("554 5.7 no\r\n", 554, "5.7 no", "554"),
    ("554 5.7.1234 no\r\n", 554, "5.7.1234 no", "554"),
    ("421 4.3.2 bye\u{1b}[2J\r\n", 421, "4.3.2 bye\u{1b}[2J", "4.3.2"),
  ]

  @Test("reads replies, whatever pieces they come in", arguments: read)
  func reads(text: String, code: Int, lines: String, status: String) throws {
    for size in 1...text.utf8.count {
      let found = try replies(text + "220 next\r\n", pieces: size)
      #expect(found.map(\.code) == [code, 220])
      #expect(found.first?.text == lines)
      #expect(found.first?.status == status)
      #expect(found.first?.shown.contains("\u{1b}") == false)
    }
  }

  static let nonsense = [
    "SSH-2.0-x\r\n", "25 ok\r\n", "250x\r\n", "\r\n", "999 x\r\n", "100 x\r\n", "250_x\r\n",
    String(repeating: "x", count: 70_000), "250-" + String(repeating: "x", count: 70_000) + "\r\n",
  ]

  @Test("refuses what is none", arguments: nonsense)
  func refuses(text: String) {
    #expect(throws: SMTPReplies.Nonsense.self) { try replies(text) }
  }

  @Test("a reply without an end is not kept for ever")
  func endless() {
    let text = String(repeating: "250-more\r\n", count: 20_000)
    #expect(throws: SMTPReplies.Nonsense.self) { try replies(text) }
  }

  @Test("random bytes are replies or nonsense, and nothing else")
  func random() {
    var random = Xorshift(state: 0x2545_f491_4f6c_dd1d)
    let pieces = ["250", "-", " ", "\r", "\n", "\r\n", "5.1.1", "x", "\u{0}", "é", "421 "]
    var read = 0
    for _ in 0..<20_000 {
      let text = (0..<random.next(12)).map { _ in pieces[random.next(pieces.count)] }.joined()
      do {
        read += try replies(text, pieces: 1 + random.next(5)).count
      } catch {
        #expect(error is SMTPReplies.Nonsense)
      }
    }
    #expect(read > 100)
  }

  static let names: [(text: String, name: String)] = [
    ("2.0.0 Ok: queued as 4F1C2A", "4F1C2A"),
    ("2.0.0 OK: queued as 4F1C2A (extra)", "4F1C2A"),
    ("OK id=1pQxyz-0001-AB", "1pQxyz-0001-AB"),
    (
      "Ok 0102018f0e0a1b2c-5d0c0001-7e21-4b6a-000000",
      "0102018f0e0a1b2c-5d0c0001-7e21-4b6a-000000"
    ),
    ("2.0.0 Ok", ""), ("thanks", ""), ("", ""),
  ]

  @Test("knows a server's name for a mail", arguments: names)
  func queueID(text: String, name: String) {
    #expect(SMTPReply(code: 250, text: text).queueID == name)
  }

  @Test("no line of a text ends a mail")
  func dots() {
    let cases: [(text: String, stuffed: String)] = [
      ("", ""), ("a", "a\r\n"), (".", "..\r\n"), ("a\r\n", "a\r\n"),
      (".\r\n.\r\n", "..\r\n..\r\n"), ("a\r\n.b\r\nc", "a\r\n..b\r\nc\r\n"), ("a.\r\n", "a.\r\n"),
    ]
    for (text, stuffed) in cases {
      var buffer = ByteBuffer(capacity: 16)
      Array(text.utf8).withUnsafeBytes { buffer.append(dotStuffed: $0) }
      #expect(buffer.string == stuffed)
    }
  }
}
