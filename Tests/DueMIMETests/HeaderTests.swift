import DueFormats
import DueMIME
import DueSystem
import Testing

private func header(_ value: String) -> String {
  var buffer = ByteBuffer()
  buffer.append(header: "Name", value)
  return buffer.string
}

@Suite struct HeaderTests {
  static let written: [(value: String, line: String)] = [
    ("", "Name: \r\n"),
    ("ep-ana-mail", "Name: ep-ana-mail\r\n"),
    ("a=b ?", "Name: a=b ?\r\n"),
    ("Åsa", "Name: =?utf-8?b?w4VzYQ==?=\r\n"),
    ("Malmö, Sverige", "Name: =?utf-8?q?Malm=C3=B6=2C_Sverige?=\r\n"),
    // Nothing in a value can end the header, or begin another.
    ("u\r\nEvil: 1", "Name: =?utf-8?q?u=0D=0AEvil=3A_1?=\r\n"),
    ("\u{0}", "Name: =?utf-8?q?=00?=\r\n"),
    // What a reader would decode, or strip, is encoded.
    ("=?utf-8?q?x?=", "Name: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?=\r\n"),
    (" x", "Name: =?utf-8?q?_x?=\r\n"),
    ("x ", "Name: =?utf-8?q?x_?=\r\n"),
    (
      String(repeating: "x", count: 72),
      "Name: \(String(repeating: "x", count: 72))\r\n"
    ),
    (
      String(repeating: "x", count: 73),
      "Name: =?utf-8?q?\(String(repeating: "x", count: 58))?=\r\n"
        + " =?utf-8?q?\(String(repeating: "x", count: 15))?=\r\n"
    ),
  ]

  @Test("writes headers that say what they were given", arguments: written)
  func writes(value: String, line: String) {
    #expect(header(value) == line)
  }

  @Test("no word splits a character", arguments: 1..<90)
  func wholeCharacters(count: Int) {
    for letter in ["名", "é", "🎈"] {
      let text = String(repeating: "a", count: count % 7) + String(repeating: letter, count: count)
      for line in header(text).unicodeScalars.split(separator: "\n") {
        #expect(line.count <= 77)
      }
      #expect(!header(text).contains("\u{FFFD}"))
    }
  }

  static let controls: [(text: String, has: Bool)] = [
    ("", false), ("plain\ttext é", false), ("a\rb", true), ("a\nb", true), ("a\u{0}", true),
    ("\u{7f}", true),
  ]

  @Test("senders can tell what they must refuse", arguments: controls)
  func tellsControls(text: String, has: Bool) {
    #expect(Array(text.utf8).withUnsafeBytes { HeaderText.hasControls($0) } == has)
  }

  static let dates: [(instant: String, date: String)] = [
    ("2026-11-10T10:00:00.003Z", "Tue, 10 Nov 2026 10:00:00 +0000"),
    ("2024-02-29T23:59:59.999Z", "Thu, 29 Feb 2024 23:59:59 +0000"),
    ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 +0000"),
  ]

  @Test("writes dates of mail", arguments: dates)
  func writesDates(instant: String, date: String) throws {
    var buffer = ByteBuffer()
    buffer.append(mailDate: try #require(Instant(instant)))
    #expect(buffer.string == date)
  }

  @Test("a message of two parts")
  func multipart() {
    var buffer = ByteBuffer()
    let boundary = MIMEBoundary(seed: 0x5f0c_1d2e_3b4a_5968)
    buffer.append(multipart: "multipart/alternative", boundary)
    buffer.append("\r\n" as StaticString)
    for (text, type) in [("Hej Åsa\n", "text/plain"), ("", "text/html")] as [(String, StaticString)]
    {
      buffer.append(beginOfPart: boundary)
      Array(text.utf8).withUnsafeBytes { bytes in
        buffer.append(part: bytes, type: type) { $0.append(header: "X-Kind", "a") }
      }
    }
    buffer.append(endOfParts: boundary)
    #expect(
      buffer.string
        == """
        Content-Type: multipart/alternative; boundary="=_due_5f0c1d2e3b4a5968"\r

        \r
        --=_due_5f0c1d2e3b4a5968\r
        Content-Type: text/plain\r
        Content-Transfer-Encoding: quoted-printable\r
        X-Kind: a\r
        \r
        Hej =C3=85sa\r
        \r
        --=_due_5f0c1d2e3b4a5968\r
        Content-Type: text/html\r
        Content-Transfer-Encoding: quoted-printable\r
        X-Kind: a\r
        \r
        \r
        --=_due_5f0c1d2e3b4a5968--\r

        """.replacing("\r\n\n", with: "\r\n"))
  }
}
