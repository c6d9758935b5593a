import DueMIME
import DueSystem
import Testing

private func encoded(_ text: [UInt8], in encoding: TransferEncoding) -> String {
  var buffer = ByteBuffer()
  text.withUnsafeBytes { buffer.append($0, in: encoding) }
  return buffer.string
}

@Suite struct TransferEncodingTests {
  static let line = String(repeating: "x", count: 75)

  static let printed: [(text: String, quoted: String)] = [
    ("", ""),
    ("Plan: gold", "Plan: gold"),
    ("a=b", "a=3Db"),
    ("Malmö", "Malm=C3=B6"),
    ("one\ntwo\r\nthree", "one\r\ntwo\r\nthree"),
    ("one\rtwo", "one=0Dtwo"),  // a CR alone ends no line
    ("one\n", "one\r\n"),
    ("\n\n", "\r\n\r\n"),
    ("space \ntab\t\nend ", "space=20\r\ntab=09\r\nend=20"),
    (" \n", "=20\r\n"),
    ("a b\tc", "a b\tc"),
    ("\u{0}\u{7f}", "=00=7F"),
    (".\nFrom x", ".\r\nFrom x"),
    (line, line),
    (line + "x", line + "=\r\nx"),
    (String(line.dropLast()) + "=", String(line.dropLast()) + "=\r\n=3D"),
    (String(line.dropLast(3)) + "=", String(line.dropLast(3)) + "=3D"),
    (String(line.dropLast(1)) + " ", String(line.dropLast(1)) + "=\r\n=20"),
    (line + "\n" + line, line + "\r\n" + line),
  ]

  @Test("writes quoted-printable", arguments: printed)
  func quotes(text: String, quoted: String) {
    #expect(encoded(Array(text.utf8), in: .quotedPrintable) == quoted)
  }

  /// RFC 4648, section 10, and a line of 57 bytes more.
  static let vectors: [(text: String, base64: String)] = [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    (
      String(repeating: "foo", count: 20),
      String(repeating: "Zm9v", count: 19) + "\r\nZm9v"
    ),
  ]

  @Test("writes base64", arguments: vectors)
  func writesBase64(text: String, base64: String) {
    #expect(encoded(Array(text.utf8), in: .base64) == base64)
  }

  static let chosen: [(text: String, encoding: TransferEncoding)] = [
    ("", .quotedPrintable), ("Hej Åsa", .quotedPrintable), ("Привет, мир", .base64),
    ("名前", .base64), ("<p>名前</p>", .quotedPrintable), ("\u{0}", .quotedPrintable),
  ]

  @Test("keeps what people can read", arguments: chosen)
  func chooses(text: String, encoding: TransferEncoding) {
    let found = Array(text.utf8).withUnsafeBytes { TransferEncoding(for: $0) }
    #expect(found == encoding)
  }

  @Test("what is written in quoted-printable reads as it was, and fits", arguments: 0..<2000)
  func readsBack(seed: UInt64) throws {
    var random = Random(seed: seed)
    let letters: [[UInt8]] = [
      [0x61], [0x20], [0x09], [0x0a], [0x0d, 0x0a], [0x3d], [0xc3, 0xb6], [0x0d, 0x78], [0x00],
      Array("plain text of some length".utf8),
    ]
    var text: [UInt8] = []
    for _ in 0..<random.next(below: 120) { text += letters[random.next(below: letters.count)] }
    let lines = encoded(text, in: .quotedPrintable)
    for line in lines.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      #expect(line.count <= 77)  // with its CR
      let last = line.last == "\r" ? line.dropLast().last : line.last
      #expect(last != " " && last != "\t")
    }
    #expect(try Self.decode(Array(lines.utf8)) == Self.withLineEnds(text))
    #expect(!lines.contains("=_"))
  }

  /// A reader of RFC 2045, 6.7, as plain as can be.
  private static func decode(_ text: [UInt8]) throws -> [UInt8] {
    var out: [UInt8] = []
    var i = 0
    while i < text.count {
      if text[i] != UInt8(ascii: "=") {
        out.append(text[i])
        i += 1
      } else if text[i + 1] == 0x0d {
        i += 3
      } else {
        let digits = String(decoding: text[(i + 1)...(i + 2)], as: UTF8.self)
        out.append(try #require(UInt8(digits, radix: 16)))
        i += 3
      }
    }
    return out
  }

  private static func withLineEnds(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for (i, byte) in text.enumerated() {
      if byte == 0x0a, i == 0 || text[i - 1] != 0x0d { out.append(0x0d) }
      out.append(byte)
    }
    return out
  }
}

/// Numbers that are the same for the same seed (splitmix64).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next(below limit: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ z >> 31) % UInt64(limit))
  }
}
