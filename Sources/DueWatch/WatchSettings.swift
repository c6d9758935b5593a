import DueSystem

/// What a watcher is told.
package struct WatchSettings {
  package var filter = NameFilter()
  /// How long, in milliseconds, a file must have been left alone that nobody saw being closed.
  package var settle: Int64 = 2000
  /// Whether files that were closed or renamed settle as well.
  package var debounces = false
  /// How often, in milliseconds, the directory is looked through; 0 for never.
  package var rescan: Int64 = 60_000
  /// Whether the run ends when nothing is left to do.
  package var once = false
  /// Commands that run at once.
  package var jobs = 1
  /// Starts of a command on one file before it counts as failed.
  package var attempts = 20
  /// Whether a name with content that was done before is done.
  package var oncePerContent = false
  /// Whether the event of Amazon S3 is told for each file that was done.
  package var tellsEvents = false
  /// What runs on each file; nil for nothing.
  package var command: CommandTemplate?
  /// The moment that notes and events give.
  package var stamp: () -> Instant
  /// The moment by the clock, to wait by.
  package var clock: () -> Instant

  package init(stamp: @escaping () -> Instant, clock: @escaping () -> Instant) {
    self.stamp = stamp
    self.clock = clock
  }

  /// Files that may wait for another attempt at once; then no new ones are taken.
  static let deferralLimit = 64

  /// Milliseconds before attempt `n` + 1: 10 s, doubled each time, at most 10 min.
  static func delay(afterAttempt n: Int) -> Int64 { min(10_000 << Int64(min(n - 1, 10)), 600_000) }
}

/// What a watcher tells while it runs.
package enum WatchNews {
  /// A file was done, failed, or will be tried again.
  case file(FileReport)
  /// Something is not taken, and why.
  case passedOver(FileName, String)
  /// A file that `--once` leaves: somebody is writing it.
  case unfinished(FileName)
  /// The event of a file that was done.
  case event(String)
  /// What a command said on standard error.
  case errors(UnsafeRawBufferPointer)
}

/// How many files came to what.
package struct WatchCounts: Sendable, Equatable {
  package var done = 0
  package var partly = 0
  package var seen = 0
  package var failed = 0
  package var deferred = 0
  package var unfinished = 0

  mutating func count(_ verdict: FileReport.Verdict) {
    switch verdict {
    case .done: done += 1
    case .partly: partly += 1
    case .seen: seen += 1
    case .failed: failed += 1
    case .deferred: deferred += 1
    }
  }
}
