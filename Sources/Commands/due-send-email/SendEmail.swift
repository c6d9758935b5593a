import ArgumentParser
import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// Sends the mail of files, each once, and says what became of each.
///
/// See due-send-email(1).
@main
struct SendEmail: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-send-email",
    abstract: "Send the mail of files, each once.",
    version: Store.version(dueVersion)
  )
  static let settings = ["on-uncertain", "project", "via"]

  @OptionGroup(title: "Messages") var messages: MessageOptions
  @OptionGroup(title: "Files") var files: FileOptions
  @OptionGroup(title: "Delivery") var delivery: DeliveryOptions
  @OptionGroup(title: "Run") var mode: ModeOptions
  @OptionGroup(title: "Run") var output: ResultOptions
  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions
  @OptionGroup(title: "Run") var notices: NotifyOptions

  @Argument(help: "Files of messages or recipients; - is standard input.")
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
      var run = try sendRun(clock, rejected, console)
      try run.run()
      log = nil
      console.reject(rejected)
      run.end(&console)
      let counts = JSON.object(run.counts)
      summary.print(counts, console)
      notices.send(.sent(counts), at: clock.now, &console)
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
      .success, subject: "Email Send Finished", message: "Email Send Finished",
      payload: .init("EmailSendResult", counts))
  }

  /// The notice of a run that ended early.
  static func notSent(_ fault: any Fault) -> Notice {
    Notice(
      .failure, subject: "Email Send Failed", message: "Email Send Failed",
      payload: .init("EmailSendResult", ["Error": .string(fault.description)]))
  }
}
