import DueModel
import DuePhones
import DueSegments
import DueStore
import DueSystem
import DueTool

/// Checks the phone endpoints of the store, or of a segment in it, in one transaction.
struct StoreRun {
  let options: StoreOptions
  let segment: String?
  let dryRun: Bool

  /// - Returns: what the checks came to; nothing to check is no fault.
  /// - Throws: status 66 when there is no store, or no such project or segment in it.
  func run(_ checker: consuming PhoneChecker, _ console: Console) throws -> PhoneCounts {
    var checker = checker
    var phones = EndpointPhones()
    var progress = Progress("endpoints", console)
    defer { progress.finish() }
    // A store is not made only to find nothing in it.
    if dryRun {
      try Store(options.directory, .read).read { store in
        let project = try Project.named(options.projectName, store)
        try each(of: project, at: checker.policy.now, store) { endpoint, _ in
          _ = checker.check(try phones.record(endpoint))
          progress.update(checker.counts.records)
        }
      }
    } else {
      try Store(options.directory, .update).write { store in
        let project = try Project.named(options.projectName, store)
        let update = try PhoneUpdate(project, store)
        try each(of: project, at: checker.policy.now, store) { endpoint, seq in
          progress.update(checker.counts.records)
          guard checker.check(try phones.record(endpoint)) == .checked else { return }
          var values = PhoneUpdate.Values(
            address: checker.address, attributes: phones.attributes(after: checker))
          values.channel = checker.becomesVoice ? .voice : nil
          values.optsOut = checker.optsOut
          values.deactivates = checker.deactivates
          try update.apply(values, to: endpoint, seq: seq, at: checker.policy.now)
        }
      }
    }
    return checker.counts
  }

  /// Calls `body` with every endpoint that may have a number, and its place in the store.
  private func each(
    of project: Project, at now: Instant, _ store: StoreView,
    _ body: (EndpointView, Int64) throws -> Void
  ) throws {
    guard let segment else {
      var endpoints = try EndpointCursor(
        project, PhoneUpdate.columns, PhoneUpdate.candidates, store)
      while try endpoints.advance() { try body(endpoints.view, endpoints.seq) }
      return
    }
    var linker = SegmentLinker(in: project, store)
    let program = try linker.link(SegmentTable.wanted(segment, in: project, store), now: now)
    var members = try SegmentMembers(program, in: project, store)
    while let endpoint = try members.next() { try body(endpoint, members.seq) }
  }
}
