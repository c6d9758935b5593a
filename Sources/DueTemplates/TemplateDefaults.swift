import DueFormats
import DueSystem

/// What stands in for values that an endpoint lacks: a template's `DefaultSubstitutions`.
///
/// Both spellings in use are read, also mixed: nested objects, and dotted names such as
/// `User.UserAttributes.FirstName` or `Attributes.[Last Name].[0]`. Single values of attributes
/// become lists of one, which is what endpoints have there.
///
/// Never changes once made: that is why it may be shared between threads.
package final class TemplateDefaults: @unchecked Sendable {
  private var text: ByteBuffer
  private var tape = JSONTape()
  let value: JSONValue

  /// - Parameter json: an object; other values give no defaults.
  /// - Throws: never for JSON that was parsed before; the fault is the tape's.
  package init(_ json: JSON) throws(JSONFault) {
    var tree: JSON = [:]
    for member in json.members ?? [] {
      let path = Self.path(member.name)
      tree.merge(member.value, at: path[...])
    }
    for name in ["Attributes", "Recommendations"] { tree.wrapLeaves(of: [name]) }
    tree.wrapLeaves(of: ["User", "UserAttributes"])
    text = ByteBuffer(capacity: 256)
    text.append(tree)
    value = try tape.parse(text.bytes)
  }

  /// Reads a `DefaultSubstitutions` member: a string that holds JSON.
  package convenience init(parsing text: String) throws(JSONFault) {
    try self.init(JSON(parsing: text))
  }

  /// Whether something stands in for the variable called `name`, as `TemplateInspection` names it.
  package func has(_ name: String) -> Bool {
    var found: JSONValue? = value
    for part in Self.path(name) { found = found?[part] }
    return found.map { !$0.isNull } ?? false
  }

  /// The parts of a dotted name; a final `[0]` is dropped.
  private static func path(_ name: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var isBracketed = false
    for character in name {
      switch character {
      case "[" where !isBracketed && part.isEmpty: isBracketed = true
      case "]" where isBracketed: isBracketed = false
      case "." where !isBracketed:
        parts.append(part)
        part = ""
      default: part.append(character)
      }
    }
    parts.append(part)
    if parts.count > 1, parts.last == "0" { parts.removeLast() }
    return parts.contains("") ? [name] : parts
  }
}

extension JSON {
  /// Puts `value` at `path`; objects that are there already keep their other members.
  fileprivate mutating func merge(_ value: JSON, at path: ArraySlice<String>) {
    if let name = path.first {
      var child = self[name] ?? [:]
      child.merge(value, at: path.dropFirst())
      if self.members == nil { self = [:] }
      self[name] = child
    } else if let members = value.members {
      if self.members == nil { self = [:] }
      for member in members { merge(member.value, at: [member.name]) }
    } else {
      self = value
    }
  }

  /// Makes single values below `path` lists of one.
  fileprivate mutating func wrapLeaves(of path: ArraySlice<String>) {
    guard let members else { return }
    for member in members {
      if let name = path.first {
        guard name == member.name else { continue }
        var child = member.value
        child.wrapLeaves(of: path.dropFirst())
        self[name] = child
      } else {
        switch member.value {
        case .array, .null, .object: continue
        default: self[member.name] = [member.value]
        }
      }
    }
  }
}
