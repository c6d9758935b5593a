import DueDefinitions
import DueFormats
import DueSystem

/// How journeys are copied.
package struct CopyRules: Sendable {
  /// What becomes of the times of a journey.
  package enum Timing: Sendable, Equatable {
    /// It is left out, as the original did: times that are past would end the copy at once.
    case drop
    case keep
    /// Later by so many milliseconds, waits until a moment too.
    case shift(Int64)
  }

  /// What is done where the destination has another journey of the id or the name.
  package enum Conflict: String, Sendable, CaseIterable {
    case refuse, replace, rename
  }

  package var timing = Timing.drop
  package var conflict = Conflict.refuse
  /// What the destination lacks of that which a journey names is copied too.
  package var copiesDependencies = false
  /// A journey that names what the destination lacks is copied all the same.
  package var keepsMissing = false
  /// A copy gets an id of its own, also where its id is free.
  package var givesIDs = false
  /// Goes behind names.
  package var suffix = ""
  /// Names are `Test-…`, and nobody waits.
  package var isTest = false
  /// Who mails and text messages of a copy are from; nil for who they were from.
  package var mailSender: String?
  package var textSender: String?
  package private(set) var maps: [Map] = []

  /// What a name of the source is called in the destination.
  package struct Map: Sendable, Equatable {
    package var kind: String
    package var name: String
    package var new: String
    package var version: String?
  }

  package init() {}

  /// - Parameter pair: `OLD=NEW`; of a template also `OLD=NEW@VERSION`.
  /// - Returns: false for a text of another form.
  package mutating func map(_ kind: Reference.Kind, _ pair: String) -> Bool {
    guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else { return false }
    var new = String(pair[pair.index(after: equals)...])
    var version: String?
    if case .template = kind, let at = new.lastIndex(of: "@") {
      version = String(new[new.index(after: at)...])
      new = String(new[..<at])
    }
    guard !new.isEmpty, version.map({ Int($0) != nil }) ?? true else { return false }
    maps.append(
      Map(kind: kind.word, name: String(pair[..<equals]), new: new, version: version))
    return true
  }

  /// The place of what somebody said the reference is called in the destination.
  ///
  /// - Parameter name: what the source's definition is called.
  func place(_ reference: Reference, named name: String?) -> Int? {
    func last(_ wanted: String) -> Int? {
      maps.lastIndex { $0.kind == reference.kind.word && $0.name == wanted }
    }
    return last(reference.name) ?? name.flatMap(last)
  }
}
