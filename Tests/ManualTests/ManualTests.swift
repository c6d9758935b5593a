import DueTool
import Foundation
import Testing

/// Options, man page, completions, due(7) and README say the same of every command.
///
/// `DUE_UPDATE=1 swift test` writes the completions and README's table anew.
@Suite struct ManualTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static let commands: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: root + "/Sources/Commands")
    return (names ?? []).filter { $0.hasPrefix("due-") }.sorted()
  }()

  static var updates: Bool { ProcessInfo.processInfo.environment["DUE_UPDATE"] == "1" }

  @Test("the page names every option, and no other", arguments: commands)
  func options(name: String) throws {
    let command = Command(name: name, root: Self.root)
    let (declared, abstract, subcommands) = try command.declared()
    let documented = try command.documentedOptions()
    let shared: Set = ["help", "version"]  // due(7) has these two for all commands
    #expect(declared.subtracting(documented).subtracting(shared) == [], "not in the page")
    #expect(documented.subtracting(declared).subtracting(shared) == [], "not in the program")
    let page = try command.pageText()
    for subcommand in subcommands {
      #expect(page.contains("Cm \(subcommand)"), "\(subcommand) is not in the page")
    }
    let sentence = try #require(try command.sentence())
    #expect(
      abstract.lowercased() == sentence.lowercased() + ".", "the abstract is the page's sentence")
  }

  @Test("the page has its sections in order, with examples", arguments: commands)
  func sections(name: String) throws {
    let page = try Command(name: name, root: Self.root).pageText()
    let found = page.split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { $0.dropFirst(4) }
    let order: [Substring] = [
      "NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES",
      "DIAGNOSTICS", "SEE ALSO", "STANDARDS", "CAVEATS",
    ]
    #expect(
      found.compactMap(order.firstIndex(of:)) == found.compactMap(order.firstIndex(of:)).sorted())
    #expect(Set(found).subtracting(order) == [], "a section of another name")
    for needed: Substring in [
      "NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO",
    ] {
      #expect(found.contains(needed), "\(name) has no \(needed)")
    }
  }

  @Test("due(7) has a line for it", arguments: commands)
  func overview(name: String) throws {
    let overview = try String(contentsOfFile: Self.root + "/man/due.7", encoding: .utf8)
    #expect(overview.contains("Xr \(name) 1"))
  }

  @Test("completions are those of the program", arguments: commands, ["bash", "zsh", "fish"])
  func completions(name: String, shell: String) throws {
    let file =
      switch shell {
      case "bash": "\(Self.root)/completions/bash/\(name)"
      case "zsh": "\(Self.root)/completions/zsh/_\(name)"
      default: "\(Self.root)/completions/fish/\(name).fish"
      }
    let text = try Command(name: name, root: Self.root).completion(shell)
    try #require(!text.isEmpty)
    if Self.updates {
      try FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try text.write(toFile: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
  }

  @Test("due.conf(5) has every setting, and no other")
  func settings() throws {
    let page = try String(contentsOfFile: Self.root + "/man/due.conf.5", encoding: .utf8)
    let items = page.split(separator: "\n").filter { $0.hasPrefix(".It Li ") }
    #expect(Set(items.map { String($0.dropFirst(7)) }) == Settings.names)
  }

  @Test("README lists the commands")
  func readme() throws {
    let path = Self.root + "/README.md"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    let begin = "<!-- commands -->\n"
    let end = "<!-- end of commands -->"
    let start = try #require(text.range(of: begin))
    let stop = try #require(text.range(of: end))
    let table = try Self.commands.map { name in
      "| `\(name)` | \(try Command(name: name, root: Self.root).sentence() ?? "") |\n"
    }.joined()
    let expected = "| command | what it does |\n|---|---|\n" + table
    if Self.updates {
      text.replaceSubrange(start.upperBound..<stop.lowerBound, with: expected)
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      return
    }
    #expect(String(text[start.upperBound..<stop.lowerBound]) == expected)
  }
}
