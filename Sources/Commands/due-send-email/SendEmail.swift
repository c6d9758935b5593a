import ArgumentParser
import DueDeliveryOptions
import DueStore
import DueTool

/// Sends the mail of files, each once, and says what became of each.
///
/// See due-send-email(1).
@main
struct SendEmail: SendCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-send-email",
    abstract: "Send the mail of files, each once.",
    version: Store.version(dueVersion)
  )
  static let channelName = "Email"
  static let settings = ["on-uncertain", "via"]

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
}
