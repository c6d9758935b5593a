import DueArchive
import DueDelivery
import DueForget
import DueFormats
import DueModel
import DuePhoneOptions
import DueStore
import DueSystem
import DueTool
import Glibc

/// One erasure, place by place: archive, events, files, and the store last, for it knows what to look
/// for elsewhere. Killed anywhere, it is finished by doing it again.
struct Erasure {
  private typealias Somebody = (person: ForgottenPerson, project: Project)

  private let options: Forget
  private let now: Instant
  private let store: Store
  private let people: [Somebody]
  private let numbers: NumberForms
  /// What runs of the same erasure have done; nil for a dry run.
  private let record: ErasureRecord?
  private var archive = ArchiveRemoval.Counts()
  private var digests: [String] = []
  private var events = EventForgetting.Counts()
  private var files: [(name: String, records: Int)] = []
  private var rows = Forgetting.Counts()
  /// Files of notes of senders that live that have messages of theirs.
  private(set) var notes = 0
  private let certificate: Certificate?
  /// Endpoints of other projects that have one of the addresses.
  let elsewhere: Int

  init(_ options: Forget, at now: Instant) throws {
    self.options = options
    self.now = now
    certificate = try options.certificate.map { try Certificate($0) }
    let store = try Store(options.store.directory, options.dryRun ? .read : .update)
    self.store = store
    let numbers = try NumberForms(options.numbers.rules)
    self.numbers = numbers
    (people, elsewhere) = try store.read { view in
      let people = try options.store.projects(view).map { project -> Somebody in
        (
          try Forgetting.find(
            endpoints: options.endpoint, users: options.user, addresses: options.address,
            in: project, numbers: numbers.all, view),
          project
        )
      }
      return (people, try Self.elsewhere(people, view))
    }
    let names = Self.names(options, people)
    record = options.dryRun ? nil : try store.write { try ErasureRecord(names, $0) }
    // A run that was killed when it had told all: what follows is another erasure.
    if let record, try !store.read({ try record.counts(.told, $0) }).isEmpty { try end(record) }
    try checkAddresses()
  }

  /// A number of no country that the store has not is rather one that was meant to be of a country,
  /// unless a run that was cut short has taken it out.
  private func checkAddresses() throws {
    for address in options.address where numbers.isUnclear(address) {
      let isKnown = try store.read { view in
        try record.map { try !$0.counts(.table, view).isEmpty } ?? false
          || people.contains { _, project in
            try !Forgetting.find(
              endpoints: [], users: [], addresses: [address], in: project, view
            ).endpoints.isEmpty
          }
      }
      guard !isKnown else { continue }
      throw RunFault(
        .usage,
        "expected a number with its country in --address, found '\(address)': "
          + "--default-country names it")
    }
  }

  private static func elsewhere(_ people: [Somebody], _ view: StoreView) throws -> Int {
    let addresses = ForgottenPerson.all(people.map(\.person)).addresses
    let meant = Set(people.map(\.project.name))
    return try Project.names(view).filter { !meant.contains($0) }.reduce(0) { count, name in
      let others = try Forgetting.find(
        endpoints: [], users: [], addresses: addresses, in: Project.named(name, view), view)
      return count + others.endpoints.count
    }
  }

  /// What tells this erasure from others.
  private static func names(_ options: Forget, _ people: [Somebody]) -> [String] {
    Array(
      Set(
        options.endpoint.map { "endpoint \($0)" } + options.user.map { "user \($0)" }
          + options.address.map { "address \($0)" }
          + people.map { "project \($0.project.name)" }))
  }

  private var everybody: ForgottenPerson { .all(people.map(\.person)) }

  var held: Int { archive.held }
  var inHand: Int { rows.inHand }

  private var found: Int {
    rows.total + events.events + events.rejects + archive.messages
      + files.reduce(0) { $0 + $1.records }
  }

  /// Whether there was nothing of them anywhere.
  var isEmpty: Bool { found + held + inHand + notes == 0 }

  mutating func run() throws {
    for file in options.filesOnce { try RecordScrubbing.check(file) }
    for (person, project) in people { try eraseArchive(person, project) }
    try eraseEvents()
    try scrubFiles()
    try eraseRows()
    try recollect()
  }

  private mutating func eraseArchive(_ person: ForgottenPerson, _ project: Project) throws {
    guard !person.endpoints.isEmpty || !person.users.isEmpty else { return }
    var removal = ArchiveRemoval(
      store, try ArchiveTree.open(store.directory, creates: false),
      holds: try options.hold.map { try HoldList($0) } ?? HoldList(), remembers: true,
      isDryRun: options.dryRun)
    var filter = ArchiveFilter()
    filter.endpoints = person.endpoints
    filter.users = person.users
    filter.endpointsOfUsers = person.endpoints
    filter.project = project.seq
    try removal.erase(
      filter,
      noting: { digests, view in
        for digest in digests { try record?.add(.archived, Self.hexadecimal(digest), 1, view) }
      })
    archive.messages += removal.counts.messages
    archive.held += removal.counts.held
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private mutating func eraseEvents() throws {
    let (messages, names) = try store.read { view in
      (
        try people.flatMap { try Forgetting.messageNames(of: $0.person, in: $0.project, view) },
        try Project.names(view)
      )
    }
    let forgetting = EventForgetting(
      people.map { somebody in
        .init(somebody.person, otherProjects: names.filter { $0 != somebody.project.name })
      }, messages: messages)
    events =
      try record.map { try forgetting.run(in: store.directory, record: $0) }
      ?? forgetting.count(in: store.directory)
  }

  private mutating func scrubFiles() throws {
    let everybody = everybody
    let scrubbing = RecordScrubbing(everybody, number: numbers.e164)
    let erasure = record.map { FileErasure(scrubbing, store, $0) }
    for file in options.filesOnce {
      let records =
        try erasure.map { try $0.erase(file) } ?? scrubbing.scrub(file, replacing: nil)
      files.append((file, records))
    }
  }

  private mutating func eraseRows() throws {
    guard let record else {
      rows = try Store(store.directory, .update).rehearse {
        try Forgetting.forget(people, at: now, $0)
      }
      return
    }
    let flown = FlightLog.flights(store: store.directory)
    let flights = OutboxFlights(
      try OutboxOwner.enter(store.directory),
      ends: flown.compactMapValues { flight -> OutboxState? in
        guard case .answered(let answer) = flight else { return nil }
        return answer.verdict == .accepted
          ? .accepted : answer.verdict == .rejected ? .rejected : nil
      })
    rows = try store.write {
      try Forgetting.forget(people, at: now, flights: flights, record: record, $0)
    }
    notes = try FlightLog.scrub(store: store.directory) { key in
      try store.read { try OutboxSession($0).isForgotten(key: key) }
    }
    try store.scrub(at: now)
  }

  // MARK: What is told of it

  /// Takes up what runs that were cut short have done.
  private mutating func recollect() throws {
    guard let record else { return }
    try store.read { view in
      let tables = try record.counts(.table, view)
      rows.rows = ForgetRule.all.compactMap { rule in
        tables[rule.table].map { (rule.table, $0) }
      }
      rows.keptWishes = try record.counts(.keptWish, view)[""] ?? 0
      digests = try record.counts(.archived, view).sorted { $0.key < $1.key }
        .flatMap { Array(repeating: $0.key, count: $0.value) }
      archive.messages = digests.count
    }
  }

  var counts: JSON {
    [
      "endpoints": .integer(rows.of("endpoint")), "users": .integer(rows.of("user")),
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
      isNews: found > 0)
  }

  /// Forgets what was counted: it was told. While a sender has messages in hand, it goes on.
  func close() throws {
    guard let record, rows.inHand == 0 else { return }
    // Two databases do not change at one moment.
    try store.write { try record.add(.told, "", 1, $0) }
    try end(record)
  }

  private func end(_ record: ErasureRecord) throws {
    try EventForgetting.close(record, in: store.directory)
    try store.write { try record.close($0) }
  }
}
