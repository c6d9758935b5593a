import DueFormats

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
