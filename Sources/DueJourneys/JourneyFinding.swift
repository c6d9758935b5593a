/// Something about a journey that is wrong, or looks so.
package struct JourneyFinding: Sendable, Equatable {
  package enum Weight: String, Sendable {
    /// Pinpoint would have refused it, or it cannot run.
    case error
    /// It may be meant.
    case warning
  }

  package let weight: Weight
  /// The member it is about, such as `Activities.yn.ConditionalSplit.TrueActivity`.
  package let member: String
  package let problem: String
}

/// Gathers findings, in the order of the definition.
struct FindingList {
  private(set) var findings: [JourneyFinding] = []

  mutating func error(_ member: String, _ problem: String) {
    findings.append(JourneyFinding(weight: .error, member: member, problem: problem))
  }

  mutating func warn(_ member: String, _ problem: String) {
    findings.append(JourneyFinding(weight: .warning, member: member, problem: problem))
  }
}
