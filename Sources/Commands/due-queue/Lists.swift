import ArgumentParser
import DueDelivery
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// How many messages stand how, and when the last of them will have left.
struct Status: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count messages by channel, sender and state.")

  @OptionGroup var list: ListOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let counts = try Store(store.directory, .read).read { try OutboxSession($0).counts() }
    var table = try Table(
      ["CHANNEL", "SENDER", "STATE", "MESSAGES", "PARTS", "RATE/s", "TIME LEFT", "NEXT DUE"],
      records: list.jsonl)
    for count in counts {
      let state = count.batchState == .active ? count.state.rawValue : count.batchState.rawValue
      let isWaiting = count.state == .ready
      let rate = count.rate ?? RateTable.usual(count.sender)
      let seconds = isWaiting ? Int((Double(count.parts) / rate).rounded(.up)) : nil
      let next = isWaiting ? count.next?.iso8601 : nil
      try table.add(
        [
          count.channel, count.sender.isEmpty ? "-" : count.sender,
          isWaiting ? state : count.state.rawValue,
          Progress.grouped(count.messages), Progress.grouped(count.parts),
          isWaiting ? "\(rate)" : "", seconds.map(Progress.duration) ?? "", next ?? "",
        ]
      ) { buffer in
        var members: [JSON.Member] = [
          .init("channel", .string(count.channel)), .init("sender", .string(count.sender)),
          .init("state", .string(isWaiting ? state : count.state.rawValue)),
          .init("messages", .integer(count.messages)), .init("parts", .integer(count.parts)),
        ]
        if let seconds {
          members.append(.init("rate", .number("\(rate)")))
          members.append(.init("seconds_left", .integer(seconds)))
        }
        if let next { members.append(.init("next_at", .string(next))) }
        buffer.append(JSON.object(members))
      }
      if !count.state.isFinal { console.raise(.tryAgain) }
    }
    try table.finish()
  }
}

/// What was handed in together, and how much of it waits.
struct Batches: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "List batches, and how many of their messages wait.")

  @OptionGroup var list: ListOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let batches = try Store(store.directory, .read).read { try OutboxSession($0).batches() }
    var table = try Table(
      ["BATCH", "CHANNEL", "STATE", "MESSAGES", "WAITING", "SINCE"], records: list.jsonl)
    for batch in batches {
      try table.add(
        [
          batch.id.isEmpty ? "-" : batch.id, batch.channel, batch.state.rawValue,
          Progress.grouped(batch.total), Progress.grouped(batch.waiting), batch.created.iso8601,
        ]
      ) { buffer in
        buffer.append(
          [
            "batch": .string(batch.id), "name": .string(batch.name),
            "channel": .string(batch.channel), "state": .string(batch.state.rawValue),
            "messages": .integer(batch.total), "waiting": .integer(batch.waiting),
            "created_at": .string(batch.created.iso8601),
          ] as JSON)
      }
    }
    try table.finish()
  }
}

/// The messages of the outbox, oldest first, as results.
struct List: DueCommand {
  static let configuration = CommandConfiguration(abstract: "List messages and how they stand.")

  @Option(help: ArgumentHelp("Messages in STATE only; repeatable.", valueName: "state"))
  var state: [OutboxState] = []
  @OptionGroup var filter: FilterOptions
  @Option(help: ArgumentHelp("List at most N.", valueName: "n"))
  var limit: Int?
  @OptionGroup var list: ListOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    var filter = filter.filter()
    filter.states = state
    try list.write(filter, limit: limit, in: store) { _, _ in true }
  }
}

extension OutboxState: ExpressibleByArgument {}

extension ListOptions {
  /// Writes the messages that `filter` and `isMeant` mean.
  @discardableResult
  func write(
    _ filter: OutboxFilter, limit: Int?, in store: StoreOptions,
    _ isMeant: (OutboxSession, OutboxSession.Standing) throws -> Bool
  ) throws -> Int {
    var table = try Table(
      ["ID", "KEY", "STATE", "TO", "SENDER", "BATCH", "TRIES", "CODE", "NEXT DUE"], records: jsonl)
    var count = 0
    try Store(store.directory, .read).read { database in
      let session = OutboxSession(database)
      if let batch = filter.batch, try !session.hasBatch(batch) {
        throw RunFault(.noInput, "expected a batch of the outbox, found '\(batch)'")
      }
      try session.standings(filter, limit: limit) { standing in
        guard try isMeant(session, standing) else { return }
        count += 1
        var result = standing.result(waiting: standing.row.tries > 0 ? .deferred : .queued)
        if standing.state == .standby { result.next = try session.turn(of: standing.row.id) }
        try table.add(
          [
            "\(standing.row.id)", result.message.key, standing.state.rawValue, result.message.to,
            result.message.from.isEmpty ? "-" : result.message.from, result.batch,
            "\(result.attempt)", result.code, result.next?.iso8601 ?? "",
          ]
        ) { $0.append(result) }
      }
    }
    try table.finish()
    return count
  }
}

/// One message, and all that was tried with it.
struct Show: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a message and what was tried with it.")

  @Argument(help: "Key of the message.")
  var key: String
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    var sink = try ByteSink()
    let found = try Store(store.directory, .read).read { database in
      let session = OutboxSession(database)
      var filter = OutboxFilter()
      filter.keys = [key]
      var found = false
      try session.standings(filter, limit: nil) { standing in
        found = true
        try write(
          standing, try session.attempts(standing.row.id),
          try session.fallback(standing.row.id), to: &sink)
      }
      return found
    }
    guard found else {
      throw RunFault(.noInput, "expected a message of the outbox, found '\(key)'")
    }
    try sink.finish()
  }

  private func write(
    _ standing: OutboxSession.Standing, _ attempts: [OutboxSession.Attempt],
    _ fallback: FallbackStanding?, to sink: inout ByteSink
  ) throws {
    sink.buffer.append(#"{"state":""# as StaticString)
    sink.buffer.append(standing.state.rawValue)
    sink.buffer.append(#"","project":"# as StaticString)
    sink.buffer.append(jsonString: standing.row.project)
    sink.buffer.append(#","batch":"# as StaticString)
    sink.buffer.append(jsonString: standing.row.batch)
    sink.buffer.append(#","queued_at":""# as StaticString)
    sink.buffer.append(standing.row.created)
    sink.buffer.append(#"","message":"# as StaticString)
    sink.buffer.append(standing.row.message)
    sink.buffer.append(#","attempts":"# as StaticString)
    sink.buffer.append(JSON.array(attempts.map(\.json)))
    if let fallback {
      sink.buffer.append(#","fallback":"# as StaticString)
      sink.buffer.append(fallback.json)
    }
    sink.buffer.append("}\n" as StaticString)
    try sink.recordEnded()
  }
}

extension FallbackStanding {
  var json: JSON {
    var members: [JSON.Member] = [
      .init("step", .integer(step)), .init("state", .string(state.rawValue)),
    ]
    if let after { members.append(.init("after_ms", .integer(Int(after)))) }
    if let due { members.append(.init("due_at", .string(due.iso8601))) }
    if !reason.isEmpty { members.append(.init("reason", .string(reason))) }
    if let delivered { members.append(.init("delivered_at", .string(delivered.iso8601))) }
    return .object(members)
  }
}

extension OutboxSession.Attempt {
  var json: JSON {
    var members: [JSON.Member] = [
      .init("attempt", .integer(n)), .init("via", .string(via)),
      .init("started_at", .string(started.iso8601)),
    ]
    if let ended { members.append(.init("ended_at", .string(ended.iso8601))) }
    members.append(.init("status", .string(status)))
    for (name, value) in [("code", code), ("detail", detail), ("provider_id", providerID)] {
      if let value { members.append(.init(name, .string(value))) }
    }
    return .object(members)
  }
}
