import DueArchive
import DueForget
import DueFormats
import DueStore
import DueSystem
import DueTool
import Glibc

/// One erasure, place by place: archive, events, files, and the store last, for it knows what to look
/// for elsewhere. Killed anywhere, it is finished by doing it again.
struct Erasure {
  private let options: Forget
  private let now: Instant
  private let store: Store
  private let person: ForgottenPerson
  private var archive = ArchiveRemoval.Counts()
  private var digests: [String] = []
  private var events = EventForgetting.Counts()
  private var files: [(name: String, records: Int)] = []
  private var rows = Forgetting.Counts()
  private let certificate: Certificate?

  init(_ options: Forget, at now: Instant) throws {
    self.options = options
    self.now = now
    certificate = try options.certificate.map { try Certificate($0) }
    store = try Store(options.store.directory, options.dryRun ? .read : .update)
    person = try store.read { view in
      try Forgetting.find(
        endpoints: options.endpoint, users: options.user, addresses: options.address,
        in: Project.named(options.store.projectName, view), view)
    }
  }

  var held: Int { archive.held }

  mutating func run() throws {
    for file in options.files { try RecordScrubbing.check(file) }
    try eraseArchive()
    try eraseEvents()
    try scrubFiles()
    try eraseRows()
  }

  private mutating func eraseArchive() throws {
    var removal = ArchiveRemoval(
      store, try ArchiveTree.open(store.directory, creates: false),
      holds: try options.hold.map { try HoldList($0) } ?? HoldList(), remembers: true,
      isDryRun: options.dryRun)
    var filter = ArchiveFilter()
    filter.endpoints = person.endpoints
    filter.users = person.users
    filter.endpointsOfUsers = person.endpoints
    filter.project = try store.read { try Project.named(options.store.projectName, $0).seq }
    guard !person.endpoints.isEmpty || !person.users.isEmpty else { return }
    var digests: [[UInt8]] = []
    try removal.erase(filter) { digests = $1 }
    self.digests = digests.map(Self.hexadecimal)
    archive = removal.counts
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private mutating func eraseEvents() throws {
    let (messages, others) = try store.read { view in
      let project = try Project.named(options.store.projectName, view)
      return (
        try Forgetting.messageNames(of: person, in: project, view),
        try Project.names(view).filter { $0 != project.name }
      )
    }
    let forgetting = EventForgetting(person, messages: messages, otherProjects: others)
    events =
      try options.dryRun
      ? forgetting.count(in: store.directory) : forgetting.run(in: store.directory)
  }

  private mutating func scrubFiles() throws {
    let scrubbing = RecordScrubbing(person)
    for file in options.files {
      files.append((file, try scrubbing.scrub(file, isDryRun: options.dryRun)))
    }
  }

  private mutating func eraseRows() throws {
    let erase = { (view: StoreView) throws in
      try Forgetting.forget(
        person, in: Project.named(options.store.projectName, view), at: now, view)
    }
    if options.dryRun {
      rows = try Store(store.directory, .update).rehearse(erase)
    } else {
      rows = try store.write(erase)
      try store.scrub(at: now)
    }
  }

  // MARK: What is told of it

  var counts: JSON {
    [
      "endpoints": .integer(person.endpoints.count), "users": .integer(person.users.count),
      "rows": .integer(rows.total), "events": .integer(events.events),
      "rejected_events": .integer(events.rejects), "archived": .integer(archive.messages),
      "held": .integer(archive.held), "records": .integer(files.reduce(0) { $0 + $1.records }),
      "kept_opt_outs": .integer(rows.keptWishes),
    ]
  }

  /// Writes the certificate: numbers and digests of messages, nothing that says who it was.
  func certify() throws {
    try certificate?.write(
      .object([
        .init("at", .string(now.iso8601)), .init("erased", counts),
        .init("tables", .object(rows.rows.map { .init($0.table, .integer($0.count)) })),
        .init(
          "files",
          .array(files.map { ["file": .string($0.name), "records": .integer($0.records)] })),
        .init("messages_sha256", .array(digests.map { .string($0) })),
      ]),
      isNews: rows.total + events.events + events.rejects + archive.messages > 0)
  }
}

/// The file that says what was erased; it can be written before anything is.
private final class Certificate {
  private let path: String
  private var sink: ByteSink

  init(_ path: String) throws {
    self.path = path
    sink = try ByteSink(path)
  }

  /// - Parameter isNews: whether this run erased anything: what an earlier run certified, perhaps
  ///   one that was killed at its very end, stays certified.
  func write(_ document: JSON, isNews: Bool) throws {
    if !isNews, sizeOfFile(path) ?? 0 > 0 { return }
    sink.buffer.append(document)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }
}
