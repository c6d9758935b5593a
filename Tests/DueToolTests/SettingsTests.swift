import DueSystem
import Testing

@testable import DueTool

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

  static let truths: [(value: String, isSet: Bool)] = [
    ("true", true), ("Yes", true), ("ON", true), ("1", true),
    ("false", false), ("no", false), ("off", false), ("0", false),
  ]

  @Test("takes what people write for true and false", arguments: truths)
  func truth(value: String, isSet: Bool) throws {
    let settings = try Settings(text: "\nassume-us = \(value)\n", name: "due.conf")
    let given = try settings.given(for: ["assume-us", "via"], notIn: [])
    #expect(given.map(\.argument) == (isSet ? ["--assume-us"] : []))
  }

  @Test("refuses what is neither true nor false, with its line", arguments: ["maybe", "", "2"])
  func refusesTruth(value: String) throws {
    let settings = try Settings(text: "\nassume-us = \(value)\n", name: "due.conf")
    let fault = RunFault(
      .configuration, "due.conf:2: expected true or false in assume-us, found '\(value)'")
    #expect(throws: fault) { try settings.given(for: ["assume-us"], notIn: []) }
  }

  @Test("passes nothing on that is typed")
  func typed() throws {
    let settings = try Settings(text: "via = stdout\nfrom = 10101\n", name: "due.conf")
    let given = try settings.given(
      for: ["via", "from"], notIn: ["--via=simulate", "--", "--from"])
    #expect(given.map(\.argument) == ["--from=10101"])
  }
}
