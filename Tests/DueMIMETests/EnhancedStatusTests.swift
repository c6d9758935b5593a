import DueMIME
import DueSystem
import Testing

@Suite struct EnhancedStatusTests {
  static let read: [(text: String, parts: [Int]?)] = [
    ("5.1.1", [5, 1, 1]),
    ("4.4.1 (connection timed out)", [4, 4, 1]),
    ("5.7.350", [5, 7, 350]),
    ("2.0.0", [2, 0, 0]),
    ("3.1.1", nil),
    ("5.1", nil),
    ("5.1.1.1", nil),  // an address, not a code
    ("5.1234.1", nil),
    ("", nil),
  ]

  @Test("reads the code of a Status field", arguments: read)
  func readsCode(text: String, parts: [Int]?) {
    let code = Array(text.utf8).withUnsafeBytes { EnhancedStatus(Bytes($0)) }
    #expect(code?.parts == parts)
  }
}
