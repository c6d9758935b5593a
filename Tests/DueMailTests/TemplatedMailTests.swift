import DueDelivery
import DueFormats
import DueModel
import DueSystem
import Testing

@testable import DueMail

@Suite struct TemplatedMailTests {
  private static func message(_ headers: MailHeaders, type: MessageType = .promotional) -> Message {
    var message = Message(
      key: "k-1", channel: .email, to: "ana@example.com", from: "News <news@example.com>",
      type: type, body: "")
    message.headers = headers.text
    return message
  }

  private static var headers: MailHeaders {
    var headers = MailHeaders()
    headers.template = "Welcome"
    headers.templateData = #"{"n":1}"#
    return headers
  }

  @Test func comesBackAsItWas() throws {
    var headers = Self.headers
    headers.fields = [.init("X-A", "b")]
    var tape = JSONTape()
    let text = Array(headers.text.utf8)
    let read = try text.withUnsafeBytes { try MailHeaders(try tape.parse($0)) }
    #expect(read == headers)
  }

  @Test func isNoneWithoutATemplate() throws {
    #expect(try MailForm().templated(Self.message(MailHeaders())) == nil)
  }

  @Test func saysHowToGetNoMore() throws {
    var headers = Self.headers
    headers.unsubscribe = "https://example.com/" + String(repeating: "u", count: 870)
    headers.unsubscribeMail = String(repeating: "m", count: 100) + "@example.com"
    let mail = try #require(try MailForm().templated(Self.message(headers)))
    // Both do not fit into a field: the page alone does.
    #expect(mail.fields.map(\.name) == ["X-Due-Key", "List-Unsubscribe", "List-Unsubscribe-Post"])
    #expect(mail.fields[1].value == "<\(headers.unsubscribe)>")
    let other = try #require(
      try MailForm().templated(Self.message(headers, type: .transactional)))
    #expect(other.fields.map(\.name) == ["X-Due-Key"])
  }

  @Test("fields and mailboxes are ASCII on one line, whatever they say", arguments: 0..<300)
  func staysASCII(seed: Int) throws {
    let pieces = [
      "a", "é", "日", "😀", " ", "=?", "?=", "\"", "\\", ",", "<", "@", "_", "long word ",
    ]
    var draws: UInt64 = 0
    func text(_ count: Int) -> String {
      (0..<count).map { _ in
        draws += 1
        return pieces[Int(chance("templated \(seed)", draws) * Double(pieces.count))]
      }.joined()
    }
    var headers = Self.headers
    headers.toName = text(1 + seed % 40)
    headers.fields = [.init("X-Text", text(1 + seed % 25)), .init("List-Id", text(3))]
    let mail = try #require(try MailForm().templated(Self.message(headers)))
    for line in [mail.to, mail.kind.from] + mail.fields.map(\.value) {
      #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
    }
    #expect(mail.to.hasSuffix("<ana@example.com>") || mail.to == "ana@example.com")
  }

  static let refused: [(change: @Sendable (inout MailHeaders) -> Void, code: String)] = [
    ({ $0.template = "a b" }, "invalid_template"), ({ $0.html = "<p>" }, "ambiguous"),
    ({ $0.isWhole = true }, "ambiguous"), ({ $0.replyTo = "jörg@example.com" }, "5.6.7"),
    ({ $0.returnPath = "jörg@example.com" }, "5.6.7"),
    ({ $0.templateData = #"{"n":"\#(String(repeating: "x", count: 262_140))"}"# }, "too_long"),
    (
      { $0.fields = (0..<15).map { MailHeaders.Field("X-\($0)", "1") } }, "invalid_header"
    ),
    ({ $0.fields = [.init("X-A", String(repeating: "é", count: 490))] }, "invalid_header"),
  ]

  @Test("refuses", arguments: refused.indices)
  func refuses(row: Int) {
    var headers = Self.headers
    Self.refused[row].change(&headers)
    let refusal = #expect(throws: MessageRefusal.self) {
      try MailForm().templated(Self.message(headers))
    }
    #expect(refusal?.code == Self.refused[row].code)
  }

  @Test func isNoMailForOthers() {
    var buffer = ByteBuffer()
    let refusal = #expect(throws: MessageRefusal.self) {
      try MailForm().write(Self.message(Self.headers), at: Instant(milliseconds: 0), to: &buffer)
    }
    #expect(refusal?.code == "ses_template")
    #expect(buffer.count == 0)
  }
}

@Suite struct TemplateDataTests {
  private static func data(_ text: String, isForOne: Bool = true) throws -> String {
    var data = TemplateData()
    return try Array(text.utf8).withUnsafeBytes { try data.text($0, isForOne: isForOne) }
  }

  static let cases: [(values: String, data: String)] = [
    ("{}", "{}"), (#"{"a":1,"b":"x","a":2}"#, #"{"a":2,"b":"x"}"#),
    (#"{"a":{"a":1,"a":2},"n":1.50}"#, #"{"a":{"a":1,"a":2},"n":1.50}"#),
    (#"{"a":1,"\u0061":2}"#, #"{"a":2}"#),
    (#"{"Fields":{"X":"y"},"to":"a@b","attachments":["x"],"ses_template":"t"}"#, #"{"to":"a@b"}"#),
  ]

  @Test("one member a name, the last", arguments: cases)
  func keepsTheLast(values: String, data: String) throws {
    #expect(try Self.data(values) == data)
  }

  @Test func tellsNobodyOfOthers() throws {
    let values = #"{"to":"a@b","Cc":["c@d"],"email":"x@y","n":1}"#
    #expect(try Self.data(values, isForOne: false) == #"{"n":1}"#)
  }

  @Test("no name twice, whatever the members", arguments: 0..<200)
  func hasNoNameTwice(seed: Int) throws {
    let names = ["a", "b", "c", "é", "to", "x y"]
    let members = (0..<(seed % 12)).map { i in
      let draw = chance("data \(seed)", UInt64(i))
      return (names[Int(draw * Double(names.count))], i)
    }
    let values = "{\(members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
    let found = try JSON(parsing: Self.data(values)).members ?? []
    let last = Dictionary(members.map { ($0.0, $0.1) }) { _, new in new }
    #expect(
      Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.value.integer ?? -1) }) == last)
  }
}
