import DueDelivery
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// One run of a sender, whatever the channel: records in, messages into the outbox, deliveries out,
/// a result for each record.
package struct SendRun: ~Copyable {
  /// What the command line says of it.
  package struct Job {
    package var channel: Channel
    package var files: [String]
    package var mode: ModeOptions
    package var delivery: DeliveryOptions
    package var output: ResultOptions
    package var store: StoreOptions
    package var campaign: String?
    /// Names, as of a template, that the command line has for all messages.
    package var commonNames: Set<String> = []
    /// Milliseconds after which a key may be used again; nil for never.
    package var window: Int64?
    /// What the command counts beside messages.
    package var ownCounts: () -> [JSON.Member] = { [] }

    package init(
      _ channel: Channel, files: [String], mode: ModeOptions, delivery: DeliveryOptions,
      output: ResultOptions, store: StoreOptions
    ) {
      self.channel = channel
      self.files = files
      self.mode = mode
      self.delivery = delivery
      self.output = output
      self.store = store
    }
  }

  /// Reads what lies at a path, record by record; `-` is standard input.
  package typealias Read = (_ path: String, IntakeItem.Taker) throws -> Void

  private let job: Job
  private let clock: DeliveryClock
  private let settings: DeliverySettings
  private let rejects: RejectLog
  /// Messages whose turn has come, and that a dead run of another channel holds up.
  private var heldTurns = 0
  private let readFile: Read
  private var log: ResultLog
  private var progress: Progress
  /// By record: the row of a message of which no result is told yet; 0 once it is.
  private var waiting: [Int64] = []
  /// Rows of messages that were handled before, whose events may not have left.
  private var handled: [Int64] = []
  private var end: DeliveryEnd?

  /// - Parameters:
  ///   - events: writes those of text messages.
  ///   - read: reads a file of the job's, and tells `rejects` what it cannot use.
  package init(
    _ job: Job, _ clock: DeliveryClock, _ rejects: RejectLog, _ console: Console,
    events: SMSEvents, read: @escaping Read
  ) throws {
    var settings = try job.delivery.settings()
    let log = try job.output.open(
      events, writesMessages: job.mode.delivers && job.delivery.via == "stdout")
    settings.tellsEvents = log.wantsEvents
    self.job = job
    self.clock = clock
    self.settings = settings
    self.rejects = rejects
    self.log = log
    readFile = read
    progress = Progress("messages", console)
  }

  package mutating func run() throws {
    defer { progress.finish() }
    if job.mode.validateOnly {
      try read { _, _, _ in }
    } else if job.mode.dryRun {
      try rehearse()
    } else {
      try send()
    }
    try rejects.finish()
    try log.finish()
  }
}

// MARK: Reading

extension SendRun {
  /// Reads all input; `take` gets the messages, what is rejected goes to the results.
  private mutating func read(
    _ take: (inout SendRun, _ record: Int, (Message, SMSSegmentation?)) throws -> Void
  ) throws {
    let readFile = readFile
    for path in job.files.isEmpty ? ["-"] : job.files {
      try readFile(path) { record, item in
        switch item {
        case .message(let message, let size): try take(&self, record, (message, size))
        case .fault(let fault): try reject(record, fault)
        }
        progress.update(record)
      }
    }
  }

  private mutating func reject(_ record: Int, _ fault: IntakeFault) throws {
    var result = DeliveryResult(
      .rejected, Message(key: "", channel: job.channel, to: "", type: .promotional, body: ""),
      at: clock.now)
    result.record = record
    result.code = fault.code
    result.detail = fault.reason
    try log.add(result)
  }

  private func result(
    _ status: DeliveryResult.Status, _ message: Message, _ record: Int, code: String = ""
  ) -> DeliveryResult {
    var result = DeliveryResult(status, message, at: clock.now)
    result.record = record
    result.code = code
    result.size = message.size
    return result
  }
}

// MARK: Saying what would be

extension SendRun {
  /// Reads all, looks into the store, changes nothing.
  private mutating func rehearse() throws {
    let store = try? Store(job.store.directory, .read)  // none yet: nothing is known
    var seen: Set<String> = []
    let forgotten = ForgottenMarks()
    try store?.read { try forgotten.refresh(OutboxSession($0)) }
    try read { sending, record, item in
      let (message, size) = item
      var result = sending.result(.dryRun, message, record)
      result.size = size
      result.next = message.notBefore
      if !seen.insert(message.key).inserted {
        result.status = .duplicate
        result.code = "dup_key"
      }
      try store?.read { database in
        let session = OutboxSession(database)
        if let known = try session.standing(
          key: message.key, channel: sending.job.channel), known.state.isFinal
        {
          result.status = .duplicate
          result.code = "dup_key"
          result.id = known.row.id
        } else if let refusal = try session.refusal(
          of: message, at: sending.clock.now, forgotten)
        {
          result.status = .suppressed
          result.code = refusal.rawValue
        }
      }
      try sending.log.add(result)
    }
  }
}

// MARK: Sending

extension SendRun {
  private mutating func send() throws {
    let store = try Store(job.store.directory, .write)
    guard !job.mode.enqueueOnly else {
      var loader = try self.loader(store)
      try load(&loader)
      try refuse(try loader.activate(at: clock.now).refused, in: store)
      try report(store, .queued)
      return
    }
    var engine = try DeliveryEngine(
      store, try job.delivery.transport(for: job.channel, naming: job.commonNames),
      channel: job.channel, settings, clock, opener: job.delivery.opener)
    try log.add(
      try engine.recover(), isOurs: job.mode.drain, unordered: job.mode.drain)
    if job.mode.drain {
      try deliver(&engine, .everything)
      return
    }
    var loader = try self.loader(store)
    if job.mode.stream {
      try stream(&loader, &engine, store)
    } else {
      try load(&loader)
      if job.mode.allOrNothing, rejects.count > 0 {
        try report(store, .cancelled, code: "all_or_nothing")
        return try loader.discard()
      }
      try start(&loader, &engine, store)
    }
    try retell(&engine)
    try report(store, .deferred)
  }

  private func loader(_ store: Store) throws -> OutboxLoader {
    let path = job.files.first { $0 != "-" }
    let name =
      job.campaign ?? path.map { String(baseName(of: $0).prefix { $0 != "." }) }
      ?? "stdin"
    // As transports call themselves, so that they know the message again.
    let insists = job.mode.enqueueOnly && job.delivery.via != nil
    let via = insists ? try job.delivery.transport(for: job.channel).name : ""
    return OutboxLoader(
      store,
      .init(
        name: Self.plain(name), path: path, channel: job.channel, project: job.store.projectName),
      via: via,
      window: job.window)
  }

  /// A name with nothing in it that a shell or a file name minds.
  private static func plain(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.prefix(40).map {
          $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_")
            ? $0 : "-"
        }))
  }

  /// Puts all input into the outbox.
  private mutating func load(_ loader: inout OutboxLoader) throws {
    do {
      try read { sending, record, item in
        loader.add(item.0, record: record, size: item.1)
        if loader.isFull { try sending.flush(&loader) }
      }
      try flush(&loader)
    } catch {
      // Nothing of an input that was not read to its end is to be sent.
      try loader.discard()
      throw error
    }
  }

  private mutating func flush(_ loader: inout OutboxLoader) throws {
    let now = clock.now
    try loader.flush(at: now) { record, message, outcome in
      switch outcome {
      case .waits(let id), .busy(let id): expect(record, id)
      case .duplicate(let id, let state):
        var result = result(
          state == .uncertain ? .uncertain : .duplicate, message, record,
          code: state == .standby ? "standby" : "dup_key")
        result.id = id
        try log.add(result)
        if log.wantsEvents, state.isFinal { handled.append(id) }
      case .clash(let id):
        var result = result(.rejected, message, record, code: "dup_key")
        result.detail = "the key of a message in 'fallback' was handled before, as row \(id)"
        try log.add(result)
      }
    }
  }

  /// Writes the events of messages that an earlier run ended, and died before it told.
  private mutating func retell(_ engine: inout DeliveryEngine) throws {
    guard !handled.isEmpty else { return }
    try log.add(engine.untold(handled), isOurs: false)
    try engine.finishTelling()
  }

  private mutating func expect(_ record: Int, _ id: Int64) {
    while waiting.count < record { waiting.append(0) }
    waiting[record - 1] = id
  }

  /// Lets go of what is loaded, and delivers it.
  private mutating func start(
    _ loader: inout OutboxLoader, _ engine: inout DeliveryEngine, _ store: Store,
    as id: String? = nil
  ) throws {
    let (batch, refused) = try loader.activate(as: id, at: clock.now)
    try refuse(refused, in: store)
    guard let batch else { return }
    try deliver(&engine, .batch(batch.seq))
  }

  private mutating func deliver(
    _ engine: inout DeliveryEngine, _ scope: OutboxSession.Scope
  ) throws {
    end = try engine.run(scope) { outcomes in
      for i in outcomes.indices {
        if let record = outcomes[i].result.record, record <= waiting.count {
          waiting[record - 1] = 0
        }
      }
      try log.add(outcomes, unordered: job.mode.drain)
      progress.update(log.counts.values.reduce(0, +))
    }
    if job.mode.drain { heldTurns = try engine.heldTurns() }
  }

  /// Sends while reading: some thousand records at a time.
  private mutating func stream(
    _ loader: inout OutboxLoader, _ engine: inout DeliveryEngine, _ store: Store
  ) throws {
    let batch = "stream-\(clock.now.milliseconds)"
    try read { sending, record, item in
      loader.add(item.0, record: record, size: item.1)
      if loader.isFull {
        try sending.flush(&loader)
        try sending.start(&loader, &engine, store, as: batch)
      }
    }
    try flush(&loader)
    try start(&loader, &engine, store, as: batch)
  }

  /// Reports messages that wait where this run may not take them.
  private mutating func refuse(_ refused: [(id: Int64, record: Int)], in store: Store) throws {
    guard !refused.isEmpty else { return }
    for (id, record) in refused { expect(record, id) }
  }

  /// Reports what is still to be done, as the store has it.
  ///
  /// - Parameter status: of messages that wait.
  private mutating func report(
    _ store: Store, _ status: DeliveryResult.Status, code: String = ""
  ) throws {
    let open = waiting.enumerated().filter { $0.element != 0 }
    guard !open.isEmpty else { return }
    let standings = try store.read { database in
      let session = OutboxSession(database)
      return try open.map { (record: $0.offset + 1, try session.standing($0.element)) }
    }
    for (record, standing) in standings {
      guard let standing else { continue }
      var result = standing.result(waiting: status)
      result.record = record
      if result.status == .accepted, !job.mode.enqueueOnly {
        // Another process took it meanwhile, and tells of it.
        result.status = .duplicate
        result.code = "dup_key"
      }
      if !code.isEmpty { result.code = code }
      try log.add(result)
    }
  }
}

// MARK: The end

extension SendRun {
  /// Raises the status of the run, and says what a person should know.
  package func end(_ console: inout Console) {
    console.end(
      end.map { [$0] } ?? [], log.status, sentSome: log.counts[.accepted] != nil,
      uncertain: log.counts[.uncertain])
    if heldTurns > 0 {
      console.say(
        "messages left that follow others in hand of a run that died: \(heldTurns); "
          + "see due-queue drain")
      console.raise(.tryAgain)
    }
  }

  /// How many messages ended how, and of text messages, the parts of those that were accepted, or
  /// would be.
  package var counts: JSON {
    var members = DeliveryResult.Status.allCases.compactMap { status in
      log.counts[status].map { JSON.Member(status.rawValue, .integer($0)) }
    }
    if job.channel == .sms { members.append(.init("parts", .integer(log.parts))) }
    return .object(members + job.ownCounts())
  }
}
