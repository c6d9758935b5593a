import ArgumentParser
import DueModel
import DueStore
import DueSystem
import DueTool

/// Sets the state of batches.
protocol BatchCommand: DueCommand {
  var batch: [String] { get }
}

extension BatchCommand {
  func set(_ state: Batch.State, from states: Set<Batch.State>, _ session: OutboxSession) throws {
    for id in batch {
      guard let before = try session.set(id, state) else {
        throw RunFault(.noInput, "expected a batch of the outbox, found '\(id)'")
      }
      guard states.contains(before) else {
        throw RunFault(
          .badData,
          "\(id): expected a batch to \(Self._commandName), found a \(before.rawValue) one")
      }
    }
  }
}

struct Pause: BatchCommand {
  static let configuration = CommandConfiguration(abstract: "Send nothing of batches for now.")

  @Argument(help: "Batches.")
  var batch: [String]
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    try store.change(mode) { try set(.paused, from: [.active, .paused], OutboxSession($0)) }
  }
}

struct Resume: BatchCommand {
  static let configuration = CommandConfiguration(abstract: "Send batches again.")

  @Argument(help: "Batches.")
  var batch: [String]
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    try store.change(mode) { try set(.active, from: [.active, .paused], OutboxSession($0)) }
  }
}

/// What has left cannot be taken back; what waits can.
struct Cancel: BatchCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take back the messages of batches that wait.")

  @Argument(help: "Batches.")
  var batch: [String] = []
  @Option(help: ArgumentHelp("Take back the message of KEY; repeatable.", valueName: "key"))
  var key: [String] = []
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if batch.isEmpty == key.isEmpty {
      throw ValidationError("expected batches or --key, found \(key.isEmpty ? "none" : "both")")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let count = try store.change(mode) { view in
      let session = OutboxSession(view)
      if key.isEmpty { try set(.cancelled, from: [.active, .paused, .cancelled], session) }
      var filter = OutboxFilter()
      filter.keys = key
      return try (key.isEmpty ? batch.map(Optional.some) : [nil]).reduce(0) { count, id in
        filter.batch = id
        return try count
          + session.apply("cancel", to: filter, unlessIn: [.cancelled]) {
            try session.cancel($0, at: now)
          }
      }
    }
    console.tell(count, "are taken back", mode)
  }
}

struct Retry: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try dead messages again, and deferred ones now.")

  @OptionGroup var messages: ChosenMessages
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let count = try store.change(mode) { view in
      let session = OutboxSession(view)
      return try session.apply("retry", to: messages.filter, unlessIn: [.ready, .submitting]) {
        try session.retry($0, at: now)
      }
    }
    console.tell(count, "are due now", mode)
  }
}

/// Nobody knows whether an uncertain message was sent; now somebody does.
struct Resolve: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say whether an uncertain message was sent.")

  @Argument(help: "Key of the message.")
  var key: String
  @Argument(help: "What became of it: sent or unsent.")
  var outcome: Outcome
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  enum Outcome: String, CaseIterable, ExpressibleByArgument { case sent, unsent }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    try store.change(mode) { view in
      let session = OutboxSession(view)
      var filter = OutboxFilter()
      filter.keys = [key]
      var standings: [OutboxSession.Standing] = []
      try session.standings(filter, limit: nil) { standings.append($0) }
      guard let found = standings.first else {
        throw RunFault(.noInput, "expected a message of the outbox, found '\(key)'")
      }
      let uncertain = standings.filter { $0.state == .uncertain }
      guard !uncertain.isEmpty else {
        throw RunFault(
          .badData, "\(key): expected an uncertain message, found '\(found.state.rawValue)'")
      }
      for standing in uncertain {
        try session.resolve(standing.row.id, sent: outcome == .sent, at: now)
      }
    }
  }
}

/// Forgets what is long over: its keys may then be used again.
struct Collect: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Forget messages that came to an end long ago.")

  @Option(help: ArgumentHelp("Older than SPAN, such as 90d.", valueName: "span"))
  var older: TimeSpan
  @OptionGroup var mode: DryRunOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let before = try clock.instant() + -older.milliseconds
    let count = try store.change(mode) { try OutboxSession($0).forget(before: before) }
    console.tell(count, "are forgotten", mode)
  }
}
