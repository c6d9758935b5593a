import ArgumentParser
import Testing

@testable import DueTool

private struct Sample: ParsableCommand {
  enum Colour: String, CaseIterable, ExpressibleByArgument { case red, green }

  @OptionGroup var store: StoreOptions
  @OptionGroup var clock: ClockOptions
  @Option var timeout: TimeSpan = TimeSpan(milliseconds: 0)
  @Option var maxParts: Int?
  @Option var colour: [Colour] = []
  @Option var text: String?
  @Argument var colours: [Colour] = []
}

private struct Family: ParsableCommand {
  static let configuration = CommandConfiguration(subcommands: [Sample.self])
}

@Suite struct DeclaredOptionsTests {
  static let options: [(name: String, isThere: Bool)] = [
    ("store", true), ("project", true), ("now", true), ("max-parts", true), ("maxParts", false),
    ("window", false),
  ]

  @Test("finds the options of a command and of its groups", arguments: options)
  func finds(name: String, isThere: Bool) {
    #expect(DeclaredOptions(Sample.self).has(name) == isThere)
  }

  static let refused: [(typed: [String], words: String)] = [
    (["--now", "noon"], "expected a time such as 2026-11-23T12:00:00Z in '--now', found 'noon'"),
    (["--max-parts=x"], "expected a whole number in '--max-parts', found 'x'"),
    (["--max-parts", "-1"], "expected a whole number in '--max-parts', found '-1'"),
    (["--colour", "it's"], "expected one of red, green in '--colour', found 'it's'"),
    (["blue"], "expected one of red, green in '<colours>', found 'blue'"),
    (["--text"], "missing value for '--text <text>'"),  // nothing there to be found
    (["--hue"], "unknown option '--hue'. Did you mean '--now'?"),
  ]

  @Test("says what was expected, in one line", arguments: refused)
  func says(typed: [String], words: String) throws {
    let arguments = ["sample"] + typed
    let error = #expect(throws: (any Error).self) { try Family.parseAsRoot(arguments) }
    let message = Family.message(for: try #require(error))
    #expect(UsageWords(Family.self, arguments)(message) == words)
  }
}
