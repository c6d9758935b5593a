import DueFormats
import DueModel
import DueStore
import DueSystem

/// One thing to be noted in the tables of names.
package enum NameNote: Sendable {
  case sighting(ResourceFacts, Sighting)
  /// Without a time, it was gone when the run looked.
  case deletion(ResourceKind, id: String, at: Instant?)
}

/// What became of the records of a run.
package struct NameCounts: Sendable, Equatable {
  /// Definitions or audit records that told of a name or of a deletion.
  package var records = 0
  package var added = 0
  package var changed = 0
  package var unchanged = 0
  /// They told of the past and went into the history.
  package var older = 0
  /// Deletions of what nobody has named.
  package var unknown = 0
  /// Audit records that tell that something was made, but not what it is called.
  package var unnamed = 0
  /// Audit records of calls that failed.
  package var failed = 0
  /// Audit records of other applications.
  package var foreign = 0
  /// Objects and records that are about something else.
  package var others = 0
  package var rejected = 0

  package init() {}

  mutating func add(_ change: NameTable.Change) {
    switch change {
    case .added: added += 1
    case .changed: changed += 1
    case .unchanged: unchanged += 1
    case .older: older += 1
    case .unknown: unknown += 1
    }
  }

  /// The counts as `--summary` prints them.
  package func summary(isAudit: Bool) -> JSON {
    var members: [(String, Int)] = [
      ("records", records), ("added", added), ("changed", changed), ("unchanged", unchanged),
      ("older", older),
    ]
    if isAudit {
      members += [
        ("unknown", unknown), ("unnamed", unnamed), ("failed", failed), ("foreign", foreign),
      ]
    }
    members += [("others", others), ("rejected", rejected)]
    return .object(members.map { JSON.Member($0.0, .integer($0.1)) })
  }
}
