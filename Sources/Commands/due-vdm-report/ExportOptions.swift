import ArgumentParser
import DueAWSOptions
import DueModel
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

  var isGiven: Bool {
    aws.region != nil || poll != nil || timeout != nil || resume != nil || clamp
  }
}
