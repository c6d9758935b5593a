import ArgumentParser
import DueDeliveryOptions
import DuePhoneOptions
import DueStore
import DueTool

/// Sends the text messages of files, each once, and says what became of each.
///
/// See due-send-sms(1).
@main
struct SendSMS: SendCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-send-sms",
    abstract: "Send the text messages of files, each once.",
    version: Store.version(dueVersion)
  )
  static let channelName = "SMS"
  static let settings = [
    "assume-us", "default-country", "from", "max-parts", "on-uncertain", "rate", "type",
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
}
