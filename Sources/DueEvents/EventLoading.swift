import DueStore
import DueSystem

/// A load into a database that is there, or into a new one.
package struct EventLoading {
  private let directory: String
  private let now: Instant
  private let isDryRun: Bool

  package init(directory: String, now: Instant, isDryRun: Bool) {
    self.directory = directory
    self.now = now
    self.isDryRun = isDryRun
  }

  package func run(_ job: LoadJob, _ inputs: [String]) throws {
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
