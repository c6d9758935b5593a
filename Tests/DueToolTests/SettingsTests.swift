import DueSystem
import DueTool
import Testing

@Suite struct SettingsTests {
  @Test("reads names and values, and nothing else")
  func reads() throws {
    let settings = try Settings(
      text: "# a comment\n\n  via = spool:/tmp/x=y  \r\nfrom=10101\n", name: "due.conf")
    #expect(settings.value("via") == "spool:/tmp/x=y")
    #expect(settings.value("from") == "10101")
    #expect(settings.value("window") == nil)
  }

  static let refused: [(text: String, fault: String)] = [
    ("via = stdout\nfoo = 1\n", "due.conf:2: expected a setting of due.conf(5), found 'foo'"),
    ("\nvia stdout\n", "due.conf:2: expected 'name = value', found 'via stdout'"),
  ]

  @Test("names the line that is wrong", arguments: refused)
  func refuses(text: String, fault: String) {
    #expect(throws: RunFault(.configuration, fault)) { try Settings(text: text, name: "due.conf") }
  }
}
