import DueFormats
import DueSystem

/// What is wrong with a definition; `member` is the path to it, such as `Schedule.StartTime`.
package enum DefinitionFault: Fault, Equatable {
  case missing(member: String)
  case unexpected(member: String, found: String, expected: String)

  package var exitStatus: ExitStatus { .configuration }

  package var description: String {
    switch self {
    case .missing(let member):
      "expected a value in '\(member)', found none"
    case .unexpected(let member, let found, let expected):
      "expected \(expected) in '\(member)', found \(found)"
    }
  }
}

/// Reads the members of an object into types; a member that is null is as good as none.
struct Members {
  private let json: JSON
  private let path: String

  init(_ json: JSON, path: String = "") {
    self.json = json
    self.path = path
  }

  private func name(_ member: String) -> String { path + member }

  private func value(_ member: String) -> JSON? {
    json[member].flatMap { $0.isNull ? nil : $0 }
  }

  func has(_ member: String) -> Bool { value(member) != nil }

  private func unexpected(_ member: String, _ found: JSON, _ expected: String) -> DefinitionFault {
    .unexpected(member: name(member), found: found.text, expected: expected)
  }

  func object(_ member: String) throws(DefinitionFault) -> Members? {
    guard let value = value(member) else { return nil }
    guard value.members != nil else { throw unexpected(member, value, "an object") }
    return Members(value, path: name(member) + ".")
  }

  func objects(_ member: String) throws(DefinitionFault) -> [Members] {
    guard let value = value(member) else { return [] }
    guard let array = value.array else { throw unexpected(member, value, "a list of objects") }
    var found: [Members] = []
    for (i, item) in array.enumerated() {
      guard item.members != nil else {
        throw unexpected("\(member)[\(i)]", item, "an object")
      }
      found.append(Members(item, path: "\(name(member))[\(i)]."))
    }
    return found
  }

  /// A text; an empty one is as good as none.
  func string(_ member: String) throws(DefinitionFault) -> String? {
    guard let value = value(member) else { return nil }
    guard let text = value.string else { throw unexpected(member, value, "a text") }
    return text.isEmpty ? nil : text
  }

  func strings(_ member: String) throws(DefinitionFault) -> [String] {
    guard let value = value(member) else { return [] }
    guard let array = value.array else { throw unexpected(member, value, "a list of texts") }
    var found: [String] = []
    for item in array {
      guard let text = item.string else { throw unexpected(member, value, "a list of texts") }
      found.append(text)
    }
    return found
  }

  func required(_ member: String) throws(DefinitionFault) -> String {
    guard let text = try string(member) else { throw .missing(member: name(member)) }
    return text
  }

  func bool(_ member: String) throws(DefinitionFault) -> Bool {
    guard let value = value(member) else { return false }
    guard let bool = value.bool else { throw unexpected(member, value, "true or false") }
    return bool
  }

  func integer(_ member: String, _ range: ClosedRange<Int>) throws(DefinitionFault) -> Int? {
    guard let value = value(member) else { return nil }
    guard let number = value.integer, range.contains(number) else {
      let upTo =
        range.upperBound == .max
        ? "of \(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
      throw unexpected(member, value, "a number \(upTo)")
    }
    return number
  }

  /// A text that `make` can read.
  func parsed<T>(_ member: String, as expected: String, _ make: (String) -> T?)
    throws(DefinitionFault) -> T?
  {
    guard let text = try string(member) else { return nil }
    guard let value = make(text) else { throw unexpected(member, .string(text), expected) }
    return value
  }
}
