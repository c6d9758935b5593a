import DueSystem
import Testing

@Suite struct CommandWordsTests {
  static let accepted: [(text: String, words: [String])] = [
    ("notify", ["notify"]),
    ("  a  'b c'\t\"d e\"f\\ g ''", ["a", "b c", "d ef g", ""]),
    ("'$HOME' `id` ;rm", ["$HOME", "`id`", ";rm"]),  // no shell: nothing is expanded
    ("a\r\nb", ["a\r", "b"]),
  ]

  @Test("splits as a shell does, and no more", arguments: accepted)
  func splits(text: String, words: [String]) throws {
    #expect(try CommandWords(text).words == words)
  }

  @Test("refuses an open quote and an empty command", arguments: ["'a", "a\\", "", "  "])
  func refuses(text: String) {
    #expect(throws: RunFault.self) { try CommandWords(text) }
  }
}
