import ArgumentParser
import DueCampaigns
import DueDeliveryOptions
import DueModel
import DueStore
import DueSystem
import DueTool

extension DueCampaign {
  /// Does the run of campaigns whose time has come.
  struct Run: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Do the run of campaigns whose time has come.")
    static let settings = ["on-uncertain", "rate", "via"]

    @Argument(help: ArgumentHelp("Id or name of a campaign.", valueName: "campaign"))
    var campaigns: [String] = []

    @Flag(help: "Run every campaign whose time has come.")
    var allDue = false

    @Flag(help: "Write message records instead of filling the outbox.")
    var messages = false

    @Flag(
      name: [.customShort("n"), .long],
      help: "Write the messages that would go out, and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Append events to FILE.", valueName: "file"))
    var events: String?

    @Option(help: ArgumentHelp("Write results, or events in their place.", valueName: "what"))
    var emit = Emission.results

    @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
    @OptionGroup(title: "Hooks") var hooks: HookOptions
    @OptionGroup var common: CampaignOptions
    @OptionGroup var output: OutputFileOptions
    @OptionGroup var notices: NotifyOptions
    @OptionGroup var summary: SummaryOptions

    enum Emission: String, CaseIterable, ExpressibleByArgument { case results, events }

    func validate() throws {
      guard campaigns.isEmpty == allDue else {
        throw ValidationError(
          "expected campaigns or --all-due, found \(allDue ? "both" : "neither")")
      }
      if messages, emit == .events {
        throw ValidationError("expected --messages or --emit events, found both")
      }
    }

    func run(_ console: inout Console) throws {
      if dryRun { return try rehearse(&console) }
      var running = try begin(&console)
      defer { console = running.console }
      try running.run()
    }

    private func begin(_ console: inout Console) throws -> CampaignRunning {
      do {
        return try CampaignRunning(self, console)
      } catch let fault as any Fault {
        notices.send(.notMade(fault), at: try common.clock.instant(), &console)
        throw fault
      }
    }

    /// What would go out, as far as it is known without asking a hook.
    private func rehearse(_ console: inout Console) throws {
      let now = try common.clock.instant()
      var sink = try ByteSink(output.output)
      try common.read { project, view in
        for stored in try selected(in: project, view) {
          guard case .run(let occurrence) = try NextStep(for: stored, at: now, view) else {
            continue
          }
          let plan = try RunPlan(stored, occurrence, in: project, at: now, view)
          if try hooks.uri(of: plan.run.campaign) != nil {
            console.say("\(stored.name): messages are shown as they are before the hook")
          }
          try plan.rehearse(view) { outcome in
            guard let message = outcome.message else { return }
            sink.buffer.append(message)
            sink.buffer.append(UInt8(ascii: "\n"))
            try sink.recordEnded()
          }
        }
      }
      try sink.finish()
    }

    /// Whether messages are handed to a transport.
    var delivers: Bool { delivery.via != nil && !messages }

    /// The campaigns that are meant: those named, or all that are not deleted, the oldest first.
    func selected(in project: Project, _ view: StoreView) throws -> [StoredCampaign] {
      guard allDue else { return try campaigns.map { try common.find($0, in: project, view) } }
      return try CampaignTable.list(in: project, view).filter { $0.closed == nil }.reversed()
    }
  }
}
