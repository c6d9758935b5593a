import ArgumentParser
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// The messages that failed at least once, and how they stand.
struct Show: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how messages stand that have failed at least once.")

  @Option(help: ArgumentHelp("The message of KEY only; repeatable.", valueName: "key"))
  var key: [String] = []

  @Option(help: ArgumentHelp("Messages in STATE only; repeatable.", valueName: "state"))
  var state: [RetryRow.State] = []

  @Flag(help: "The same as --state exhausted.")
  var exhausted = false

  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    var sink = try ByteSink()
    var found = Set<String>()
    try Store(store.directory, .read).read { database in
      try RetryLists(database).entries(
        keys: key, states: state + (exhausted ? [.exhausted] : [])
      ) { entry in
        if !key.isEmpty { found.insert(entry.key) }
        sink.buffer.append(entry)
        try sink.recordEnded()
      }
    }
    try sink.finish()
    if state.isEmpty, !exhausted, let missing = key.first(where: { !found.contains($0) }) {
      throw RunFault(.noInput, "expected a message that has failed, found '\(missing)'")
    }
  }
}

extension RetryRow.State: ExpressibleByArgument {}

extension ByteBuffer {
  fileprivate mutating func append(_ entry: RetryLists.Entry) {
    let row = entry.row
    append(#"{"key":"# as StaticString)
    append(jsonString: entry.key)
    append(member: #","to":"#, entry.recipient)
    append(member: #","from":"#, entry.sender)
    append(member: #","state":"#, row.state.rawValue)
    append(member: #","reason":"#, row.reason)
    append(member: #","attempts":"#, Int64(entry.attempts))
    append(member: #","retries":"#, Int64(row.retries))
    append(member: #","max":"#, Int64(row.max))
    append(member: #","first_at":"#, row.firstAt)
    append(member: #","deadline_at":"#, row.deadline)
    append(member: #","next_at":"#, row.next)
    append(member: #","last_status":"#, row.lastStatus)
    append(member: #","last_provider_id":"#, row.lastProviderID)
    append("}\n" as StaticString)
  }
}

/// What retries were good for.
struct Report: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count what was delivered by attempt, and what retries recovered.")

  @Option(help: ArgumentHelp("Count messages first sent at TIME or later.", valueName: "time"))
  var since: Instant?

  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let tally = try Store(store.directory, .read).read { try RetryLists($0).tally(since: since) }
    var sink = try ByteSink()
    sink.buffer.append(tally.json)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }
}

extension RetryLists.Tally {
  /// Shares are of all messages, in four digits.
  fileprivate var json: JSON {
    func share(_ count: Int) -> JSON {
      let parts = messages == 0 ? 0 : (count * 10_000 + messages / 2) / messages
      let digits = String(10_000 + parts % 10_000).dropFirst()
      return .number("\(parts / 10_000).\(digits)")
    }
    let recovered = delivered.dropFirst().reduce(0, +)
    let attempts = delivered.enumerated().map { place, count in
      JSON.object([
        .init("attempt", .integer(place + 1)), .init("delivered", .integer(count)),
        .init("share", share(count)),
      ])
    }
    let states = RetryRow.State.allCases.filter { $0 != .delivered }.map {
      JSON.Member($0.rawValue, .integer(self.states[$0] ?? 0))
    }
    return .object(
      [
        .init("messages", .integer(messages)),
        .init("delivered", .integer(recovered + (delivered.first ?? 0))),
        .init("recovered_by_retry", .integer(recovered)),
        .init("recovered_share", share(recovered)), .init("by_attempt", .array(attempts)),
      ] + states)
  }
}
