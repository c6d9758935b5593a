import DueFormats
import DueModel
import DueStore
import DueSystem

/// Events into the list, a batch of them in each transaction.
package final class ApplyJob {
  /// Runs what it is given inside a transaction, then what follows from it outside.
  package typealias Transact = ((StoreView) throws -> Void) throws -> Void

  private let policy: SuppressionPolicy
  private let now: Instant
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  private let transact: Transact
  private var reader: EventReader
  private var batch = SuppressionBatch()
  package private(set) var counts = SuppressionCounts()

  package init(
    _ policy: SuppressionPolicy, now: Instant, rejects: RejectLog,
    progress: @escaping (Int, Int64, Int64?) -> Void, transact: @escaping Transact
  ) {
    self.policy = policy
    self.now = now
    self.rejects = rejects
    self.progress = progress
    self.transact = transact
    reader = EventReader(policy)
  }

  /// Reads the events of `files`.
  package func run(_ files: [String]) throws {
    // At least once: other rules change the list without an event.
    for file in files { try read(file) }
    try flush()
  }

  private func read(_ path: String) throws {
    var events = JSONStreamReader(try ByteSource.open(path))
    while try events.next() {
      counts.read += 1
      if counts.read & 0xfff == 0 { progress(counts.read, events.offset, events.size) }
      do throws(RecordFault) {
        if let fault = events.fault { throw RecordFault(column: nil, fault.description) }
        try reader.read(try EventView(events.value), into: &batch)
      } catch {
        counts.rejected += 1
        try rejects.add(
          Rejection(
            file: events.name, line: events.line, column: error.column, reason: error.description),
          json: events.source)
      }
      if batch.isFull { try flush() }
    }
  }

  private func flush() throws {
    var done = SuppressionCounts()
    try transact { view in
      var book = try SuppressionBook(
        view, rules: self.policy.counting, at: self.now, actor: "apply")
      try self.batch.keep(in: &book)
      done = book.counts
    }
    counts += done
    batch.removeAll()
  }
}
