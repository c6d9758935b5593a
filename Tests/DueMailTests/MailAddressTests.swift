import DueMail
import Testing

@Suite struct MailAddressTests {
  static let accepted: [(text: String, name: String, address: String)] = [
    ("ana@example.com", "", "ana@example.com"),
    ("  Ana@Example.COM ", "", "Ana@example.com"),  // a local part keeps its case
    ("Ana Li <ana@example.com>", "Ana Li", "ana@example.com"),
    ("\"Example, Inc.\" <a@example.com>", "Example, Inc.", "a@example.com"),
    ("\"say \\\"hi\\\"\" <a@example.com>", "say \"hi\"", "a@example.com"),
    ("<a@example.com>", "", "a@example.com"),
    ("Jörg <jörg@bücher.example>", "Jörg", "jörg@xn--bcher-kva.example"),
    // With a combining mark, in a wide letter, with a soft hyphen.
    ("a@mu\u{308}ller.example", "", "a@xn--mller-kva.example"),
    ("two@e\u{ff38}ample.org", "", "two@example.org"),
    ("two@exam\u{ad}ple.org", "", "two@example.org"),
    ("\"a b\"@example.com", "", "\"a b\"@example.com"),
    ("a+b=c@example.com", "", "a+b=c@example.com"),
    ("a@[192.0.2.1]", "", "a@[192.0.2.1]"),
    (
      String(repeating: "a", count: 64) + "@example.com", "",
      String(repeating: "a", count: 64) + "@example.com"
    ),
  ]

  @Test("reads addresses", arguments: accepted)
  func reads(text: String, name: String, address: String) throws {
    let found = try #require(MailAddress(text))
    #expect(found.name == name)
    #expect(found.address == address)
  }

  static let refused = [
    "", "ana", "ana@", "@example.com", "a b@example.com", "a@b@c..d", ".a@example.com",
    "a.@example.com", "a..b@example.com", "a@-x.example", "a@exa mple.com", "a@example.com,b@x.de",
    "a@example.com\r\nBcc: b@x.de", "a\n@example.com", "Ana\u{0} <a@example.com>",
    "A\r\nBcc: b <a@example.com>", "Ana <a@example.com> more", "\"Ana <a@example.com>",
    "a@exam\u{2003}ple.com", "a@\u{fb01}n.example", "a@\u{2460}.example", "a@x\u{e000}.example",
    "<a@example.com", "a@example.com>", "<<a@example.com>>", "a@[::1\r]", "a@x..y",
    String(repeating: "a", count: 65) + "@example.com",
    "a@" + String(repeating: "x", count: 64) + ".example",
  ]

  @Test("refuses what is no address", arguments: refused)
  func refuses(text: String) { #expect(MailAddress(text) == nil) }

  @Test("only a local part asks for SMTPUTF8")
  func utf8() throws {
    #expect(try #require(MailAddress("jörg@example.com")).needsUTF8)
    #expect(try !#require(MailAddress("Jörg <joerg@bücher.example>")).needsUTF8)
  }
}
