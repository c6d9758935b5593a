import DueFormats
import DueStore
import DueSystem
import DueTags
import DueTool

/// One run of the command: events through rules into the store, or into updates.
struct TagRun {
  let rules: TagRules?
  let directory: String
  let project: String
  let now: Instant
  let onMissing: MissingRule
  let output: String?
  let emitsEvents: Bool
  let files: [String]
  let sweeps: Bool
  let isDryRun: Bool

  /// Applies the events to the store.
  func perform(_ options: RejectOptions, _ console: inout Console) throws -> TagCounts {
    let scratch = try isDryRun ? ScratchDirectory.ifMissing(directory) : nil
    let store = try Store(
      scratch?.path ?? directory, onMissing == .create || scratch != nil ? .write : .update)
    defer { _ = scratch }
    guard isDryRun else {
      return try perform(options, &console) { try store.write($0) }
    }
    var counts = TagCounts()
    var pending = console
    defer { console = pending }
    try store.rehearse { view in
      counts = try perform(options, &pending) { try $0(view) }
    }
    return counts
  }

  private func perform(
    _ options: RejectOptions, _ console: inout Console, transact: @escaping TagJob.Transact
  ) throws -> TagCounts {
    var pending = console
    defer { console = pending }
    let log = try options.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the store"
    var progress = Progress("events", console)
    let passed = try PassedEvents(emitsEvents ? output : nil)
    let job = TagJob(
      rules ?? .none, project: project, now: now, onMissing: onMissing, isFilter: false,
      rejects: log, pass: emitsEvents ? { try passed.write($0) } : nil,
      progress: { progress.update($0, offset: $1, size: $2) }, transact: transact)
    try transact { try job.checkSegments($0) }
    if rules != nil { try job.run(files) }
    if sweeps { try job.sweep() }
    progress.finish()
    try log.finish()
    try passed.finish()
    return job.counts
  }

  /// Notes what the events say in a store that goes with the run, and writes it as updates.
  func filter(_ options: RejectOptions, _ console: inout Console) throws -> TagCounts {
    guard let rules else { preconditionFailure("updates without rules") }
    let scratch = try ScratchDirectory()
    let store = try Store(scratch.path, .write, cacheSize: 262_144)
    var counts = TagCounts()
    var pending = console
    defer { console = pending }
    let log = try options.open(reading: files) { pending.reject($0) }
    var progress = Progress("events", console)
    try store.rehearse { view in
      let job = TagJob(
        rules, project: project, now: now, onMissing: .skip, isFilter: true, rejects: log,
        pass: nil, progress: { progress.update($0, offset: $1, size: $2) },
        transact: { try $0(view) })
      try job.run(files)
      counts = job.counts
      let desk = try TagDesk(try Project.named(project, create: true, view), view)
      var updates = try TagUpdates(rules, desk, now: now)
      var sink = try ByteSink(output)
      counts.updated = try updates.write(desk, to: &sink)
      try log.finish()
      try sink.finish()
    }
    progress.finish()
    return counts
  }
}

/// Where events go that met a rule: as they came, one a line.
private final class PassedEvents {
  private var sink: ByteSink

  init(_ path: String?) throws { sink = try ByteSink(path) }

  func write(_ event: Bytes) throws {
    sink.buffer.append(event)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.recordEnded()
  }

  func finish() throws { try sink.finish() }
}
