import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueModel
import DuePhones
import DueRetries
import DueStore
import DueSystem
import DueTool

/// Sends the retries that are due, each once.
struct Run: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Send the retries that are due.")
  static let settings = ["on-uncertain", "rate", "via"]

  @Option(
    help: ArgumentHelp(
      "Send nothing again when a later message has the same context.NAME, or goes to the same "
        + "number (to).", valueName: "member"))
  var supersedeBy: RetryGuard.Subject?

  @Flag(name: [.customShort("n"), .long], help: "Write what would be sent, and send nothing.")
  var dryRun = false

  @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
  @OptionGroup(title: "Run") var output: ResultOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions

  func run(_ console: inout Console) throws {
    let clock = try clock.deliveryClock()
    let store = try store.openExisting()
    let numbers = try SenderNumbers(DataFile.path("phone-numbers.dat"))
    var log = try output.open(
      SMSEvents { numbers.country($0) }, writesMessages: delivery.via == "stdout" && !dryRun)
    var retrying = Retrying(store, clock, RetryGuard(supersededBy: supersedeBy))
    if dryRun {
      try retrying.rehearse(&log, limit: delivery.limit)
    } else {
      var settings = try delivery.settings()
      settings.tellsEvents = log.wantsEvents
      try retrying.send(over: try delivery.transport(), settings, &log)
    }
    try log.finish()
    console.end(
      retrying.ends, log.status, sentSome: log.counts[.accepted] != nil,
      uncertain: log.counts[.uncertain])
    if !dryRun { try retrying.tellOfRest(&console) }
    summary.print(log.summary, console)
  }
}

extension RetryGuard.Subject: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
