import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueEnvelopes
import DueFormats
import DueInbound
import DueModel
import DueOptOuts
import DueStore
import DueSystem
import DueTool

/// Messages that came in; for each, what it asked for and what was done.
struct Apply: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read what people replied, and do as they ask.")
  static let settings = ["brand", "contact"]

  @OptionGroup(title: "Replies") var reading: ReadingOptions
  @OptionGroup(title: "Answers") var answering: AnswerOptions

  @Flag(name: [.customShort("n"), .long], help: "Write the same, and change nothing.")
  var dryRun = false

  @Flag(help: "End with 1 when somebody should read a reply.")
  var failOnReview = false

  @OptionGroup var file: OutputFileOptions

  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions

  @Argument(help: "Files of messages that came in; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    var settings = ReplyBook.Settings(try reading.reader(), project: store.projectName)
    settings.list = reading.list?.name
    settings.scope = reading.scope
    settings.policy = try answering.policy()
    let transport = try answering.transport()
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    defer { _ = scratch }
    let store = try Store(scratch?.path ?? store.directory, .write)
    var counts = InboundJob.Counts()
    if dryRun {
      try store.rehearse { view in counts = try read(settings, &console) { try $0(view) } }
    } else {
      counts = try read(settings, &console) { try store.write($0) }
    }
    if failOnReview, counts.actions[.review] != nil { console.raise(.no) }
    if let transport, !dryRun {
      try ReplyDelivery(store, transport, try clock.deliveryClock()).run(&console)
    }
    summary.print(counts.summary, console)
  }

  private func read(
    _ settings: ReplyBook.Settings, _ console: inout Console,
    transact: @escaping InboundJob.Transact
  ) throws -> InboundJob.Counts {
    let files = files.isEmpty ? ["-"] : files
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the store"
    let sink = try OutcomeSink(file.output)
    let job = InboundJob(
      settings, now: try clock.instant(), transact: transact, tell: { try sink.write($0) })
    var progress = Progress("messages", console)
    let speaker = console
    let numbers = InboundNumbers()
    var options = Unwrapper.Options()
    options.receive = { value, place in
      if InboundMessage.isRecord(value) {
        try job.add(try InboundMessage(value))
      } else if AWSMessage.isOne(value) {
        try job.add(try AWSMessage.decode(value, published: place.published, numbers))
      } else {
        return false
      }
      return true
    }
    var unwrapper = Unwrapper(options, objects: nil, to: try ByteSink(), rejects: log) {
      speaker.say("\($0.topic) asks for its confirmation: \($0.url)")
    }
    for file in files {
      try unwrapper.unwrap(try ByteSource.open(file)) {
        progress.update($0, offset: $1, size: $2)
      }
    }
    try job.flush()
    progress.finish()
    try log.finish()
    try sink.finish()
    job.counts.rejected = log.count
    return job.counts
  }
}

/// Where outcomes go.
private final class OutcomeSink {
  private var sink: ByteSink

  init(_ path: String?) throws { sink = try ByteSink(path) }

  func write(_ outcome: ReplyBook.Outcome) throws {
    sink.buffer.append(outcome)
    try sink.recordEnded()
  }

  func finish() throws { try sink.finish() }
}

/// Hands the answers of this run, and those that an earlier one left, to a transport.
private struct ReplyDelivery {
  private let store: Store
  private let transport: any Transport
  private let clock: DeliveryClock

  init(_ store: Store, _ transport: any Transport, _ clock: DeliveryClock) throws {
    self.store = store
    self.transport = transport
    self.clock = clock
  }

  func run(_ console: inout Console) throws {
    guard let batch = try store.read({ try Batch.find(ReplyBook.batch, $0) }) else { return }
    var engine = try DeliveryEngine(store, transport, channel: .sms, DeliverySettings(), clock)
    var status = ExitStatus.done
    var sentSome = false
    var uncertain = 0
    func note(_ outcomes: [DeliveryOutcome]) {
      for outcome in outcomes {
        // One that came too late is no failure of this run.
        if outcome.result.status != .expired { status = max(status, outcome.result.exitStatus) }
        if outcome.result.status == .accepted { sentSome = true }
        if outcome.result.status == .uncertain { uncertain += 1 }
      }
    }
    note(try engine.recover())
    let end = try engine.run(.batch(batch.seq)) { note($0) }
    console.end([end], status, sentSome: sentSome, uncertain: uncertain)
  }
}
