import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DuePhones
import DueStore
import DueSystem
import DueTool

/// One run: records in, messages into the outbox, deliveries out, a result for each record.
struct Sending: ~Copyable {
  private let options: SendSMS
  private let clock: DeliveryClock
  private let settings: DeliverySettings
  private let rejects: RejectLog
  private let numbers: SenderNumbers
  private var input: SMSInput
  private var log: ResultLog
  private var progress: Progress
  /// By record: the row of a message of which no result is told yet; 0 once it is.
  private var waiting: [Int64] = []
  /// Rows of messages that were handled before, whose events may not have left.
  private var handled: [Int64] = []
  private var end: DeliveryEnd?

  init(
    _ options: SendSMS, _ clock: DeliveryClock, _ rejects: RejectLog, _ console: Console
  ) throws {
    let numbers = try SenderNumbers(
      DataFile.path("phone-numbers.dat"), options.numbers.rules,
      wantsZones: options.messages.window != nil)
    let project = options.store.projectName
    let defaults = try options.messages.defaults(project: project, at: clock.now) { text in
      numbers.read(text).map { ReadNumber(e164: $0.e164, zones: $0.zones) }
    }
    let events = SMSEvents { numbers.country($0) }
    var settings = try options.delivery.settings()
    let log = try options.output.open(
      events, writesMessages: options.mode.delivers && options.delivery.via == "stdout")
    settings.tellsEvents = log.wantsEvents
    self.options = options
    self.clock = clock
    self.settings = settings
    self.rejects = rejects
    self.numbers = numbers
    input = SMSInput(defaults, columns: options.messages.columns, rejects: rejects)
    self.log = log
    progress = Progress("messages", console)
  }

  mutating func run() throws {
    defer { progress.finish() }
    if options.mode.validateOnly {
      try read { _, _, _ in }
    } else if options.mode.dryRun {
      try rehearse()
    } else {
      try send()
    }
    try rejects.finish()
    try log.finish()
  }
}

// MARK: Reading

extension Sending {
  /// Reads all input; `take` gets the messages, what is rejected goes to the results.
  private mutating func read(
    _ take: (inout Sending, _ record: Int, (Message, SMSSegmentation)) throws -> Void
  ) throws {
    for path in options.file.isEmpty ? ["-"] : options.file {
      var source = try ByteSource.open(path)
      let format = try RecordFormat.of(&source, told: options.messages.format)
      var reader = input
      try reader.read(source, isCSV: format == .csv) { record, item in
        switch item {
        case .message(let message, let size): try take(&self, record, (message, size))
        case .fault(let fault): try reject(record, fault)
        }
        progress.update(record)
      }
      input = reader
    }
  }

  private mutating func reject(_ record: Int, _ fault: IntakeFault) throws {
    var result = DeliveryResult(
      .rejected, Message(key: "", channel: .sms, to: "", type: .promotional, body: ""),
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

extension Sending {
  /// Reads all, looks into the store, changes nothing.
  private mutating func rehearse() throws {
    let store = try? Store(options.store.directory, .read)  // none yet: nothing is known
    var seen: Set<String> = []
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
        if let known = try session.standing(key: message.key, channel: .sms), known.state.isFinal {
          result.status = .duplicate
          result.code = "dup_key"
          result.id = known.row.id
        } else if let refusal = try session.refusal(of: message, at: sending.clock.now) {
          result.status = .suppressed
          result.code = refusal.rawValue
        }
      }
      try sending.log.add(result)
    }
  }
}

// MARK: Sending

extension Sending {
  private mutating func send() throws {
    let store = try Store(options.store.directory, .write)
    guard !options.mode.enqueueOnly else {
      var loader = try self.loader(store)
      try load(&loader)
      try refuse(try loader.activate(at: clock.now).refused, in: store)
      try report(store, .queued)
      return
    }
    var engine = try DeliveryEngine(
      store, try options.delivery.transport(), channel: .sms, settings, clock)
    try log.add(
      try engine.recover(), isOurs: options.mode.drain, unordered: options.mode.drain)
    if options.mode.drain {
      try deliver(&engine, .everything)
      return
    }
    var loader = try self.loader(store)
    if options.mode.stream {
      try stream(&loader, &engine, store)
    } else {
      try load(&loader)
      if options.mode.allOrNothing, rejects.count > 0 {
        try report(store, .cancelled, code: "all_or_nothing")
        return try loader.discard()
      }
      try start(&loader, &engine, store)
    }
    try retell(&engine)
    try report(store, .deferred)
  }

  private func loader(_ store: Store) throws -> OutboxLoader {
    let path = options.file.first { $0 != "-" }
    let name =
      options.messages.campaign ?? path.map { String(baseName(of: $0).prefix { $0 != "." }) }
      ?? "stdin"
    // As transports call themselves, so that they know the message again.
    let insists = options.mode.enqueueOnly && options.delivery.via != nil
    let via = insists ? try options.delivery.transport().name : ""
    return OutboxLoader(
      store,
      .init(
        name: Self.plain(name), path: path, channel: .sms, project: options.store.projectName),
      via: via,
      window: options.messages.dedupWindow?.milliseconds)
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
          state == .uncertain ? .uncertain : .duplicate, message, record, code: "dup_key")
        result.id = id
        try log.add(result)
        if log.wantsEvents, state.isFinal { handled.append(id) }
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
      for outcome in outcomes {
        if let record = outcome.result.record, record <= waiting.count { waiting[record - 1] = 0 }
      }
      try log.add(outcomes, unordered: options.mode.drain)
      progress.update(log.counts.values.reduce(0, +))
    }
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
      if result.status == .accepted, !options.mode.enqueueOnly {
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

extension Sending {
  /// Raises the status of the run, and says what a person should know.
  func end(_ console: inout Console) {
    console.end(end.map { [$0] } ?? [], log.status, sentSome: log.counts[.accepted] != nil)
    options.summary.print(counts, console)
  }

  /// How many messages ended how.
  var counts: JSON {
    var members = DeliveryResult.Status.allCases.compactMap { status in
      log.counts[status].map { JSON.Member(status.rawValue, .integer($0)) }
    }
    members.append(.init("parts", .integer(log.parts)))
    if input.decoder.changed > 0 {
      members.append(.init("transliterated", .integer(input.decoder.changed)))
    }
    return .object(members)
  }
}
