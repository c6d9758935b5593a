import ArgumentParser
import DueDelivery
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// What peers tell of mails settles those of which nobody knew, and stands with the others.
struct Settle: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Settle uncertain mails by events that tell of them.")

  @Flag(name: [.customShort("n"), .long], help: "Count the same, and change nothing.")
  var dryRun = false
  @OptionGroup var rejects: RejectOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions
  @Argument(help: "Files of events; '-', and none, is standard input.")
  var file: [String] = []

  func run(_ console: inout Console) throws {
    let log = try rejects.open(reading: file) { _ in }
    var settling = Settling(
      try store.openExisting(), at: try clock.instant(), isDryRun: dryRun)
    defer { console.reject(log) }
    for path in file.isEmpty ? ["-"] : file {
      var reader = JSONLinesReader(try ByteSource.open(path))
      while try reader.next() {
        do throws(IntakeFault) {
          if let fault = reader.fault { throw IntakeFault(fault) }
          try settling.add(reader.value)
        } catch {
          try log.add(
            Rejection(
              file: reader.name, line: reader.line, column: error.column, reason: error.reason),
            json: reader.source)
        }
        try settling.flush(atLeast: 1000)
      }
    }
    try settling.flush(atLeast: 1)
    try settling.moveOn()
    try log.finish()
    summary.print(settling.counts, console)
  }
}

/// Takes events, some at a time.
private struct Settling {
  private let store: Store
  private let now: Instant
  private let isDryRun: Bool
  private var waiting: [OutboxSession.News] = []
  private var events = 0
  private var messages = 0
  private var settled = 0

  init(_ store: Store, at now: Instant, isDryRun: Bool) {
    self.store = store
    self.now = now
    self.isDryRun = isDryRun
  }

  mutating func add(_ event: JSONValue) throws(IntakeFault) {
    events += 1
    if let news = try MailNews.read(event) { waiting.append(news) }
  }

  /// Keeps what was read, where it is enough for a transaction.
  mutating func flush(atLeast count: Int) throws {
    guard waiting.count >= count else { return }
    let states =
      isDryRun
      ? try store.read { database in
        let session = OutboxSession(database)
        return try waiting.map { news in
          try session.standing(key: news.key, channel: news.channel).map {
            try session.isUncertain($0) ? .uncertain : $0.state
          }
        }
      }
      : try store.write { database in
        let session = OutboxSession(database)
        return try waiting.map { try session.take($0, at: now) }
      }
    messages += states.count { $0 != nil }
    // Of several events of one message the first settles it.
    settled += Set(zip(waiting, states).filter { $0.1 == .uncertain }.map(\.0.key)).count
    waiting.removeAll(keepingCapacity: true)
  }

  /// Lets messages take the place of mails that are known now not to arrive.
  func moveOn() throws {
    while !isDryRun, try store.write({ try OutboxSession($0).moveOn(at: now) }).isPartial {}
  }

  var counts: JSON {
    [
      "events": .integer(events), "of_messages": .integer(messages), "settled": .integer(settled),
    ]
  }
}
