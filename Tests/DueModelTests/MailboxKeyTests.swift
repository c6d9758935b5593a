import DueModel
import DueSystem
import Testing

@Suite struct MailboxKeyTests {
  static let keys: [(written: String, key: String)] = [
    ("ana@example.com", "ana@example.com"),
    ("Ana@Example.COM", "ana@example.com"),
    (" \t ana@example.com\r\n", "ana@example.com"),
    ("Ana <Ana@Example.com>", "ana@example.com"),
    ("\"A <b>\" < ana@example.com >", "ana@example.com"),
    ("a+tag@example.com", "a+tag@example.com"),
    ("\"a@b\"@example.com", "\"a@b\"@example.com"),
    // As Python's `encodings.punycode` has them.
    ("x@bücher.example", "x@xn--bcher-kva.example"),
    ("X@BÜCHER.example", "x@xn--bcher-kva.example"),
    ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
    ("x@例え.テスト", "x@xn--r8jz45g.xn--zckzah"),
    ("x@ليهمابتكلموشعربي؟.example", "x@xn--egbpdaj6bu4bxfgehfvwxn.example"),
    ("x@tại-sao-không.example", "x@xn--ti-sao-khng-bfb6689g.example"),
    ("x@bu\u{308}cher.example", "x@xn--bcher-kva.example"),
    ("x@BU\u{308}CHER.example", "x@xn--bcher-kva.example"),
    ("x@\u{ff45}x\u{ad}ample\u{ff0e}\u{ff4f}rg", "x@example.org"),
    ("x@gro\u{df}.example", "x@xn--gro-7ka.example"),
    ("x@\u{1100}\u{1161}.example", "x@xn--o39a.example"),
    ("x@bücher。example", "x@xn--bcher-kva.example"),  // an ideographic full stop
    ("ZOË@example.com", "zoë@example.com"),
    ("", ""),
    ("nobody", "nobody"),
    ("ÄRGER", "ärger"),
    ("<>", ""),
    ("a>", "a>"),
  ]

  @Test("what makes addresses the same", arguments: keys)
  func key(written: String, key: String) {
    #expect(MailboxKey.key(written) == key)
    // A key is its own key, and the same bytes however long the buffer was.
    #expect(MailboxKey.key(key) == key)
  }

  static let forms: [(written: String, isAddress: Bool)] = [
    ("ana@example.com", true), ("zoë@example.com", true), ("a@b", true),
    ("", false), ("ana", false), ("@example.com", false), ("ana@", false),
    ("ana@exam ple.com", false), ("ana@example.com\r\nBcc: x@example.com", false),
    ("a\u{0}@example.com", false),
    (String(repeating: "a", count: 308) + "@example.com", true),  // 320 bytes
    (String(repeating: "a", count: 309) + "@example.com", false),
  ]

  @Test("what can be an address", arguments: forms)
  func form(written: String, isAddress: Bool) {
    var written = written
    #expect(written.withUTF8 { MailboxKey.isAddress(Bytes($0)) } == isAddress)
  }
}
