import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DuePhones
import DueStore
import DueSystem
import DueTool

/// Sends the text messages of files, each once, and says what became of each.
///
/// See due-send-sms(1).
@main
struct SendSMS: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-send-sms",
    abstract: "Send the text messages of files, each once.",
    version: Store.version(dueVersion)
  )
  static let settings = [
    "assume-us", "default-country", "from", "max-parts", "on-uncertain", "project", "rate", "type",
    "via", "window",
  ]

  @OptionGroup(title: "Messages") var messages: MessageOptions
  @OptionGroup(title: "Numbers") var numbers: NumberOptions
  @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
  @OptionGroup(title: "Run") var mode: ModeOptions
  @OptionGroup(title: "Run") var output: ResultOptions
  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions
  @OptionGroup(title: "Run") var notices: NotifyOptions

  @Argument(help: "Files of messages; - is standard input.")
  var file: [String] = []

  func validate() throws {
    if mode.drain, !file.isEmpty { throw ValidationError("--drain takes no files") }
    try mode.validate()
  }

  func run(_ console: inout Console) throws {
    let clock = try clock.deliveryClock()
    var log: RejectLog?
    do {
      let rejected = try rejects.open(reading: file) { _ in }
      log = rejected
      var sending = try Sending(self, clock, rejected, console)
      try sending.send()
      log = nil
      console.reject(rejected)
      sending.end(&console)
      summary.print(sending.counts, console)
      notices.send(.sent(sending.counts), at: clock.now, &console)
    } catch let fault as any Fault {
      if let log { console.reject(log) }
      notices.send(.notSent(fault), at: clock.now, &console)
      throw fault
    }
  }
}

extension Notice {
  /// The notice of a run that came to its end, with how many messages ended how.
  static func sent(_ counts: JSON) -> Notice {
    Notice(
      .success, subject: "SMS Send Finished", message: "SMS Send Finished",
      payload: .init("SMSSendResult", counts))
  }

  /// The notice of a run that ended early.
  static func notSent(_ fault: any Fault) -> Notice {
    Notice(
      .failure, subject: "SMS Send Failed", message: "SMS Send Failed",
      payload: .init("SMSSendResult", ["Error": .string(fault.description)]))
  }
}
