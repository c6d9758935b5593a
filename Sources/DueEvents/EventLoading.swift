import DueStore
import DueSystem

/// A load into a database that is there, or into a new one.
package struct EventLoading {
  private let directory: String
  private let now: Instant
  private let isDryRun: Bool
  private let isIndexed: Bool

  /// - Parameter isIndexed: whether one person's events are to be found at once.
  package init(directory: String, now: Instant, isDryRun: Bool, isIndexed: Bool = false) {
    self.directory = directory
    self.now = now
    self.isDryRun = isDryRun
    self.isIndexed = isIndexed
  }

  package func run(_ job: LoadJob, _ inputs: [String]) throws {
    try load(job, inputs)
    if isDryRun { return }
    let events = try EventStore(directory)
    try EventNames.refresh(events, from: directory)
    if isIndexed { try events.write { try EventLookups.create($0) } }
  }

  private func load(_ job: LoadJob, _ inputs: [String]) throws {
    if isDryRun {
      let rehearsal = try EventRehearsal(in: directory)
      try job.run(inputs, into: rehearsal)
      try rehearsal.finish()
      return job.finish(rehearsal.counts)
    }
    let built = try EventStore.build(in: directory, now: now) { try job.run(inputs, into: $0) }
    if let built { return job.finish(built) }
    let writer = try EventWriter(try EventStore(directory), now: now)
    try job.run(inputs, into: writer)
    try writer.finish()
    job.finish(writer.counts)
  }
}
