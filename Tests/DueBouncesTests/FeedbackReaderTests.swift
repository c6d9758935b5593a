import DueFormats
import DueMIME
import DueModel
import DueSystem
import Testing

@testable import DueBounces

/// The table that due ships.
func shippedTable() throws -> BounceTable {
  let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
  return try BounceTable.read("/\(root)/data/bounces.tsv")
}

@Suite struct BounceTableTests {
  static let kinds: [(status: String, text: String, type: String, subtype: String)] = [
    ("5.1.1", "", "Permanent", "NoEmail"),
    ("5.0.0", "550 User  unknown", "Undetermined", "Undetermined"),  // white space is the caller's
    ("5.0.0", "550 user UNKNOWN", "Permanent", "NoEmail"),
    ("5.0.0", "550 no", "Undetermined", "Undetermined"),
    ("5.2.1", "", "Permanent", "General"),
    ("5.2.2", "user unknown", "Transient", "MailboxFull"),
    ("4.2.2", "", "Transient", "MailboxFull"),
    ("5.2.3", "", "Transient", "MessageTooLarge"),
    ("5.3.4", "", "Transient", "MessageTooLarge"),
    ("5.4.4", "", "Transient", "General"),
    // A refusal for now is none for good, whatever its words.
    ("4.1.1", "user unknown", "Transient", "General"),
    ("5.7.1", "", "Transient", "ContentRejected"),
    // What is said of us, though it may have the words for a mailbox that is not there.
    ("5.7.1", "550 5.7.1 your IP is on a block list; no such user", "Transient", "ContentRejected"),
    ("5.7.1", "Sender verify failed: No such user here", "Transient", "ContentRejected"),
    ("5.0.0", "550-Unrouteable address 550 Sender verify failed", "Transient", "ContentRejected"),
    ("5.1.8", "Sender address rejected: user unknown", "Transient", "ContentRejected"),
    ("5.7.1", "552 5.7.1 attachment type refused", "Transient", "AttachmentRejected"),
    ("5.1.1", "blocked by policy", "Transient", "ContentRejected"),
    ("", "over quota", "Transient", "MailboxFull"),
    ("", "words", "Undetermined", "Undetermined"),
  ]

  @Test("says what bounces mean", arguments: kinds)
  func says(status: String, text: String, type: String, subtype: String) throws {
    let table = try shippedTable()
    let code = Array(status.utf8).withUnsafeBytes { EnhancedStatus(Bytes($0)) }
    let kind = Array(text.utf8).withUnsafeBytes { table.kind(code, $0) }
    #expect(kind == BounceKind(type: type, subtype: subtype))
  }
}

@Suite struct SealTests {
  private static let secret = Array("sixteen bytes or more".utf8)

  private static func addressee(
    _ address: String, sentTo known: String? = nil, told: [String] = []
  ) -> String? {
    let key = Array(address.utf8).withUnsafeBytes { SenderKey($0, secret: secret) }
    return key?.addressee(vouchedBy: secret, sentTo: known, told: told)
  }

  private static let seal = BounceSeal.text("k-1", to: "fay@example.net", secret)
  private static let old = BounceSeal.ofKeyAlone("k-1", secret)

  static let addresses: [(address: String, known: String?, told: [String], found: String?)] = [
    ("bounce+k-1.\(seal)=fay=example.net@example.com", nil, [], "fay@example.net"),
    ("bounce+k-1.\(seal.lowercased())=Fay=Example.NET@example.com", nil, [], "Fay@Example.NET"),
    // The seal of one mail is none for another's address, wherever that stands.
    ("bounce+k-1.\(seal)=victim=example.org@example.com", nil, ["victim@example.org"], nil),
    ("bounce+k-1.\(seal)@example.com", nil, ["victim@example.org"], nil),
    ("bounce+k-2.\(seal)=fay=example.net@example.com", nil, [], nil),
    ("bounce+k-1.\(seal)@example.com", nil, ["a@b.example", "fay@example.net"], "fay@example.net"),
    ("bounce+k-1.\(seal)@example.com", "fay@example.net", ["x@y.example"], "fay@example.net"),
    // A piece of a seal, and more than one.
    ("bounce+k-1.\(seal.prefix(6))=fay=example.net@example.com", nil, [], nil),
    ("bounce+k-1.\(seal)00=fay=example.net@example.com", nil, [], nil),
    // Seals as they were once: good for whom the message went to, as far as somebody knows.
    ("bounce+k-1.\(old)=fay=example.net@example.com", nil, ["fay@example.net"], nil),
    ("bounce+k-1.\(old)=victim=example.org@example.com", "fay@example.net", [], "fay@example.net"),
    ("bounce+k-1.\(old)@example.com", "fay@example.net", [], "fay@example.net"),
    ("bounce+k-1@example.com", "fay@example.net", [], nil),
  ]

  @Test("vouches for a key and its recipient", arguments: addresses)
  func vouches(address: String, known: String?, told: [String], found: String?) {
    #expect(Self.addressee(address, sentTo: known, told: told) == found)
  }
}

@Suite struct SenderKeyTests {
  static let addresses: [(address: String, key: String?, recipient: String)] = [
    ("bounce+k-1=ben=example.net@example.com", "k-1", "ben@example.net"),
    ("b+k=a=b+c=example.net@x.example", "k", "a=b+c@example.net"),
    ("bounce+k.0123456789ab=ben=example.net@example.com", "k", "ben@example.net"),
    ("bounce+k-1@example.com", nil, ""),
    ("bounce+../x=ben=example.net@example.com", nil, ""),
    ("bounce+k=ben=@example.com", nil, ""),
    ("bounce+k=b n=example.net@example.com", nil, ""),
    ("ben@example.net", nil, ""),
    ("", nil, ""),
  ]

  @Test("reads senders", arguments: addresses)
  func readsSenders(address: String, key: String?, recipient: String) {
    let found = Array(address.utf8).withUnsafeBytes { SenderKey($0, secret: nil) }
    #expect(found?.key == key)
    #expect(found?.recipient ?? "" == recipient)
  }

  @Test("an id has a key after 'due.' only")
  func readsIDs() {
    let ids = ["due.k-1", "<due.k-1@example.com>", "<k-1@example.com>", "due.", "due.a b@x"]
    let keys = ids.map { id in Array(id.utf8).withUnsafeBytes { SenderKey.key(inID: $0) } }
    #expect(keys == ["k-1", "k-1", nil, nil, nil])
  }
}

/// Reports made of lines at random: what comes out is JSON that readers of events take.
@Suite struct FeedbackFuzzTests {
  private static let lines: [String] = [
    "Return-Path: <>", "From: MAILER-DAEMON@example.org", "From: kim@example.net",
    "To: bounce+k-1=ben=example.net@example.com", "Date: Mon, 23 Nov 2026 15:00:09 +0000", "",
    "Subject: Returned mail \"\\\u{1}\u{7f}", "Content-Type: multipart/report; boundary=b", "--b",
    "Content-Type: message/delivery-status", "Content-Type: message/feedback-report", "--b--",
    "\u{FF}",
    "Content-Type: text/rfc822-headers", "Final-Recipient: rfc822; eve@example.org",
    "Action: failed",
    "Action: delayed", "Action: delivered", "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 \"x\" \u{0}",
    "Feedback-Type: abuse", "Original-Rcpt-To: <cat@example.org>", "550 5.1.1 user unknown",
    "Will-Retry-Until: Sat, 28 Nov 2026 15:00:00 +0000", "X-Failed-Recipients: dan@example.org",
    "Content-Transfer-Encoding: base64", "Original-Envelope-Id: due.k-2", "X-Due-Key: k-3",
  ]

  @Test("every event is one that readers of events take", arguments: 0..<20)
  func writesEvents(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ n: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(n))
    }
    var reader = FeedbackReader(try shippedTable(), secret: nil, now: Instant(milliseconds: 0))
    var tape = JSONTape()
    var events = 0
    for _ in 0..<300 {
      let mail = (0..<random(30)).map { _ in Self.lines[random(Self.lines.count)] }
      let text = Array(mail.joined(separator: random(2) == 0 ? "\n" : "\r\n").utf8)
      guard case .events(let found) = try text.withUnsafeBytes({ try reader.read($0) }) else {
        continue
      }
      for event in found {
        var line = ByteBuffer()
        line.append(event)
        let view = try EventView(tape.parse(line.bytes))
        #expect(view.family == .ses && view.time != nil && !view.recipients.isEmpty)
        events += 1
      }
    }
    #expect(events > 0)
  }
}
