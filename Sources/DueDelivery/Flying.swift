import DueModel
import DueStore
import DueSystem

/// Groups on their way to the transport and back.
extension DeliveryEngine {
  /// What came of groups, and is not kept yet.
  struct Landed {
    var answers: [(claimed: Claimed, answer: Answer)] = []
    /// Why nothing more can be handed over.
    var fault: RunFault?

    /// Whether the next group waits until the store knows: it may not be its time any more.
    var mustBeKeptFirst: Bool {
      !answers.isEmpty && (fault != nil || answers.contains(where: \.answer.speaksAgainstNext))
    }
  }

  mutating func launch(_ step: Step, _ group: [Outgoing], at now: Instant) {
    submitted += group.count
    inTheAir = (step.group, now)
    isBeside = transport.canWorkBeside && !step.isPaced && breaker.failures == 0
    transport.launch(group, at: now)
  }

  /// Waits for the group in the air, if there is one.
  mutating func land(_ landed: inout Landed) {
    guard let submission = transport.land(), let (group, since) = inTheAir else { return }
    inTheAir = nil
    if submission.elapsed > 0 { clock.sleep(until: since + submission.elapsed) }
    landed.answers.reserveCapacity(group.count)
    for (claimed, answer) in zip(group, submission.answers) {
      landed.answers.append((claimed, answer))
    }
    landed.fault = submission.fault
  }

  /// Keeps answers of which nobody is told any more.
  mutating func keep(
    _ answers: [(claimed: Claimed, answer: Answer)], at now: Instant
  ) throws {
    guard !answers.isEmpty else { return }
    _ = try store.write { database in
      let session = OutboxSession(database)
      for (claimed, answer) in answers { _ = try settle(claimed, answer, session, at: now) }
    }
  }

  /// Makes messages ready again that were taken and not handed over: nothing of them has left.
  func giveBack(_ group: [Claimed], at now: Instant) throws {
    guard !group.isEmpty else { return }
    try store.write { database in
      let session = OutboxSession(database)
      for row in group.map(\.row) {
        try session.settle(
          row.id, attempt: row.tries, key: row.message.key, via: transport.name,
          .init(.ready, status: "not_sent"), at: now)
      }
    }
  }
}
