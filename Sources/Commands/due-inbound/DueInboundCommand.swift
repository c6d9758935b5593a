import ArgumentParser
import DueFormats
import DueModel
import DueSystem
import DueTool

/// Messages that came in, as whatever gateway left them; one record each out.
///
/// See due-inbound(1).
@main
struct Inbound: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-inbound",
    abstract: "Write text messages that came in, through any gateway, in one shape.",
    version: dueVersion
  )
  static let settings = ["default-country"]

  @OptionGroup(title: "Messages") var source: SourceOptions
  @OptionGroup(title: "Output") var emission: EmissionOptions
  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions

  @OptionGroup var file: OutputFileOptions

  @Argument(
    help: "Files or, of smstools, gammu and mail, directories; '-', and none, is standard input.")
  var files: [String] = []

  func validate() throws {
    if source.isInbox, files.isEmpty && source.failed.isEmpty || files.contains("-") {
      throw ValidationError("expected the directory of --from \(source.from.rawValue), found none")
    }
    if source.from == .mail, source.move != nil, files.isEmpty || files.contains("-") {
      throw ValidationError("expected the files or directories of --move, found none")
    }
    if source.from == .mail, emission.wantsReceipts {
      throw ValidationError(
        "--emit events and --events do not go with --from mail, whose reports due-bounce reads")
    }
    if source.from == .aws, emission.wantsReceipts {
      throw ValidationError(
        "--emit events and --events do not go with --from aws, whose events due-unwrap writes")
    }
  }

  func run(_ console: inout Console) throws {
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files, writing: ["--events": emission.events]) {
      pending.reject($0)
    }
    log.outcome =
      source.isInbox || source.from == .mail
      ? "stopped; other files are where they were" : "stopped"
    let writer = try InboundWriter(file.output, emission, rejects: log)
    let numbers = try source.numbers()
    switch source.from {
    case .aws: try writer.readAWS(files.isEmpty ? ["-"] : files, source, pending)
    case .kannel: try writer.readKannel(files.isEmpty ? ["-"] : files, numbers)
    case .mail:
      try writer.readMail(
        files.isEmpty ? ["-"] : files,
        try source.inbox(numbers, emission, places: files), moves: source.move != nil)
    case .smstools, .gammu:
      let places = files + source.failed
      try writer.readInbox(places, try source.inbox(numbers, emission, places: places))
    }
    try log.finish()
    if writer.unsettled > 0, source.move != nil {
      pending.say("files left that changed just now: \(writer.unsettled); see --settle")
      pending.raise(.tryAgain)
    }
    summary.print(writer.counts, pending)
  }
}
