import ArgumentParser
import DueAWSOptions
import DueModel
import DueReports
import DueTool

/// How SES is asked for its own export.
struct ExportOptions: ParsableArguments {
  @OptionGroup var aws: AWSOptions

  @Option(
    help: ArgumentHelp("Ask this often at most (default: 30s).", valueName: "length"))
  var poll: TimeSpan?

  @Option(help: ArgumentHelp("Wait this long (default: 30m).", valueName: "length"))
  var timeout: TimeSpan?

  @Option(help: ArgumentHelp("Go on with this job.", valueName: "job"))
  var resume: String?

  @Flag(help: "Begin the report where the 60 days of SES do.")
  var clamp = false

  @Flag(help: "Export messages, one a row, and not numbers.")
  var messages = false

  @Option(
    help: ArgumentHelp("Only messages such as Isp=Gmail; repeatable.", valueName: "name=value"))
  var include: [InsightsFilter] = []

  @Option(
    help: ArgumentHelp("No messages such as Isp=Gmail; repeatable.", valueName: "name=value"))
  var exclude: [InsightsFilter] = []

  @Option(help: ArgumentHelp("The most messages, up to 10000.", valueName: "n"))
  var maxResults: Int?

  func validate() throws {
    if !messages, !include.isEmpty || !exclude.isEmpty || maxResults != nil {
      throw ValidationError("--include, --exclude and --max-results go with --messages")
    }
    if let maxResults, !InsightsQuery.mosts.contains(maxResults) {
      throw ValidationError("expected 1 to 10000 in --max-results, found '\(maxResults)'")
    }
  }

  /// Whether anything is said that only the one or the other way to ask SES knows.
  var isGiven: Bool { aws.region != nil || clamp || isOfJob }

  /// Whether anything is said about a job.
  var isOfJob: Bool { poll != nil || timeout != nil || resume != nil || messages }

  var query: InsightsQuery { InsightsQuery(include: include, exclude: exclude, most: maxResults) }
}

extension InsightsFilter: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}
