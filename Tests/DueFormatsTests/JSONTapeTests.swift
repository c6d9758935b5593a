import DueFormats
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
