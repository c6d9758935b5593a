import DueFormats

/// A value of a definition together with its place, for messages that name it.
struct DefinitionNode {
  let json: JSON
  let place: String

  init(_ json: JSON, place: String = "") {
    self.json = json
    self.place = place
  }

  func fault(_ problem: String) -> DefinitionFault { DefinitionFault(place, problem) }

  private func child(_ name: String, _ json: JSON) -> DefinitionNode {
    DefinitionNode(json, place: place.isEmpty ? name : "\(place).\(name)")
  }

  /// The member called `name`; nil where it is missing or null.
  subscript(name: String) -> DefinitionNode? {
    guard let value = json[name], !value.isNull else { return nil }
    return child(name, value)
  }

  /// The members of an object that are not null; of several with one name, the last.
  func members() throws(DefinitionFault) -> [(name: String, node: DefinitionNode)] {
    guard let members = json.members else {
      throw fault("expected an object, found \(json.text)")
    }
    // By bytes: two names that differ in normal form only are two names.
    var seen: Set<[UInt8]> = []
    return members.reversed()
      .filter { seen.insert(Array($0.name.utf8)).inserted && !$0.value.isNull }
      .reversed().map { ($0.name, child($0.name, $0.value)) }
  }

  /// The elements of a list.
  func elements() throws(DefinitionFault) -> [DefinitionNode] {
    guard let items = json.array else { throw fault("expected a list, found \(json.text)") }
    return items.enumerated().map { DefinitionNode($1, place: "\(place)[\($0)]") }
  }

  func string() throws(DefinitionFault) -> String {
    guard let text = json.string else { throw fault("expected a text, found \(json.text)") }
    return text
  }

  func double() throws(DefinitionFault) -> Double {
    guard let value = json.double, value.isFinite else {
      throw fault("expected a number, found \(json.text)")
    }
    return value
  }

  /// One of the words of `Word`.
  func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) throws(DefinitionFault) -> Word
  where Word.RawValue == String {
    let text = try string()
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw fault("expected one of \(words), found '\(text)'")
    }
    return word
  }

  /// The member called `name`, which must be there.
  func required(_ name: String) throws(DefinitionFault) -> DefinitionNode {
    guard let node = self[name] else { throw fault("expected '\(name)', found none") }
    return node
  }

  /// The texts of the member `Values`.
  func values() throws(DefinitionFault) -> [String] {
    var texts: [String] = []
    for element in try required("Values").elements() { texts.append(try element.string()) }
    return texts
  }
}
