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
