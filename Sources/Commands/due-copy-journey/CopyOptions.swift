import ArgumentParser
import DueDefinitions
import DueFormats
import DueJourneys
import DueSystem
import DueTool

/// What is different in a copy.
struct CopyOptions: ParsableArguments {
  @Flag(
    name: [.customShort("d"), .long],
    help: "Copy the segments, templates and campaigns that are named, too.")
  var withDependencies = false

  @Flag(help: "Copy journeys that name what is not there.")
  var keepMissing = false

  @Option(
    help: ArgumentHelp("Name the segment NEW where OLD is named; repeatable.", valueName: "old=new")
  )
  var mapSegment: [String] = []

  @Option(
    help: ArgumentHelp(
      "Name the template NEW where OLD is named; repeatable.", valueName: "old=new[@version]"))
  var mapTemplate: [String] = []

  @Option(
    help: ArgumentHelp(
      "Name the campaign NEW where OLD is named; repeatable.", valueName: "old=new"))
  var mapCampaign: [String] = []

  @Option(
    help: ArgumentHelp(
      "Name the function or program NEW where OLD is named; repeatable.", valueName: "old=new"))
  var mapUri: [String] = []

  @Option(help: ArgumentHelp("Let mails be from SENDER.", valueName: "sender"))
  var emailFrom: String?

  @Option(
    help: ArgumentHelp("Let text messages be from SENDER, a number or an id.", valueName: "sender"))
  var smsFrom: String?

  @Option(
    help: ArgumentHelp(
      "Times of the journey: drop, keep, or a while later such as +30d (default: drop).",
      valueName: "what"))
  var schedule: CopyRules.Timing = .drop

  @Option(help: ArgumentHelp("Put TEXT behind each name.", valueName: "text"))
  var nameSuffix: String?

  @Flag(help: "Call copies Test-…, and let nobody wait.")
  var test = false

  @Flag(help: "Give each copy an id of its own.")
  var newIds = false

  @Option(
    help: ArgumentHelp(
      "Where there is another of the id or name: refuse, replace or rename (default: refuse).",
      valueName: "what"))
  var onConflict: CopyRules.Conflict = .refuse

  func rules() throws -> CopyRules {
    var rules = CopyRules()
    rules.copiesDependencies = withDependencies
    rules.keepsMissing = keepMissing
    rules.mailSender = emailFrom
    rules.textSender = smsFrom
    rules.timing = schedule
    rules.suffix = nameSuffix ?? ""
    rules.isTest = test
    rules.givesIDs = newIds
    rules.conflict = onConflict
    let maps: [(String, Reference.Kind, [String])] = [
      ("--map-segment", .segment, mapSegment),
      ("--map-template", .template(type: nil), mapTemplate),
      ("--map-campaign", .campaign, mapCampaign), ("--map-uri", .program, mapUri),
    ]
    for (option, kind, pairs) in maps {
      for pair in pairs where !rules.map(kind, pair) {
        throw RunFault(.usage, "expected OLD=NEW in \(option), found '\(pair)'")
      }
    }
    return rules
  }
}

extension CopyRules.Conflict: ExpressibleByArgument {}

extension CopyRules.Timing: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "drop, keep, or a length of time such as +30d" }

  package init?(argument: String) {
    switch argument {
    case "drop": self = .drop
    case "keep": self = .keep
    default:
      guard argument.hasPrefix("+"), let span = TimeSpan(argument: String(argument.dropFirst()))
      else { return nil }
      self = .shift(span.milliseconds)
    }
  }

  package var defaultValueDescription: String { "drop" }
}
