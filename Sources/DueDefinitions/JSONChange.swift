import DueFormats

extension JSON {
  /// Gives the value at `path` to `change`, where it is there and not null.
  package mutating func change(
    at path: ArraySlice<String>, _ change: (inout JSON) throws -> Void
  ) rethrows {
    guard let name = path.first else { return try change(&self) }
    guard case .object(var members) = self,
      let place = members.lastIndex(where: { $0.name == name }), !members[place].value.isNull
    else { return }
    try members[place].value.change(at: path.dropFirst(), change)
    self = .object(members)
  }

  /// Gives each element of an array to `change`, with its place.
  package mutating func changeElements(_ change: (Int, inout JSON) throws -> Void) rethrows {
    guard case .array(var items) = self else { return }
    for i in items.indices { try change(i, &items[i]) }
    self = .array(items)
  }

  /// Gives the value of each member of an object to `change`, with its name.
  package mutating func changeMembers(_ change: (String, inout JSON) throws -> Void) rethrows {
    guard case .object(var members) = self else { return }
    for i in members.indices { try change(members[i].name, &members[i].value) }
    self = .object(members)
  }
}

/// Two values, member by member.
package struct JSONDifference: Sendable, Equatable {
  /// One place where they are not the same.
  package struct Change: Sendable, Equatable {
    /// Such as `Activities.mail1.EMAIL.TemplateVersion`.
    package var member: String
    package var before: JSON?
    package var after: JSON?
  }

  /// In the order of the members, those of the first value before those that only the second has.
  package private(set) var changes: [Change] = []

  package init(_ before: JSON?, _ after: JSON?) { compare(before, after, "") }

  private mutating func compare(_ before: JSON?, _ after: JSON?, _ path: String) {
    if before == after { return }
    if let old = before?.members, let new = after?.members, let after {
      let dot = path.isEmpty ? "" : "."
      for member in old { compare(member.value, after[member.name], path + dot + member.name) }
      for member in new where before?[member.name] == nil {
        compare(nil, member.value, path + dot + member.name)
      }
      return
    }
    if let old = before?.array, let new = after?.array {
      for i in 0..<max(old.count, new.count) {
        compare(
          i < old.count ? old[i] : nil, i < new.count ? new[i] : nil, "\(path)[\(i)]")
      }
      return
    }
    changes.append(Change(member: path, before: before, after: after))
  }
}
