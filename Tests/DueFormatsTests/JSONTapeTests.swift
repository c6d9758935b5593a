import DueFormats
import DueSystem
import Testing

@Suite struct JSONTapeTests {
  static let accepted: [(text: String, compact: String)] = [
    ("null", "null"), (" [ ] ", "[]"), ("{}", "{}"),
    (#"{"a":[1,-0.5e+3,"x\u00e9\n"],"b":{"c":null}}"#, #"{"a":[1,-0.5e+3,"xé\n"],"b":{"c":null}}"#),
    (#""\ud83d\ude00""#, #""😀""#),
    ("12345678901234567890.10", "12345678901234567890.10"),
  ]

  @Test("reads what RFC 8259 allows", arguments: accepted)
  func reads(text: String, compact: String) throws {
    #expect(try JSON(parsing: text).text == compact)
  }

  static let refused: [(text: String, fault: JSONFault)] = [
    ("", JSONFault(offset: 0, problem: .endOfText)),
    ("[1,]", JSONFault(offset: 3, problem: .unexpected)),
    ("01", JSONFault(offset: 1, problem: .badNumber)),
    ("1.", JSONFault(offset: 2, problem: .badNumber)),
    (#"{"a" 1}"#, JSONFault(offset: 5, problem: .expectedColon)),
    (#"{"a":1,}"#, JSONFault(offset: 7, problem: .expectedKey)),
    (#"{"a":1"#, JSONFault(offset: 6, problem: .endOfText)),
    ("[1 2]", JSONFault(offset: 3, problem: .expectedCommaOrEnd)),
    (#""\ud83d""#, JSONFault(offset: 1, problem: .badEscape)),
    ("\"a\u{01}\"", JSONFault(offset: 2, problem: .controlCharacter)),
    ("true false", JSONFault(offset: 5, problem: .trailing)),
    ("tru", JSONFault(offset: 0, problem: .endOfText)),
    (String(repeating: "[", count: 600), JSONFault(offset: 512, problem: .tooDeep)),
  ]

  @Test("says what is wrong, and where", arguments: refused)
  func refuses(text: String, fault: JSONFault) {
    #expect(throws: fault) { try JSON(parsing: text) }
  }
}

/// Escapes decoded in runs against the same byte by byte.
@Suite struct EscapeDecodingTests {
  private static func decoded(_ text: [UInt8], at offset: Int) -> [UInt8] {
    // Nothing after the text may be looked at: the bytes there would be taken for more of it.
    let padded = [UInt8](repeating: UInt8(ascii: "\\"), count: offset) + text + [0x5c, 0x6e]
    var buffer = ByteBuffer(capacity: 8)
    buffer.append("before" as StaticString)
    padded.withUnsafeBytes {
      buffer.append(decodingEscapes: Bytes(rebasing: $0[offset..<(offset + text.count)]))
    }
    return Array(buffer.bytes.dropFirst(6))
  }

  @Test(
    "decodes what stands in a string",
    arguments: [
      (#"plain"#, "plain"), (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#"\u00e9\u20AC\ud83d\ude00"#, "é€😀"), (#"\ud83d"#, "\u{FFFD}"), (#"\ude00x"#, "\u{FFFD}x"),
      (#"0123456789abcde\n"#, "0123456789abcde\n"), (#"0123456789abcdef\n"#, "0123456789abcdef\n"),
      (#"\\u0041"#, #"\u0041"#), ("", ""), (#"x\"#, #"x\"#),
    ])
  func known(text: String, expected: String) {
    for offset in 0..<17 {
      #expect(Self.decoded(Array(text.utf8), at: offset) == Array(expected.utf8), "at \(offset)")
    }
  }

  @Test("is the same whatever the runs between the escapes")
  func runs() throws {
    for length in 0..<70 {
      for place in 0...length {
        let run = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let text = run[..<place] + Array(#"\u0041\n"#.utf8) + run[place...]
        let expected = run[..<place] + [0x41, 0x0a] + run[place...]
        #expect(Self.decoded(Array(text), at: place % 16) == Array(expected))
      }
    }
  }
}
