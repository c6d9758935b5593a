import ArgumentParser
import DueDelivery
import DueFormats
import DueModel
import DuePhones
import DueSystem
import DueTool

/// What is sent, where a record does not say it.
struct MessageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Sender of messages that name none.", valueName: "sender"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Type of messages that name none: transactional or promotional.", valueName: "type"))
  var type: MessageType?

  @Option(help: ArgumentHelp("Campaign of messages that name none.", valueName: "name"))
  var campaign: String?

  @Option(
    help: ArgumentHelp(
      "Text of messages that have none: FILE with {{column}} in it.", valueName: "file"))
  var template: String?

  @Option(help: ArgumentHelp("Send nothing before TIME.", valueName: "time"))
  var at: Instant?

  @Option(help: ArgumentHelp("Send nothing that is older than SPAN.", valueName: "span"))
  var ttl: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "Send promotional messages between these local times only.", valueName: "HH:MM-HH:MM"))
  var window: String?

  @Option(help: ArgumentHelp("Column with the recipient's time zone.", valueName: "column"))
  var tzColumn: String?

  @Option(
    help: ArgumentHelp("Time zone of recipients of whom none is known.", valueName: "zone"))
  var defaultTz = "UTC"

  @Option(help: ArgumentHelp("Reject messages of more than N parts.", valueName: "n"))
  var maxParts = 6

  @Option(
    help: ArgumentHelp(
      "Put GSM characters for others: typographic, or lossy for accents too.",
      valueName: "degree"))
  var transliterate: Transliteration.Degree?

  @Option(
    help: ArgumentHelp(
      "What makes two records one message: columns, or number, campaign, sender, message.",
      valueName: "columns"))
  var dedupOn: String?

  @Option(
    help: ArgumentHelp("Let a message be sent again after SPAN.", valueName: "span"))
  var dedupWindow: TimeSpan?

  @Option(help: ArgumentHelp("Column with the message's key.", valueName: "column"))
  var keyColumn: String?

  @Option(help: "Format of the input: csv or jsonl.")
  var format: RecordFormat?

  func validate() throws {
    if let from, !SMSDecoder.isSender(from) {
      throw ValidationError(
        "expected a number, a short code or a sender's name in --from, found '\(from)'")
    }
    if let window, SendingHours(window[...], zones: [.utc]) == nil {
      throw ValidationError("expected hours such as 08:00-21:00 in --window, found '\(window)'")
    }
    if DueSystem.TimeZone(named: defaultTz) == nil {
      throw ValidationError(
        "expected a time zone such as Europe/Paris in --default-tz, found '\(defaultTz)'")
    }
    if maxParts < 1 {
      throw ValidationError("expected 1 or more in --max-parts, found '\(maxParts)'")
    }
  }

  var columns: SMSColumnNames {
    var columns = SMSColumnNames()
    columns.key = keyColumn
    columns.zone = tzColumn
    return columns
  }

  func defaults(
    project: String, at now: Instant, readNumber: @escaping (Bytes) -> ReadNumber?
  ) throws -> SMSDefaults {
    var defaults = SMSDefaults(readNumber: readNumber)
    defaults.project = project
    defaults.from = from ?? ""
    defaults.type = type
    defaults.campaign = campaign ?? ""
    defaults.template = try template.map { try ColumnTemplate(file: $0) }
    defaults.notBefore = at
    defaults.expires = ttl.map { now + $0.milliseconds }
    defaults.window = window
    defaults.defaultZone = DueSystem.TimeZone(named: defaultTz) ?? .utc
    defaults.maxParts = maxParts
    defaults.transliteration = transliterate.map { Transliteration($0) }
    defaults.dedupOn = dedupOn.map { $0.split(separator: ",").map(String.init) }
    return defaults
  }
}

extension Transliteration.Degree: ExpressibleByArgument {}
