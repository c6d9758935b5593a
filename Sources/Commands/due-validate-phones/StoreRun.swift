import DueModel
import DuePhones
import DueStore
import DueSystem
import DueTool

/// Checks the phone endpoints of the store, in one transaction.
struct StoreRun {
  let options: StoreOptions
  let dryRun: Bool

  init(_ options: StoreOptions, dryRun: Bool) {
    self.options = options
    self.dryRun = dryRun
  }

  /// - Returns: what the checks came to; nothing to check is no fault.
  /// - Throws: status 66 when there is no store, or no such project in it.
  func run(_ checker: consuming PhoneChecker, _ console: Console) throws -> PhoneCounts {
    var checker = checker
    // A store is not made only to find nothing in it.
    let store = try Store(options.directory, dryRun ? .read : .update)
    if dryRun {
      try store.read { database in
        let project = try Project.named(options.projectName, database)
        var endpoints = try EndpointCursor(project, where: PhoneUpdate.candidates, database)
        var phones = EndpointPhones()
        while let endpoint = try endpoints.next() { _ = checker.check(try phones.record(endpoint)) }
      }
      return checker.counts
    }
    var progress = Progress("endpoints", console)
    defer { progress.finish() }
    try store.write { database in
      let project = try Project.named(options.projectName, database)
      let update = try PhoneUpdate(project, database)
      var endpoints = try EndpointCursor(project, where: PhoneUpdate.candidates, database)
      var phones = EndpointPhones()
      while let endpoint = try endpoints.next() {
        progress.update(checker.counts.records)
        guard checker.check(try phones.record(endpoint)) == .checked else { continue }
        var values = PhoneUpdate.Values(
          address: checker.address, attributes: phones.attributes(after: checker))
        values.channel = checker.becomesVoice ? .voice : nil
        values.optsOut = checker.optsOut
        values.deactivates = checker.deactivates
        try update.apply(values, to: endpoint, seq: endpoints.seq, at: checker.policy.now)
      }
    }
    return checker.counts
  }
}
