import DueDelivery
import DueFormats
import DueMail
import DueModel
import DueSystem
import Testing

@Suite struct MailFormTests {
  private let form = MailForm()
  private let now = Instant(milliseconds: 1_795_437_000_000)

  private func message(_ headers: String, body: String = "Hello", from: String = "x@example.com")
    -> Message
  {
    var message = Message(
      key: "k-1", channel: .email, to: "ana@example.com", from: from, type: .promotional,
      body: body)
    message.headers = headers
    return message
  }

  private func write(_ message: Message) throws(MessageRefusal) -> String {
    var buffer = ByteBuffer(capacity: 4096)
    _ = try form.write(message, at: now, to: &buffer)
    return buffer.string
  }

  /// The names of the headers, in order.
  private func names(_ mail: String) -> [String] {
    mail.components("\r\n\r\n")[0].components("\r\n").filter { !$0.hasPrefix(" ") }
      .map { String($0.prefix { $0 != ":" }) }
  }

  @Test("has what it needs, and no more")
  func plain() throws {
    let mail = try write(message(#"{"subject":"Hi"}"#))
    #expect(
      names(mail) == [
        "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding",
      ])
    #expect(mail.contains("Message-ID: <due.k-1@example.com>\r\n"))
    #expect(mail.hasSuffix("\r\n\r\nHello\r\n"))
  }

  @Test("only promotional mail says how to get no more of it")
  func unsubscribe() throws {
    var message = message(#"{"subject":"Hi","unsubscribe":"https://x.example/u"}"#)
    #expect(try names(write(message)).contains("List-Unsubscribe-Post"))
    message.type = .transactional
    #expect(try !names(write(message)).contains("List-Unsubscribe"))
  }

  @Test("the same message has the same bytes")
  func same() throws {
    let message = message(#"{"subject":"Hi","html":"<p>Hi</p>"}"#)
    #expect(try write(message) == write(message))
  }

  /// A header, and the code that it is refused with.
  static let refused: [(headers: String, code: String)] = [
    (#"{"subject":"a\nb"}"#, "control_character"),
    (#"{"subject":"a\u0000"}"#, "control_character"),
    (#"{"to_name":"a\r\nBcc: b@x.de"}"#, "control_character"),
    (#"{"reply_to":"a@x.de\r\nBcc: b@x.de"}"#, "control_character"),
    (#"{"reply_to":"nobody"}"#, "invalid_address"),
    (#"{"return_path":"a b@x.de"}"#, "invalid_address"),
    (#"{"unsubscribe":"http://x.example"}"#, "invalid_header"),
    (#"{"unsubscribe":"https://x.example/>,<mailto:a@x.de"}"#, "invalid_header"),
    (#"{"fields":{"Subject":"x"}}"#, "invalid_header"),
    (#"{"fields":{"X:Y":"x"}}"#, "invalid_header"),
    (#"{"fields":{"":"x"}}"#, "invalid_header"),
    (#"{"fields":{"X-A":"x\ny"}}"#, "control_character"),
    (#"{"fields":{"List-Unsubscribe":"<https://y>"},"unsubscribe":"https://x"}"#, "invalid_header"),
    (#"{"attachments":[{"path":"/no/such/file"}]}"#, "attachment_missing"),
    (#"{"attachments":[{"path":"/dev/zero"}]}"#, "attachment_missing"),
    (#"{"attachments":[{"path":"/etc/hostname","sha256":"00"}]}"#, "attachment_changed"),
    (#"{"attachments":[{"path":"/x","name":"a\"\r\nX: y"}]}"#, "control_character"),
    (#"{"attachments":[{"path":"/x","type":"text/html; charset=x"}]}"#, "invalid_attachment"),
    (#"{"attachments":[{"path":"/x","cid":"a>\u0020b"}]}"#, "invalid_attachment"),
    (#"{"attachments":"x"}"#, "bad_value"),
    (#"{"subject":["x"]}"#, "bad_value"),
    (#"{"subject":"#, "bad_json"),
  ]

  @Test("refuses what could end a header", arguments: refused)
  func refuses(headers: String, code: String) {
    #expect(throws: MessageRefusal.self) { try self.write(message(headers)) }
    do throws(MessageRefusal) {
      _ = try write(message(headers))
    } catch {
      #expect(error.code == code)
    }
  }

  /// Whatever texts come, the headers of a mail that is written are those that were meant, in lines
  /// that any server takes, and nothing of the text ends it.
  @Test("no text gets out of its place")
  func random() throws {
    var random = Xorshift(state: 0x9e37_79b9_7f4a_7c15)
    let pieces = [
      "a", "Z", " ", ".", "..", "\n", "\r\n", "\r", "\u{0}", ":", "<", ">", "\"", "\\", ",", ";",
      "=?utf-8?q?x?=", "=?", "å", "日本", "🎉", "Bcc: x@y.z", "--=_due_", "\t", "@", "(", "%0a",
      String(repeating: "long", count: 40),
    ]
    func text() -> String {
      (0..<random.next(8)).map { _ in pieces[random.next(pieces.count)] }.joined()
    }
    var written = 0
    for _ in 0..<4000 {
      let field = text()
      let headers: JSON = [
        "subject": .string(text()), "html": .string(text()), "to_name": .string(text()),
        "fields": ["X-Field": .string(field)],
      ]
      let body = text()
      do throws(MessageRefusal) {
        let mail = try write(
          message(headers.text, body: body, from: "\"\(text())\" <x@example.com>"))
        written += 1
        #expect(
          Set(names(mail)).isSubset(of: [
            "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "X-Field",
            "Content-Type", "Content-Transfer-Encoding",
          ]), "\(headers.text)")
        for line in mail.components("\r\n") {
          #expect(
            line.utf8.count <= 998 && line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f || $0 == 0x09 }
          )
        }
      } catch {
        #expect(["control_character", "invalid_address", "invalid_header"].contains(error.code))
      }
    }
    #expect(written > 200)
  }
}

/// Numbers that are the same in every run.
struct Xorshift {
  var state: UInt64

  mutating func next(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}

extension String {
  /// The pieces between occurrences of `mark`, which is ASCII.
  func components(_ mark: String) -> [String] {
    var pieces: [[UInt8]] = [[]]
    let bytes = Array(utf8)
    let wanted = Array(mark.utf8)
    var place = 0
    while place < bytes.count {
      if bytes[place...].starts(with: wanted) {
        pieces.append([])
        place += wanted.count
      } else {
        pieces[pieces.count - 1].append(bytes[place])
        place += 1
      }
    }
    return pieces.map { String(decoding: $0, as: UTF8.self) }
  }
}
