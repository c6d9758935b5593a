import DueFormats
import DueModel
import DueStore
import DueSystem

/// Keeps the messages of send events: files first, then their rows in the index.
///
/// Events are taken in batches. What a batch has written is on the disk before the index says so,
/// and before anything of it is passed on.
package final class ArchiveJob {
  private let rendering: ArchiveRendering
  private let shelf: DefinitionShelf
  private let project: String
  private let store: Store?
  private let tree: ArchiveTree?
  private let queue: FileQueue?
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  private let pass: PassedEvents?
  /// Takes each message instead of the archive: for those who only look.
  private let preview: MessagePreview?

  package private(set) var counts = ArchiveCounts()
  private var files: [String] = []
  private var batch = EventBatch()
  private var maker: MessageMaker
  private var namer = EventNamer()

  /// - Parameters:
  ///   - store: where definitions, outbox and index are; nil where there is none.
  ///   - tree: where files go; nil for nowhere, with the same counts.
  package init(
    _ rendering: ArchiveRendering, _ shelf: DefinitionShelf, project: String, store: Store?,
    tree: ArchiveTree?, rejects: RejectLog, pass: PassedEvents?, preview: MessagePreview?,
    progress: @escaping (Int, Int64, Int64?) -> Void
  ) {
    self.rendering = rendering
    self.shelf = shelf
    self.project = project
    self.store = store
    self.tree = tree
    queue = tree.map { FileQueue($0) }
    self.rejects = rejects
    self.pass = pass
    self.preview = preview
    self.progress = progress
    maker = MessageMaker(rendering)
  }

  /// Keeps the messages of the events of `files`.
  package func run(_ files: [String]) throws {
    for file in files { try read(file) }
    try flush()
  }

  private func read(_ path: String) throws {
    var reader = JSONStreamReader(try ByteSource.open(path))
    files.append(reader.name)
    while try reader.next() {
      counts.events += 1
      if counts.events & 0xfff == 0 { progress(counts.events, reader.offset, reader.size) }
      do throws(RecordFault) {
        if let fault = reader.fault { throw RecordFault(column: nil, fault.description) }
        try take(EventView(reader.value), reader.source, line: reader.line)
      } catch {
        batch.addReject(error, reader.source, file: files.count - 1, line: reader.line)
      }
      if batch.isFull { try flush() }
    }
  }

  private func take(_ event: EventView, _ source: Bytes, line: Int) throws(RecordFault) {
    guard let kind = SendEvent.source(of: event) else {
      if pass != nil { batch.addOther(event.root.source) }
      return
    }
    counts.sends += 1
    batch.addSend(
      try SendEvent(event, kind, id: namer(event), &batch.arena), event.root.source,
      whole: source, file: files.count - 1, line: line)
  }

  private func reject(_ fault: RecordFault, file: Int, line: Int, _ source: Bytes) throws {
    counts.rejected += 1
    try rejects.add(
      Rejection(file: files[file], line: line, column: fault.column, reason: fault.description),
      json: source)
  }

  // MARK: One batch

  private func flush() throws {
    defer { batch.removeAll() }
    if batch.isEmpty { return }
    guard let store else { return try makeAll(nil, nil) }
    // Nobody erases what is being kept, nor packs it, meanwhile.
    let lock = try tree?.lock()
    try store.read { view in
      try makeAll(try knownProject(view), view)
    }
    if let tree, let queue, !batch.rows.isEmpty {
      try queue.finish()
      try tree.synchronize()
      try store.write { view in
        let writer = try ArchiveWriter(Project.named(project, create: true, view), view)
        for row in batch.rows { try writer.add(row) }
      }
    }
    _ = lock
    try pass?.write(batch)
  }

  private func knownProject(_ view: StoreView) throws -> Project? {
    do {
      return try Project.named(project, view)
    } catch let fault as RunFault where fault.exitStatus == .noInput {
      return nil
    }
  }

  private func makeAll(_ project: Project?, _ view: StoreView?) throws {
    let finder = ContentFinder(
      shelf, takesAllChannels: rendering.takesAllChannels, project: project, view)
    let desk = try view.map { try ArchiveDesk(project, $0) }
    for item in batch.items {
      switch item {
      case .other: continue
      case .reject(let index):
        let record = batch.rejects[index]
        try reject(record.fault, file: record.file, line: record.line, record.source)
      case .send(let index):
        do {
          try make(index, finder, desk)
        } catch let fault as RecordFault {
          let send = batch.sends[index]
          try reject(fault, file: send.file, line: send.line, send.whole)
        }
      }
    }
  }

  private func make(_ index: Int, _ finder: ContentFinder, _ desk: ArchiveDesk?) throws {
    let event = batch.sends[index].event
    if preview == nil, let standing = try desk?.standing(event.id) {
      switch standing {
      case .kept(let path):
        counts.known += 1
        batch.keep(index, at: path)
      case .erased: counts.erased += 1
      }
      return
    }
    if let path = batch.path(of: event.id) {
      counts.known += 1
      batch.keep(index, at: path)
      return
    }
    switch try maker.make(event, finder, desk, &batch.arena) {
    case .message(let message): try keep(message, index, desk)
    case .notSent: counts.notSent += 1
    case .nothing: counts.withoutMessage += 1
    }
  }

  private func keep(_ message: RenderedMessage, _ index: Int, _ desk: ArchiveDesk?) throws {
    counts.messages += 1
    if let preview { return try maker.preview(message, preview) }
    let file = try maker.file(message) { path in
      // Somebody else's UUID may have been given twice.
      let event = message.event
      return try !batch.choose(path)
        || desk?.isTaken(path, by: event.endpoint, otherThan: event.id) == true
    }
    queue?.write(file.bytes, at: file.path)
    let row = maker.row(message, &batch.arena)
    counts.bytes += row.bytes
    batch.add(row, index)
  }
}

/// What became of the events of a run.
package struct ArchiveCounts: Sendable {
  package var events = 0
  /// Of campaigns and journeys.
  package var sends = 0
  /// Kept by this run.
  package var messages = 0
  /// Kept before.
  package var known = 0
  /// Erased before, on demand.
  package var erased = 0
  /// Held back, or failed.
  package var notSent = 0
  /// Steps that send none.
  package var withoutMessage = 0
  package var rejected = 0
  /// Of the messages kept by this run, not compressed.
  package var bytes = 0

  package var summary: JSON {
    [
      "events": .integer(events), "sends": .integer(sends), "messages": .integer(messages),
      "known": .integer(known), "erased": .integer(erased), "not_sent": .integer(notSent),
      "without_message": .integer(withoutMessage), "rejected": .integer(rejected),
      "bytes": .integer(bytes),
    ]
  }
}
