import DueFormats
import DueModel
import DueStore
import DueSystem

/// Files of endpoints into the store, in one transaction: all of it, or nothing.
package struct ImportJob {
  let rules: ImportRules
  let files: [String]
  let rejects: RejectLog
  private let report: ImportReport?
  private let progress: (Int, Int64, Int64?) -> Void
  package internal(set) var result = ImportResult()

  /// How many records are looked up and written at a time.
  var batchLimit = PatchBatch.standardLimit
  /// How many ids, where there is nothing else.
  var idLimit = IDBatch.standardLimit
  /// Rows that the job has not touched are read past SQLite.
  var readsSnapshot = true
  var members = SeqSet()
  /// Users that stand for all of their endpoints, and where they were first named.
  var users: [Int64: String] = [:]

  /// - Parameters:
  ///   - report: takes a line for each record; nil for none.
  ///   - progress: is told records done, bytes done, and bytes in all where they are known.
  package init(
    _ files: [String], rules: ImportRules, rejects: RejectLog, report: ImportReport?,
    progress: @escaping (Int, Int64, Int64?) -> Void
  ) {
    self.files = files
    self.rules = rules
    self.rejects = rejects
    self.report = report
    self.progress = progress
  }

  private struct DryRunEnd: Error {}

  /// Runs the job.
  ///
  /// - Throws: status 66 for a file that cannot be opened, 65 for one that cannot be read as its
  ///   format or when too many records are rejected, 74 for a failing disk; `NothingUsable`. Nothing
  ///   is changed then.
  package mutating func run(
    on store: Store, project name: String, now: Instant
  ) throws {
    do {
      try store.writeMany { database, snapshot in
        let project = try Project.named(name, create: rules.createsEndpoints, database)
        if rules.hasIDsAlone {
          try readIDs(in: project, snapshot, database)
        } else {
          try read(into: project, now: now, snapshot, database)
        }
        try finish(project, now: now, database)
        try rejects.finish()
        try report?.finish()
        if rules.isDryRun { throw DryRunEnd() }
      }
    } catch is DryRunEnd {
      // The transaction is undone; the result tells what it would have been.
    }
  }

  /// Runs the job where there is no store yet: it is built as a whole.
  ///
  /// - Returns: whether it did: otherwise nothing was done.
  /// - Throws: as `run`; then there is no store, as before.
  package mutating func build(in directory: String, project name: String, now: Instant) throws
    -> Bool
  {
    guard !rules.isDryRun, report == nil else { return false }
    var reading = Reading(files: files)
    // Records that must wait for the tables, and the file of each.
    var waiting: [Waiting] = []
    return try StoreBuilder.build(
      in: directory, project: name, takesAddresses: rules.takesAddresses, now: now,
      load: { intake in try self.load(&intake, &reading, &waiting, batchLimit: 4_096) },
      complete: { database, project in
        try complete(&reading, &waiting, project, now: now, database)
      })
  }

  /// Records of one file that wait.
  private final class Waiting {
    let source: any PatchSource
    var batch = PatchBatch()

    init(_ source: any PatchSource) { self.source = source }
  }

  /// Runs the job by writing the store anew, where the files are about much of it.
  ///
  /// - Returns: whether it did: otherwise nothing was done.
  /// - Throws: as `run`.
  package mutating func renew(_ store: Store, project name: String, now: Instant) throws -> Bool {
    guard !rules.isDryRun, report == nil, try isLarge(beside: store) else { return false }
    var reading = Reading(files: files)
    var waiting: [Waiting] = []
    let counts = try store.renew(
      project: name, takesAddresses: rules.takesAddresses, keepsNewer: rules.keepsNewer, now: now,
      load: { intake in
        try self.load(&intake, &reading, &waiting, batchLimit: min(batchLimit, 16_384))
      },
      complete: { database, project in
        try complete(&reading, &waiting, project, now: now, database)
      })
    guard let counts else { return false }
    result.updated += counts.updated
    result.unchanged += counts.unchanged
    result.older += counts.older
    return true
  }

  /// A renewal pays where the files have at least this part of the store.
  var renewalShare = 0.2
  /// Smaller files are no matter.
  var renewalSize: Int64 = 256 << 10

  private func isLarge(beside store: Store) throws -> Bool {
    var size: Int64 = 0
    for file in files {
      guard let bytes = sizeOfFile(file) else { return false }
      size += bytes
    }
    let whole = sizeOfFile("\(store.directory)/due.db") ?? 0
    return size >= renewalSize && Double(size) >= Double(whole) * renewalShare
  }

  private mutating func complete(
    _ reading: inout Reading, _ waiting: inout [Waiting], _ project: Project, now: Instant,
    _ database: Store.Transaction
  ) throws {
    var upsert = try EndpointUpsert.prepared(
      for: project, takesAddresses: rules.takesAddresses, keepsNewer: rules.keepsNewer, now: now,
      database)
    for part in waiting { try apply(part.batch, of: part.source, &upsert) }
    waiting = []
    try read(&reading, &upsert)
    try upsert.finish()
    result.older += upsert.older
    try finish(project, now: now, database)
    try rejects.finish()
  }

  private mutating func load(
    _ load: inout some EndpointIntake & ~Copyable, _ reading: inout Reading,
    _ waiting: inout [Waiting], batchLimit limit: Int
  ) throws {
    reading.batch.recordLimit = limit
    defer { reading.batch.recordLimit = batchLimit }
    while !load.isFull, waiting.reduce(0, { $0 + $1.batch.patches.count }) < 16_384 {
      guard let source = try reading.fill(rules, &result) else { return }
      result.processed += reading.batch.records
      var refused = reading.batch.refused
      try load.add(reading.batch.patches) { patch, outcome in
        switch outcome {
        case .created(let seq):
          result.created += 1
          members.insert(seq)
        case .taken(let seq): members.insert(seq)
        case .refused(let fault): refused.append((patch.line, fault, patch.source))
        case .putOff:
          if waiting.last?.source !== source || waiting.last?.batch.isFull == true {
            waiting.append(Waiting(source))
          }
          waiting.last?.batch.keep(patch)
        }
      }
      try reject(&refused, of: source)
      tellProgress(of: source)
    }
  }

  /// The files of a job, batch by batch.
  private struct Reading: ~Copyable {
    var batch = PatchBatch()
    private var rest: ArraySlice<String>
    private var source: (any PatchSource)?

    init(files: [String]) { rest = files[...] }

    /// Fills `batch`; the file that it is from, or nil at the end of all.
    mutating func fill(_ rules: ImportRules, _ result: inout ImportResult) throws
      -> (any PatchSource)?
    {
      batch.removeAll()
      while true {
        if let source {
          try source.fill(&batch, &result.notes)
          if batch.records > 0 { return source }
          result.completedPieces += 1
        }
        guard let path = rest.popFirst() else { return nil }
        source = try rules.open(path)
        result.format = result.format ?? source?.format
      }
    }
  }

  private mutating func read(
    into project: Project, now: Instant, _ snapshot: StoreSnapshot?, _ database: Store.Transaction
  ) throws {
    var upsert = try EndpointUpsert.prepared(
      for: project, takesAddresses: rules.takesAddresses,
      createsEndpoints: rules.createsEndpoints, keepsNewer: rules.keepsNewer, now: now,
      snapshot: readsSnapshot ? snapshot : nil, database)
    var reading = Reading(files: files)
    reading.batch.recordLimit = batchLimit
    try read(&reading, &upsert)
    try upsert.finish()
    result.older += upsert.older
  }

  private mutating func read(_ reading: inout Reading, _ upsert: inout EndpointUpsert) throws {
    while let source = try reading.fill(rules, &result) {
      result.processed += reading.batch.records
      try apply(reading.batch, of: source, &upsert)
      tellProgress(of: source)
    }
  }

  func tellProgress(of source: any PatchSource) {
    let done = source.progress
    progress(result.processed, done.offset, done.size)
  }

  mutating func reject(
    _ refused: inout [(line: Int, fault: RecordFault, source: Bytes)], of source: any PatchSource
  ) throws {
    refused.sort { $0.line < $1.line }
    result.failed += refused.count
    for (line, fault, bytes) in refused {
      let rejection = Rejection(
        file: source.file, line: line, column: fault.column, reason: fault.description)
      try source.reject(rejection, bytes, rejects)
    }
  }

  private mutating func apply(
    _ batch: borrowing PatchBatch, of source: any PatchSource, _ upsert: inout EndpointUpsert
  ) throws {
    var refused = batch.refused
    let outcomes = try batch.patches.withUnsafeBufferPointer { try upsert.apply($0) }
    for (row, outcome) in outcomes.enumerated() {
      let patch = batch.patches[row]
      if case .refused(let fault) = outcome { refused.append((patch.line, fault, patch.source)) }
      note(outcome, of: patch, in: source)
    }
    try reject(&refused, of: source)
    guard let report else { return }
    var next = refused[...]
    for (row, outcome) in outcomes.enumerated() {
      if case .refused = outcome { continue }
      let line = batch.patches[row].line
      while let first = next.first, first.line < line {
        try report.add(rejected: next.removeFirst().line, of: source.file)
      }
      try report.add(outcome, source.file, line: line, id: upsert.id(ofRow: row))
    }
    for (line, _, _) in next { try report.add(rejected: line, of: source.file) }
  }

  private mutating func note(
    _ outcome: EndpointUpsert.Outcome, of patch: EndpointPatch, in source: any PatchSource
  ) {
    switch outcome {
    case .created(let seq):
      result.created += 1
      members.insert(seq)
    case .updated(let seq):
      result.updated += 1
      members.insert(seq)
    case .unchanged(let seq):
      result.unchanged += 1
      members.insert(seq)
    case .user(let seq):
      if users[seq] == nil {
        users[seq] = "\(source.file):\(patch.line)"
        result.users += 1
      }
    case .refused: break
    }
  }
}
