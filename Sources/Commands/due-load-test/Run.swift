import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueLoadTesting
import DueModel
import DuePageOptions
import DueStore
import DueSystem
import DueTool

/// Sends the messages of a scenario, each at its time, and reports.
struct Run: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Run a scenario, and report.")
  static let settings = ["on-uncertain", "via"]

  @OptionGroup(title: "Scenario") var scenario: ScenarioOptions
  @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
  @OptionGroup(title: "Report") var report: ReportOptions

  @Option(help: ArgumentHelp("Append events to FILE.", valueName: "file"))
  var events: String?

  @Flag(help: "Say what would be sent, and send nothing.")
  var dryRun = false

  @OptionGroup(title: "Run") var notify: NotifyOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions

  func run(_ console: inout Console) throws {
    let clock = try clock.deliveryClock()
    do {
      try perform(clock, &console)
    } catch let fault as any Fault {
      if !dryRun { notify.send(.failed(fault), at: clock.now, &console) }
      throw fault
    }
  }

  private func perform(_ clock: DeliveryClock, _ console: inout Console) throws {
    let scenario = try scenario.read()
    let transport = try delivery.transport(for: .email)
    guard delivery.via != "stdout" || report.files.output != nil else {
      throw RunFault(.usage, "--via stdout writes messages there: expected -o FILE for the report")
    }
    let composer = try LoadComposer(
      scenario, store: store.directory, project: store.projectName, at: clock.now)
    if dryRun { return try rehearse(scenario, composer, at: clock.now) }
    // What cannot be made at all should not be begun.
    var schedule = scenario.schedule
    if let first = schedule.next() { _ = try composer.message(first, at: clock.now) }
    notify.send(.started(scenario), at: clock.now, &console)
    let end = try send(scenario, transport, composer, clock, console)
    let report = try Store(store.directory, .read).read { database in
      try LoadReport(scenario.name, in: store.projectName, LoadDesk(database))
    }
    try self.report.write(report, at: clock.now)
    summary.print(report.summary, console)
    console.judge(report)
    notify.send(.ended(report, end), at: clock.now, &console)
    console.end([end], .done, sentSome: report.hasAccepted)
  }

  private func send(
    _ scenario: LoadScenario, _ transport: any Transport, _ composer: LoadComposer,
    _ clock: DeliveryClock, _ console: Console
  ) throws -> DeliveryEnd {
    let store = try Store(store.directory, .write)
    let meter = LoadMeter(scenario, total: scenario.schedule.count)
    var log = try ResultLog(
      .none, output: nil, eventFile: events, SMSEvents { _ in "" },
      bounces: ResultOptions.bounces)
    var settings = try delivery.settings()
    settings.tellsEvents = log.wantsEvents
    settings.takesOpen = false
    var engine = try DeliveryEngine(
      store, MeteredTransport(transport, meter), channel: .email, settings, clock,
      opener: delivery.opener)
    try log.add(try engine.recover(), isOurs: false)
    var run = try LoadRun(
      scenario, via: transport.name, in: self.store.projectName, store, clock, meter: meter
    ) { arrival, time in try composer.message(arrival, at: time) }
    if log.wantsEvents {
      let ids = try store.read { try LoadDesk($0).untold(run.load) }
      try log.add(try engine.untold(ids), isOurs: false)
      try engine.finishTelling()
    }
    var progress = Progress("messages", console)
    defer { progress.finish() }
    return try run.run(&engine) { outcomes in
      try log.add(outcomes, isOurs: false)
      progress.show { meter.line(at: clock.now, Progress.grouped) }
    }
  }

  /// Makes every message, and tells how many there are; nothing is kept.
  private func rehearse(
    _ scenario: LoadScenario, _ composer: LoadComposer, at now: Instant
  ) throws {
    var schedule = scenario.schedule
    var count = 0
    while let arrival = schedule.next() {
      _ = try composer.message(arrival, at: now + arrival.offset)
      count += 1
    }
    var sink = try ByteSink(report.files.output)
    let plan: JSON = [
      "run": .string(scenario.name), "messages": .integer(count),
      "seconds": .number("\(Double(scenario.milliseconds) / 1000)"),
      "fastest_per_second": .number("\(scenario.fastest)"), "scenario": scenario.json,
    ]
    sink.buffer.append(plan)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }
}
