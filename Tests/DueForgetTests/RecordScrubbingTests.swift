import DueFormats
import DueForget
import DueStore
import DueSystem
import Foundation
import Testing

/// JSON of whatever layout with records of one person among others'.
@Suite struct RecordScrubbingTests {
  private static let person: ForgottenPerson = {
    var person = ForgottenPerson()
    person.endpoints = ["ep-cy"]
    person.users = ["u-cy"]
    person.addresses = ["cy@example.com"]
    return person
  }()

  /// A tree of arrays, objects and records, as text.
  private struct Tree {
    var random: Dice
    /// What stands in records of others, and has to stay.
    var kept: [String] = []
    var theirs = 0

    mutating func value(depth: Int) -> String {
      switch Int.random(in: 0...(depth > 3 ? 2 : 5), using: &random) {
      case 0...1: record(isTheirs: false)
      case 2: record(isTheirs: true)
      case 3: list(depth)
      default: wrapper(depth)
      }
    }

    private mutating func record(isTheirs: Bool) -> String {
      let mark = "r\(kept.count + theirs)"
      if isTheirs { theirs += 1 } else { kept.append(mark) }
      let names =
        isTheirs
        ? [["ep-cy", "x@example.com"], ["x", "cy@example.com"]] : [["y", "z@example.com"]]
      let name = names[Int.random(in: 0..<names.count, using: &random)]
      let user = isTheirs && Bool.random(using: &random) ? "u-cy" : "u-\(mark)"
      return "{\(space)\"Id\":\(space)\"\(name[0])\",\(space)\"Mark\":\"\(mark)\","
        + "\"Address\":\(space)\"\(name[1])\",\"User\":{\"UserId\":\"\(user)\"}\(space)}"
    }

    private mutating func list(_ depth: Int) -> String {
      let count = Int.random(in: 0...4, using: &random)
      let items = (0..<count).map { _ in value(depth: depth + 1) }
      return "[\(space)" + items.joined(separator: "\(space),\(space)") + "\(space)]"
    }

    private mutating func wrapper(_ depth: Int) -> String {
      let inner = list(depth)
      return "{\(space)\"Item\"\(space):\(inner)\(space)}"
    }

    var space: String { mutating get { ["", " ", "\n  "][Int.random(in: 0...2, using: &random)] } }
  }

  @Test("what goes is theirs, what stays is as it was, and JSON is JSON", arguments: 1...300)
  func scrubs(seed: UInt64) throws {
    var tree = Tree(random: Dice(state: seed &* 0x9e37_79b9_7f4a_7c15))
    let count = Int.random(in: 1...4, using: &tree.random)
    let text = (0..<count).map { _ in tree.value(depth: 0) }.joined(separator: "\n") + "\n"
    let path = NSTemporaryDirectory() + "due-scrub-" + UUID().uuidString + ".json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let scrubbing = RecordScrubbing(Self.person)
    let would = try scrubbing.scrub(path, replacing: nil)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text, "a dry run changes nothing")
    let removed = try scrubbing.scrub(path) { _, _ in }
    let rest = try String(contentsOfFile: path, encoding: .utf8)
    #expect(would == removed)
    #expect(removed == 0 ? rest == text : tree.theirs > 0, "\(text)")
    for name in ["ep-cy", "u-cy", "cy@example.com"] {
      #expect(!rest.contains("\"\(name)\""), "\(text)\nbecame\n\(rest)")
    }
    for mark in tree.kept { #expect(rest.contains("\"\(mark)\""), "\(text)\nbecame\n\(rest)") }
    var reader = JSONStreamReader(try ByteSource.open(path))
    while try reader.next() { #expect(reader.fault == nil, "\(text)\nbecame\n\(rest)") }
  }
}

/// Chance that is the same in every run (xorshift64).
private struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
