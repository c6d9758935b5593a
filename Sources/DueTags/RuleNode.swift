import DueFormats
import DueSystem

/// A value of a rule file together with its place, for messages that name it.
struct RuleNode {
  let json: JSON
  /// `FILE: rules[0].when`.
  let place: String
  /// The place is a file, or a line of it.
  private let isRoot: Bool

  /// - Parameter root: the file, or the line of it.
  init(_ json: JSON, root: String) { self.init(json, place: root, isRoot: true) }

  private init(_ json: JSON, place: String, isRoot: Bool = false) {
    self.json = json
    self.place = place
    self.isRoot = isRoot
  }

  func fault(_ problem: String) -> RunFault { RunFault(.configuration, "\(place): \(problem)") }

  private func child(_ name: String, _ json: JSON) -> RuleNode {
    RuleNode(json, place: "\(place)\(isRoot ? ": " : ".")\(name)")
  }

  subscript(name: String) -> RuleNode? {
    guard let value = json[name], !value.isNull else { return nil }
    return child(name, value)
  }

  /// The members of an object; each name once.
  func members() throws -> [(name: String, node: RuleNode)] {
    guard let members = json.members else { throw fault("expected an object, found \(json.text)") }
    var seen: Set<[UInt8]> = []
    return try members.map { member in
      guard seen.insert(Array(member.name.utf8)).inserted else {
        throw fault("expected '\(member.name)' once, found it twice")
      }
      return (member.name, child(member.name, member.value))
    }
  }

  /// As `members`, which must be some of these.
  func members(_ known: [String]) throws -> [(name: String, node: RuleNode)] {
    let members = try self.members()
    for member in members where !known.contains(member.name) {
      throw fault("expected \(Self.list(known)), found '\(member.name)'")
    }
    return members
  }

  func elements() throws -> [RuleNode] {
    guard let items = json.array else { throw fault("expected a list, found \(json.text)") }
    return items.enumerated().map { RuleNode($1, place: "\(place)[\($0)]") }
  }

  func text() throws -> String {
    guard let text = json.string, !text.isEmpty else {
      throw fault("expected a text, found \(json.text)")
    }
    return text
  }

  /// A text, or a list of texts that has one or more.
  func texts() throws -> [String] {
    if json.string != nil { return [try text()] }
    let texts = try elements().map { try $0.text() }
    guard !texts.isEmpty else { throw fault("expected a text or more, found []") }
    return texts
  }

  /// An ISO 8601 duration of whole weeks, days, hours, minutes and seconds, in milliseconds.
  func duration() throws -> Int64 {
    let text = try text()
    guard let milliseconds = ISODuration(text)?.milliseconds, milliseconds > 0 else {
      throw fault("expected a duration such as P30D or PT12H, found '\(text)'")
    }
    return milliseconds
  }

  static func list(_ words: [String]) -> String {
    words.count < 2
      ? words.joined()
      : words.dropLast().joined(separator: ", ") + " or \(words[words.count - 1])"
  }
}
