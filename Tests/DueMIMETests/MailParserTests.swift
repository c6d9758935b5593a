import DueFormats
import DueMIME
import DueSystem
import Testing

/// The types of all parts of `mail`, each with its depth before it.
private func outline(_ mail: String) -> [String] {
  Array(mail.utf8).withUnsafeBytes { bytes in
    var parser = MailParser()
    parser.parse(bytes)
    return parser.parts.map { part in
      var depth = 0
      var parent = part.parent
      while let number = parent {
        depth += 1
        parent = parser.parts[number].parent
      }
      return "\(depth) \(part.media.type.string)/\(part.media.subtype.string)"
    }
  }
}

/// The bodies of the parts that have no parts, decoded.
private func bodies(_ mail: String) -> [String] {
  Array(mail.utf8).withUnsafeBytes { bytes in
    var parser = MailParser()
    parser.parse(bytes)
    return parser.parts.enumerated().filter { $1.end == $0 + 1 }.map { _, part in
      var buffer = ByteBuffer()
      part.text(into: &buffer)
      return buffer.string
    }
  }
}

@Suite struct MailParserTests {
  static let outlines: [(mail: String, outline: [String])] = [
    ("", ["0 text/plain"]),
    ("\n", ["0 text/plain"]),
    ("no header at all", ["0 text/plain"]),
    ("Content-Type: nonsense\n\nx", ["0 text/plain"]),
    ("Content-Type: TEXT/Html; charset=x\n\nx", ["0 TEXT/Html"]),
    ("Content-Type: multipart/mixed\n\n--\n--b\n\nx", ["0 multipart/mixed"]),
    (
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b\n\nb\n--b--\n",
      ["0 multipart/mixed", "1 text/plain", "1 text/plain"]
    ),
    // Cut short: the last part goes to the end.
    (
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\na\r\n--b\r\nX: y",
      ["0 multipart/mixed", "1 text/plain", "1 text/plain"]
    ),
    // A line that begins like a boundary is none.
    (
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--bb\n--b-\n--b--\n",
      ["0 multipart/mixed", "1 text/plain"]
    ),
    (
      "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: s\n\nx\n--b--",
      ["0 multipart/digest", "1 message/rfc822", "2 text/plain"]
    ),
    (
      "Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n--i--",
      ["0 message/rfc822", "1 multipart/mixed", "2 text/plain"]
    ),
    // A boundary of the outer message ends the inner one.
    (
      "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i"
        + "\n\n--i\n\nx\n--o\n\ny\n--o--\n",
      ["0 multipart/mixed", "1 multipart/mixed", "2 text/plain", "1 text/plain"]
    ),
  ]

  @Test("takes apart", arguments: outlines)
  func takesApart(mail: String, expected: [String]) { #expect(outline(mail) == expected) }

  @Test("takes the transfer encoding and the charset off")
  func decodes() {
    let mail = """
      Content-Type: multipart/mixed; boundary="a b"

      --a b
      Content-Type: text/plain; charset=iso-8859-15
      Content-Transfer-Encoding: quoted-printable

      10 =A4 =
      and more=3D
      --a b
      Content-Type: text/plain; charset="windows-1252"
      Content-Transfer-Encoding: base64

      k3gKlA==
      --a b
      Content-Type: text/plain; charset=shift_jis
      Content-Transfer-Encoding: base64

      lryRTw==
      --a b--
      """
    #expect(bodies(mail) == ["10 € and more=", "“x\n”", "名前"])
  }

  @Test("parts in parts without end are read as far as the limit")
  func limitsDepth() {
    let mail = (0..<200).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }
    #expect(outline(mail.joined()).count == 33)
  }

  @Test("a great many parts are read as far as the limit")
  func limitsParts() {
    let mail =
      "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n", count: 12_000)
    #expect(outline(mail).count == 10_000)
  }
}

@Suite struct MailFieldsTests {
  private func read(_ text: String) -> (fields: [String], body: Int) {
    Array(text.utf8).withUnsafeBytes { bytes in
      let (fields, body) = MailFields.split(bytes)
      var found: [String] = []
      fields.forEach { found.append("\($0.name.string)=\($0.value.trimmedSpace.string)") }
      return (found, body)
    }
  }

  static let headers: [(text: String, fields: [String], body: Int)] = [
    ("A: b\nC:d\n\nx", ["A=b", "C=d"], 10),
    ("A: b\r\n c\r\n\r\nx", ["A=b\r\n c"], 12),
    ("A: b", ["A=b"], 4),
    ("\nA: b", [], 1),
    // The first line that cannot be of a header begins the body.
    ("A: b\nno field\nC: d\n", ["A=b"], 5),
    ("From x Mon\nA: b\n\n", ["A=b"], 17),
    (": x\nA: b\n\n", ["A=b"], 10),
    ("A b: c\n", [], 0),
  ]

  @Test("reads headers", arguments: headers)
  func readsHeaders(text: String, fields: [String], body: Int) {
    let found = read(text)
    #expect(found.fields == fields)
    #expect(found.body == body)
  }
}

@Suite struct ParameterTests {
  static let values: [(field: String, name: String?)] = [
    ("name=a.txt", "a.txt"),
    ("x=y; NAME=\"a \\\"b\\\"; c\"", "a \"b\"; c"),
    ("name*=utf-8''%e2%82%ac", "€"),
    ("name*1=b; name*0=a", "ab"),
    ("name*0*=iso-8859-1'en'%a3; name*1=\" x\"", "£ x"),
    ("filename=x", nil),
    ("name", nil),
    ("name=", ""),
  ]

  @Test("reads a parameter", arguments: values)
  func readsParameter(field: String, name: String?) {
    var buffer = ByteBuffer()
    let found = Array(field.utf8).withUnsafeBytes {
      MailParameters($0).append("name", to: &buffer)
    }
    #expect((found ? buffer.string : nil) == name)
  }
}

@Suite struct DecodedHeaderTests {
  static let values: [(written: String, read: String)] = [
    ("plain", "plain"),
    ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
    ("=?UTF-8?B?4oKs?= =?utf-8?q?_x?=", "€ x"),
    // A character that a writer cut in two.
    ("=?utf-8?b?4g==?=\r\n =?utf-8?b?gqw=?=", "€"),
    ("a =?iso-8859-1?q?=E4?= b", "a ä b"),
    ("=?koi8-r?b?8NLJ18XU?=", "Привет"),
    ("=?utf-8?x?a?= =?utf-8?q?a", "=?utf-8?x?a?= =?utf-8?q?a"),
    ("=?nobody-knows?q?caf=E9?=", "café"),
    ("=?../../etc//TRANSLIT?q?=E9?=", "é"),
    ("folded\r\n value", "folded value"),
  ]

  @Test("reads encoded words", arguments: values)
  func readsWords(written: String, read: String) {
    var buffer = ByteBuffer()
    Array(written.utf8).withUnsafeBytes { buffer.append(decodedHeader: $0) }
    #expect(buffer.string == read)
  }
}

@Suite struct MailDateTests {
  static let dates: [(text: String, iso: String?)] = [
    ("Mon, 23 Nov 2026 15:00:09 +0000 (UTC)", "2026-11-23T15:00:09.000Z"),
    ("23 nov 26 15:00 -0530", "2026-11-23T20:30:00.000Z"),
    ("Tue, 1 Sep 2026 08:59:58 EDT", "2026-09-01T12:59:58.000Z"),
    ("1 Jan 1999 00:00:00", "1999-01-01T00:00:00.000Z"),
    ("31 Feb 2026 00:00:00 +0000", nil),
    ("Mon, 23 Nov 2026 24:00:00 +0000", nil),
    ("Monday", nil),
    ("", nil),
    ("99999999999999999999 Nov 2026 15:00:00 +0000", nil),
  ]

  @Test("reads dates", arguments: dates)
  func readsDates(text: String, iso: String?) {
    #expect(Array(text.utf8).withUnsafeBytes { Instant(mail: $0) }?.iso8601 == iso)
  }
}

@Suite struct MailAddressesTests {
  static let lists: [(field: String, read: [String])] = [
    ("kim@example.net", ["|kim@example.net"]),
    (
      "\"Doe, Kim\" <kim@example.net>, b@example.net (Bo)",
      ["Doe, Kim|kim@example.net", "Bo|b@example.net"]
    ),
    (
      "Team: a@x.example, B <b@x.example>;, c@x.example",
      ["|a@x.example", "B|b@x.example", "|c@x.example"]
    ),
    ("<@r1.example,@r2.example:kim@example.net>", ["|kim@example.net"]),
    ("\"a b\"@example.net", ["|\"a b\"@example.net"]),
    ("undisclosed-recipients:;", []),
    ("=?utf-8?q?K=C3=ADm?= <kim@example.net", ["Kím|kim@example.net"]),
    (" , ;<>", []),
  ]

  @Test("reads lists", arguments: lists)
  func readsLists(field: String, expected: [String]) {
    let found = Array(field.utf8).withUnsafeBytes { bytes in
      var list = MailAddresses(bytes)
      var found: [String] = []
      while list.next() { found.append("\(list.name.string)|\(list.address.string)") }
      return found
    }
    #expect(found == expected)
  }
}
