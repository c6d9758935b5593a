import DueFormats
import DueModel
import DueStore
import DueSystem
import Glibc

/// Events of files into a database.
package final class LoadJob {
  private let rule: IngestRule
  private let now: Instant
  private let again: Bool
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  // The only user of the reader is the run in hand.
  @exclusivity(unchecked) private var reader: EntryReader
  @exclusivity(unchecked) package private(set) var counts = LoadCounts()

  /// - Parameters:
  ///   - project: that of events that do not name one.
  ///   - again: files that were read before are read again.
  package init(
    project: String, rule: IngestRule, now: Instant, again: Bool, rejects: RejectLog,
    progress: @escaping (Int, Int64, Int64?) -> Void
  ) {
    self.rule = rule
    self.now = now
    self.again = again
    self.rejects = rejects
    self.progress = progress
    reader = EntryReader(project: project)
  }

  /// Reads the events of `inputs`, files and directories, into `keeper`.
  package func run(_ inputs: [String], into keeper: some EventKeeper) throws {
    for input in inputs {
      for path in try EventFiles.of(input) { try read(path, into: keeper) }
    }
    counts.outcome = keeper.counts
  }

  /// Notes what became of the events, where that is known only at the end.
  package func finish(_ outcome: EventCounts) { counts.outcome = outcome }

  private func read(_ path: String, into keeper: some EventKeeper) throws {
    let source = try ByteSource.open(path)
    var file = EventFiles.identity(of: path, name: source.name)
    counts.files += 1
    guard try keeper.begin(file, again: again) else {
      counts.unchanged += 1
      return
    }
    let hour =
      (rule == .path ? IngestHour.of(path: path) : nil) ?? IngestHour.of(now.milliseconds)
    var stream = JSONStreamReader(source)
    while try stream.next() {
      counts.events += 1
      file.events += 1
      if counts.events & 0xfff == 0 { progress(counts.events, stream.offset, stream.size) }
      let entry: EventEntry
      do throws(RecordFault) {
        entry = try self.entry(stream, hour: hour)
      } catch {
        file.rejects += 1
        try reject(error, stream, keeper)
        continue
      }
      try keeper.add(entry)
    }
    try keeper.end(file)
  }

  private func entry(_ stream: borrowing JSONStreamReader, hour: Int64) throws(RecordFault)
    -> EventEntry
  {
    if let fault = stream.fault { throw RecordFault(column: nil, fault.description) }
    let event = try EventView(stream.value)
    var entry = reader.read(event, raw: event.root.source, hour: hour, line: stream.line)
    if rule == .event, let time = entry.arrived ?? entry.at { entry.hour = IngestHour.of(time) }
    return entry
  }

  private func reject(
    _ fault: RecordFault, _ stream: borrowing JSONStreamReader, _ keeper: some EventKeeper
  ) throws {
    counts.rejected += 1
    let source = stream.source
    try keeper.add(
      BadEvent(file: stream.name, line: stream.line, reason: fault.description, raw: source))
    try rejects.add(
      Rejection(
        file: stream.name, line: stream.line, column: fault.column, reason: fault.description),
      json: source)
  }
}
