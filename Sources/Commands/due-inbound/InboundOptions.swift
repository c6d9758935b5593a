import ArgumentParser
import DueEnvelopes
import DueInbound
import DueModel
import DuePhoneOptions
import DuePhones
import DueSystem
import DueTool
import Glibc

/// What the messages came through.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What they came through: aws, kannel, smstools, gammu or mail.", valueName: "kind"))
  var from: Gateway

  enum Gateway: String, CaseIterable, ExpressibleByArgument {
    case aws, kannel, smstools, gammu, mail
  }

  @Option(
    help: ArgumentHelp(
      "Our number, where the gateway does not tell; MODEM=NUMBER for one modem; repeatable.",
      valueName: "number"))
  var to: [String] = []

  @Option(
    help: ArgumentHelp(
      "Time zone of the gateway's clock (default: the machine's).", valueName: "zone"))
  var timeZone: String?

  @Option(
    help: ArgumentHelp(
      "Take numbers without a country to be of COUNTRY, such as GB.", valueName: "country"))
  var defaultCountry: Country?

  @Option(
    help: ArgumentHelp("Move files that are read into DIR, bad ones below it.", valueName: "dir"))
  var move: String?

  @Option(
    help: ArgumentHelp(
      "Read DIR too, where gammu puts messages that it could not send; repeatable.",
      valueName: "dir"))
  var failed: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave files alone that changed less than SPAN ago (default: 2s).", valueName: "span"))
  var settle = TimeSpan(milliseconds: 2000)

  @Option(
    help: ArgumentHelp(
      "Take signed SNS messages only; DIR has the certificates (.pem).", valueName: "dir"))
  var verifySns: String?

  @Option(
    help: ArgumentHelp("Take SNS messages of topic ARN only; repeatable.", valueName: "arn"))
  var topicArn: [String] = []

  @Flag(help: "Keep what AWS sent, as the member raw.")
  var raw = false

  /// Whether messages are files of their own.
  var isInbox: Bool { from == .smstools || from == .gammu }

  func validate() throws {
    if let timeZone, DueSystem.TimeZone(named: timeZone) == nil {
      throw ValidationError(
        "expected a time zone such as Europe/Paris in --time-zone, found '\(timeZone)'")
    }
    if move != nil, !isInbox, from != .mail {
      throw ValidationError("--move goes with --from smstools, --from gammu and --from mail only")
    }
    if !failed.isEmpty, from != .gammu {
      throw ValidationError("--failed goes with --from gammu only")
    }
    if from != .aws, raw || verifySns != nil || !topicArn.isEmpty {
      throw ValidationError("--raw, --verify-sns and --topic-arn go with --from aws only")
    }
  }

  func numbers() throws -> InboundNumbers {
    guard let defaultCountry else { return InboundNumbers() }
    let rules = HomeRules(defaultRegion: defaultCountry.code, assumesUnitedStates: false)
    let book = try SenderNumbers(DataFile.path("phone-numbers.dat"), rules)
    return InboundNumbers { book.read($0)?.e164 }
  }

  func unwrapping() throws -> Unwrapper.Options {
    var options = Unwrapper.Options()
    options.topics = Set(topicArn)
    options.verifier = try verifySns.map { try SNSVerifier(certificates: $0) }
    return options
  }

  /// - Parameter places: the directories that are read.
  func inbox(
    _ numbers: InboundNumbers, _ emission: EmissionOptions, places: [String]
  ) throws -> Inbox {
    var settings = Inbox.Settings(clock: .wallClock())
    settings.wantsMessages = emission.wantsMessages
    settings.wantsReceipts = emission.wantsReceipts
    settings.places = places
    settings.moveTo = move
    settings.settle = settle.milliseconds
    var ours: [String: String] = [:]
    for number in to {
      let parts = number.split(separator: "=", maxSplits: 1).map { String($0) }
      ours[parts.count == 2 ? parts[0] : ""] = numbers(parts.last ?? "")
    }
    let zone = timeZone.flatMap { DueSystem.TimeZone(named: $0) } ?? .ofThisMachine
    let form: Inbox.Form =
      switch from {
      case .smstools: .serverTools(ServerToolsReader(numbers, ours: ours, zone: zone))
      case .mail: .mail(InboundMailReader())
      case .aws, .kannel, .gammu:
        .gammu(
          GammuReader(numbers, to: ours[""] ?? "", zone: zone),
          GammuReceipts(numbers, zone: zone, failed: failed))
      }
    return try Inbox(form, settings)
  }
}

/// What is written, of people's messages and of what became of ours.
struct EmissionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write messages, or events of what became of ours.", valueName: "what"))
  var emit = Emission.messages

  @Option(help: ArgumentHelp("Append events of what became of ours to FILE.", valueName: "file"))
  var events: String?

  enum Emission: String, CaseIterable, ExpressibleByArgument { case messages, events }

  var wantsMessages: Bool { emit == .messages }
  var wantsReceipts: Bool { emit == .events || events != nil }
}

extension DueSystem.TimeZone {
  /// The zone that this machine's clock shows: that of `TZ`, else of /etc/localtime, else UTC.
  fileprivate static var ofThisMachine: DueSystem.TimeZone {
    if let name = getenv("TZ") {
      let text = String(cString: name)
      let zone = text.hasPrefix(":") ? String(text.dropFirst()) : text
      return DueSystem.TimeZone(named: zone) ?? .utc
    }
    guard let path = realpath("/etc/localtime", nil) else { return .utc }
    defer { free(path) }
    let marks = String(cString: path).split(separator: "/")
    guard let root = marks.firstIndex(of: "zoneinfo") else { return .utc }
    return DueSystem.TimeZone(named: marks[(root + 1)...].joined(separator: "/")) ?? .utc
  }
}
