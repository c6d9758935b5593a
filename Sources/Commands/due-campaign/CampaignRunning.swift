import DueCampaigns
import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// One command's work: runs are done, messages leave, and it is said what became of them.
struct CampaignRunning: ~Copyable {
  private let options: DueCampaign.Run
  private let clock: DeliveryClock
  private let store: Store
  private let project: Project
  private let campaigns: [StoredCampaign]
  private var log: ResultLog
  /// Activities and message records.
  private var sink: ByteSink
  private(set) var console: Console
  private var counts = RunCounts()
  /// Whether messages of a run are left.
  private var isOpen = false
  /// Why a peer took no more, where one did.
  private var refusal: ExitStatus?

  /// Whether messages are handed to a transport.
  private var delivers: Bool { options.delivers }

  init(_ options: DueCampaign.Run, _ console: Console) throws {
    let clock = try options.common.clock.deliveryClock()
    let store = try options.common.store(.update)
    let (project, campaigns) = try store.read { view in
      let project = try options.common.project(view)
      return (project, try options.selected(in: project, view))
    }
    // A wrong URI is told before anything is decided.
    if let via = options.delivery.via { try options.delivery.opener.check(via) }
    let form: ResultLog.Form =
      options.emit == .events
      ? .events : options.delivers && options.delivery.via != "stdout" ? .results : .none
    let output = options.output.output
    let log = try ResultLog(
      form, output: form == .none ? nil : output, eventFile: options.events,
      SMSEvents { _ in "" }, bounces: ResultOptions.bounces)
    let sink = try ByteSink(form == .none ? output : nil)
    self.options = options
    self.clock = clock
    self.store = store
    self.project = project
    self.campaigns = campaigns
    self.log = log
    self.sink = sink
    self.console = console
  }

  mutating func run() throws {
    for campaign in campaigns {
      do {
        try run(campaign)
      } catch let fault as any Fault {
        fail(campaign, fault)
        // One campaign that cannot run must not keep the others from their time.
        guard options.allDue, fault.exitStatus == .configuration else { throw fault }
        console.say("\(campaign.name): \(fault.description)")
        console.raise(fault.exitStatus)
      }
    }
    try log.finish()
    raise()
    try sink.finish()
    options.summary.print(counts.json(log.counts), console)
  }

  /// Raises the status of what left; a peer that refused before it took anything tells the caller
  /// what to do, and what is left says no more.
  private mutating func raise() {
    console.tell(uncertain: log.counts[.uncertain])
    if let refusal, log.counts[.accepted] == nil { return console.raise(refusal) }
    console.raise(max(log.status, refusal == .unavailable ? .tryAgain : refusal ?? .done))
    if isOpen { console.raise(.tryAgain) }
  }

  private mutating func run(_ campaign: StoredCampaign) throws {
    let now = clock.now
    let (step, filled) = try fill(campaign, at: now)
    guard step != .deleted else { return explain(step, campaign) }
    if let filled {
      counts.add(filled)
      if filled.failures > 0 {
        console.say("\(campaign.name): messages that could not be made: \(filled.failures)")
        console.raise(.badData)
      }
    }
    let runs = try store.read { view in
      try CampaignTable.runs(of: campaign, view).filter { $0.ended == nil }
    }
    for var run in runs {
      try tell(&run, of: campaign)
      guard run.handover == .outbox || run.told != nil else {
        console.say("\(campaign.name): its messages were to be written: run it with --messages")
        console.raise(.tryAgain)
        continue
      }
      if delivers, !campaign.isPaused {
        for channel in try Campaign(campaign.definition).channels {
          try deliver(run, channel, of: campaign)
        }
      }
      try end(run, of: campaign)
    }
    explain(step, campaign)
  }

  /// Does the run that is due, if one is.
  private func fill(_ campaign: StoredCampaign, at now: Instant) throws -> (NextStep, FilledRun?) {
    // Looked at before the lock is taken: most campaigns of a cron job have nothing to do.
    let step = try store.read { try NextStep(for: campaign, at: now, $0) }
    guard case .run = step else { return (step, nil) }
    let asking = try HookAsking(options.hooks, campaign, store, console)
    while true {
      try asking?.run(in: project, at: now)
      do {
        return try store.write { view in
          let step = try NextStep(for: campaign, at: now, view)
          guard case .run(let occurrence) = step else { return (step, nil) }
          let plan = try RunPlan(campaign, occurrence, in: project, at: now, view)
          let filled = try plan.fill(
            options.messages ? .messages : .outbox, asking == nil ? .nothing : .everything, view)
          return (step, filled)
        }
      } catch is UnaskedMember {
        // Somebody came to the segment meanwhile.
      }
    }
  }

  /// Says why nothing was done, where something was asked for.
  private mutating func explain(_ step: NextStep, _ campaign: StoredCampaign) {
    guard !options.allDue else { return }
    switch step {
    case .wait(let moment):
      console.say("\(campaign.name): its time comes at \(moment.iso8601)")
      console.raise(.tryAgain)
    case .paused:
      console.say("\(campaign.name): is paused")
      console.raise(.tryAgain)
    case .deleted:
      console.say("\(campaign.name): is deleted")
      console.raise(.noInput)
    case .run, .finished: break
    }
  }
}

// MARK: What leaves

extension CampaignRunning {
  /// Lets the message records and events of a run leave, once.
  private mutating func tell(_ run: inout StoredRun, of campaign: StoredCampaign) throws {
    let row = run
    let writesMessages = row.handover == .messages && options.messages
    guard row.told == nil, writesMessages || log.wantsEvents else { return }
    let definition = try Campaign(campaign.definition)
    let names = CampaignRun(
      definition, row.occurrence, started: row.started, project: project.name)
    try store.read { view in
      if writesMessages {
        // The templates that were active when the run decided.
        let compiler = try MessageCompiler(definition, at: row.started, view)
        try names.forEachMessage(
          of: row, campaign: campaign, in: project, view,
          render: compiler.renderer(at: row.started)
        ) { message in
          sink.buffer.append(message)
          sink.buffer.append(UInt8(ascii: "\n"))
          try sink.recordEnded()
        }
        try sink.flush()
      }
      if log.wantsEvents {
        try names.forEachEvent(of: row, in: project, view) { try log.add(events: $0) }
        try log.flushEvents()
      }
    }
    // A run of records is told when they have left; events alone do not stand for them.
    guard row.handover == .outbox || writesMessages else { return }
    run.told = clock.now
    try store.write { try CampaignTable.setTold(row, at: clock.now, $0) }
  }

  /// Delivers what waits of a run on one channel.
  private mutating func deliver(
    _ run: StoredRun, _ channel: Channel, of campaign: StoredCampaign
  ) throws {
    guard run.handover == .outbox, try store.read({ try CampaignTable.isOpen(run, $0) }) else {
      return
    }
    guard let transport = try transport(for: channel, of: campaign), transport.carries(channel)
    else {
      console.say(
        "\(campaign.name): messages of channel \(channel.recordName) wait for another --via")
      return console.raise(.tryAgain)
    }
    let batch = try store.write { view in
      let id = CampaignRun.batch(run.id, channel)
      return try Batch.open(id, name: id, channel: channel, in: project, at: clock.now, view)
    }
    var engine = try DeliveryEngine(
      store, transport, channel: channel, try settings(of: campaign), clock,
      opener: options.delivery.opener)
    try log.add(try engine.recover(), isOurs: false)
    let end = try engine.run(.batch(batch.seq)) { outcomes in
      // Members that get nothing leave gaps in the numbers: results come as they are known.
      try log.add(outcomes.map { $0.unnumbered })
    }
    switch console.passOver(end) {
    case .finished, .passedOver: break
    case .waiting(let until):
      console.say("messages are left that are due at \(until.iso8601): run again then")
      console.raise(.tryAgain)
    case .limit, .paused: console.raise(.tryAgain)
    case .stopped(let fault):
      console.say(fault.description)
      refusal = max(refusal ?? .done, fault.exitStatus)
    }
  }
}

extension CampaignRunning {
  /// What carries messages of `channel`; nil where `--via` is for custom channels only.
  ///
  /// A custom channel is the campaign's own, unless `--via` names another, or something that
  /// takes every message, such as a simulation.
  private func transport(
    for channel: Channel, of campaign: StoredCampaign
  ) throws -> (any Transport)? {
    let via = options.delivery.via ?? ""
    let isCustom = via.hasPrefix("custom:")
    guard channel == .custom else {
      return isCustom ? nil : try options.delivery.transport(for: channel)
    }
    if via != "custom:" {
      let transport = try options.delivery.transport(via)
      if transport.carries(channel) { return transport }
    }
    let delivery = try Campaign(campaign.definition).delivery
    guard let program = delivery?.program else {
      throw RunFault(
        .configuration,
        "expected a program for the custom channel '\(delivery?.uri ?? "")', found none: name one "
          + "with --via custom:exec:COMMAND")
    }
    return try options.delivery.transport("custom:\(program)")
  }

  /// What the options say; where they say no rate, the campaign's.
  private func settings(of campaign: StoredCampaign) throws -> DeliverySettings {
    var settings = try options.delivery.settings()
    settings.tellsEvents = log.wantsEvents
    let limits = try Campaign(campaign.definition).limits
    if options.delivery.rate.isEmpty, let rate = limits.messagesPerSecond {
      settings.rates.everySender = Double(rate)
      settings.rates.countsParts = false
    }
    return settings
  }
}

extension DeliveryOutcome {
  fileprivate var unnumbered: DeliveryOutcome {
    var outcome = self
    outcome.result.record = nil
    return outcome
  }
}

// MARK: The end of a run

extension CampaignRunning {
  /// Tells of a run that has come to its end, and writes its activities where nothing else is
  /// written.
  private mutating func end(_ row: StoredRun, of campaign: StoredCampaign) throws {
    let (activity, records) = try store.read { view in
      let isOpen = try CampaignTable.isOpen(row, view)
      let writes = !delivers && !options.messages && options.emit == .results
      return (
        isOpen ? nil : try RunActivity.read(row, view),
        try writes ? campaign.activities(of: row, project: project.name, view) : []
      )
    }
    for record in records {
      sink.buffer.append(record)
      sink.buffer.append(UInt8(ascii: "\n"))
    }
    guard let activity else {
      if delivers { isOpen = true }
      return
    }
    let state = activity.state(of: campaign)
    if activity.sent == 0 {
      console.say("\(campaign.name): no message went out to \(activity.members) members")
    }
    options.notices.send(
      .ended(activity.output(of: row, campaign: campaign), campaign, activity.isSuccess(state)),
      at: clock.now, &console)
    try store.write { try CampaignTable.setEnded(row, at: clock.now, $0) }
  }

  /// Tells of a run that could not be done.
  private mutating func fail(_ campaign: StoredCampaign, _ fault: any Fault) {
    options.notices.send(.failed(campaign, fault), at: clock.now, &console)
  }
}
