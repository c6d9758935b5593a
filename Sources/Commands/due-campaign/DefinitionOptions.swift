import ArgumentParser
import DueCampaigns
import DueFormats
import DueHooks
import DueMail
import DueModel
import DueStore
import DueSystem
import DueTool

/// What a campaign is made of: a file, and changes to it.
struct DefinitionOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Read definitions from FILE; - is standard input.", valueName: "file"))
  var file: String?

  @Option(help: ArgumentHelp("Segment to write to.", valueName: "segment"))
  var segment: String?

  @Option(help: ArgumentHelp("Template of the text message.", valueName: "name[@version]"))
  var smsTemplate: String?

  @Option(help: ArgumentHelp("Text of the message.", valueName: "text"))
  var smsText: String?

  @Option(help: ArgumentHelp("Template of the mail.", valueName: "name[@version]"))
  var emailTemplate: String?

  @Option(
    help: ArgumentHelp(
      "Who the mail is from: an address, or 'Name <address>'.", valueName: "sender"))
  var emailFrom: String?

  @Option(help: ArgumentHelp("Name of the campaign (default: the segment's).", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "When to send: now, an ISO 8601 time, or a while from now such as +15m (default: now).",
      valueName: "time"))
  var start: StartTime?

  @Option(help: ArgumentHelp("No run after TIME (ISO 8601).", valueName: "time"))
  var end: Instant?

  @Option(help: "How often to send (default: once).")
  var frequency: Repetition?

  @Option(
    help: ArgumentHelp("transactional or promotional (default: transactional).", valueName: "word"))
  var type: MessageType?

  @Option(help: ArgumentHelp("Number, short code or sender id to send from.", valueName: "sender"))
  var from: String?

  @Option(help: ArgumentHelp("Share of the members that gets nothing.", valueName: "percent"))
  var holdout: Int?

  @Option(help: ArgumentHelp("Most messages of this campaign to one endpoint.", valueName: "n"))
  var limitTotal: Int?

  @Option(
    help: ArgumentHelp(
      "Most messages of all campaigns to one endpoint in 24 hours.", valueName: "n"))
  var limitDaily: Int?

  @Option(help: ArgumentHelp("Hours in which nobody is written to.", valueName: "HH:MM-HH:MM"))
  var quiet: String?

  @Option(
    help: ArgumentHelp(
      "Ask a program about the members before messages are made: exec:COMMAND, coproc:COMMAND or "
        + "https://URL.", valueName: "uri"))
  var hook: String?

  @OptionGroup(title: "Custom channel") var custom: CustomOptions

  @Flag(help: "Write also to numbers that a validation found invalid.")
  var includeInvalid = false

  enum Repetition: String, CaseIterable, ExpressibleByArgument {
    case once, hourly, daily, weekly, monthly
  }

  func validate() throws {
    let hasMessage =
      smsTemplate != nil || smsText != nil || emailTemplate != nil || custom.deliver != nil
    if file == nil, segment == nil || !hasMessage {
      throw ValidationError(
        "expected --file, or --segment with --sms-template, --sms-text, --email-template or "
          + "--deliver, found neither")
    }
    if file == nil, emailTemplate != nil, emailFrom == nil {
      throw ValidationError("expected --email-from for --email-template, found none")
    }
    if let emailFrom, MailAddress(emailFrom) == nil {
      throw ValidationError("expected a mail address in --email-from, found '\(emailFrom)'")
    }
    if smsTemplate != nil, smsText != nil {
      throw ValidationError("expected --sms-template or --sms-text, found both")
    }
    if let hook { try HookURI.check(hook) }
    if let quiet, QuietTime(quiet) == nil {
      throw ValidationError("expected HH:MM-HH:MM in --quiet, found '\(quiet)'")
    }
  }

  /// The definitions of the file, each with its place; without a file, an empty one.
  func drafts() throws -> [(place: String?, draft: CampaignDraft)] {
    guard let file else { return [(nil, CampaignDraft())] }
    let name = file == "-" ? "standard input" : file
    let documents = try Documents(single: "CampaignResponse", list: "CampaignsResponse").read(file)
    guard !documents.isEmpty else {
      throw RunFault(.noInput, "\(name): expected a campaign, found none")
    }
    return try documents.map { document in
      let place = "\(name):\(document.line)"
      do {
        return (place, try CampaignDraft(document: document.json))
      } catch let fault as any Fault {
        throw RunFault(fault.exitStatus, "\(place): \(fault.description)")
      }
    }
  }
}

/// `now`, a time, or a while from now.
enum StartTime: ExpressibleByArgument, ExpectedValue, Equatable {
  static let expected = "a time such as 2026-11-23T12:00:00Z, 'now', or a while such as +30m"

  case now
  case at(Instant)
  /// Milliseconds from now.
  case after(Int64)

  init?(argument: String) {
    if argument == "now" {
      self = .now
    } else if let instant = Instant(argument) {
      self = .at(instant)
    } else {
      let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
      guard argument.hasPrefix("+"), let unit = argument.last.flatMap({ units[$0] }),
        let count = Int64(argument.dropFirst().dropLast()), (0..<1_000_000).contains(count)
      else { return nil }
      self = .after(count * unit)
    }
  }
}
