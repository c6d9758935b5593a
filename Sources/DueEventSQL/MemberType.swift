/// What a member of an event holds, as far as SQL is concerned.
package indirect enum MemberType: Sendable, Equatable {
  case text
  /// A whole number of 64 bits.
  case integer
  case double
  case boolean
  case list(MemberType)
  /// An object whose names are data, such as `attributes`.
  case map(MemberType)
  /// An object whose names are known.
  case record([Member])
}

/// A named member of a record, spelt as in the events.
package struct Member: Sendable, Equatable {
  package let name: String
  package let type: MemberType

  package init(_ name: String, _ type: MemberType) {
    self.name = name
    self.type = type
  }

  static func text(_ name: String) -> Member { Member(name, .text) }
  static func texts(_ name: String) -> Member { Member(name, .list(.text)) }
  static func integer(_ name: String) -> Member { Member(name, .integer) }
  static func record(_ name: String, _ members: [Member]) -> Member {
    Member(name, .record(members))
  }
  static func records(_ name: String, _ members: [Member]) -> Member {
    Member(name, .list(.record(members)))
  }
}

/// Where something stands in an event: names from the outside in.
///
/// Written with dots between the names, which no name of an event that we read contains.
package struct MemberPath: Sendable, Equatable, ExpressibleByStringLiteral {
  package let names: [String]

  package init(stringLiteral text: String) {
    names = text.split(separator: ".").map(String.init)
  }
}

/// A family of events as a table: one row an event, one column a member.
package struct EventTable: Sendable, Equatable {
  package let name: String
  package let members: [Member]

  /// The types along `path`: of the first name, of the second, and so on.
  func types(along path: MemberPath) -> [MemberType] {
    var within = MemberType.record(members)
    return path.names.map { name in
      switch within {
      case .record(let members):
        guard let member = members.first(where: { $0.name == name }) else {
          preconditionFailure("\(self.name) has no \(path.names.joined(separator: "."))")
        }
        within = member.type
      case .map(let value): within = value
      default: preconditionFailure("\(self.name): nothing is inside \(name)'s owner")
      }
      return within
    }
  }
}
