import Foundation
import Testing

/// due-migrating(7) promises nothing that is not there, and every sample that it speaks of is run.
@Suite struct MigratingTests {
  /// A section of the page: what it says, and the pages of the commands that it names.
  struct Section: CustomTestStringConvertible {
    let title: String
    var text = ""

    var testDescription: String { title }

    func words(_ pattern: String) throws -> Set<String> {
      let pattern = try NSRegularExpression(pattern: pattern)
      let range = NSRange(text.startIndex..., in: text)
      return Set(
        pattern.matches(in: text, range: range).compactMap { match in
          Range(match.range(at: 1), in: text).map { String(text[$0]) }
        })
    }
  }

  static let sections: [Section] = {
    let path = ManualTests.root + "/man/due-migrating.7"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    var sections: [Section] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix(".Ss ") {
        sections.append(Section(title: String(line.dropFirst(4))))
      } else if line.hasPrefix(".Sh ") {
        sections.append(Section(title: String(line)))
      } else if !sections.isEmpty {
        sections[sections.count - 1].text += line + "\n"
      }
    }
    return sections.filter { !$0.title.hasPrefix(".Sh ") }
  }()

  @Test("options and words are those of the commands that a section names", arguments: sections)
  func promises(section: Section) throws {
    let commands = try section.words(#"Xr (due-[a-z-]+) 1"#)
    #expect(!commands.isEmpty, "a section names what does its work")
    var options: Set<String> = []
    var words: Set<String> = []
    for name in commands {
      let command = Command(name: name, root: ManualTests.root)
      options.formUnion(try command.documentedOptions())
      words.formUnion(try Section(title: name, text: command.pageText()).words(#"(?:Cm|Li) (\S+)"#))
    }
    #expect(try section.words(#"Fl -([a-z][a-z0-9-]*)"#).subtracting(options) == [])
    #expect(try section.words(#"Cm (\S+)"#).subtracting(words) == [])
  }

  @Test("there is a page, and a section for each system")
  func systems() {
    #expect(Self.sections.count >= 24)
  }

  @Test("every sample is run by a golden script")
  func samples() throws {
    let manager = FileManager.default
    let names = try manager.contentsOfDirectory(atPath: ManualTests.root + "/samples/systems")
    #expect(names.count >= 20)
    let directory = ManualTests.root + "/Tests/Scripts/samples"
    let scripts = try manager.contentsOfDirectory(atPath: directory)
      .map { try String(contentsOfFile: directory + "/" + $0, encoding: .utf8) }.joined()
    for name in names.sorted() {
      #expect(scripts.contains("$SAMPLES/systems/\(name)"), "\(name) is never run")
    }
  }
}
