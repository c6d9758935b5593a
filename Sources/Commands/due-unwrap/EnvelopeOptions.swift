import ArgumentParser
import DueEnvelopes

/// Which envelopes are opened, and which events are taken out.
struct EnvelopeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the objects that S3 notices tell of below DIR, as BUCKET/KEY or KEY.",
      valueName: "dir"))
  var s3Root: String?

  @Option(
    help: ArgumentHelp(
      "Take signed SNS messages only; DIR has the certificates (.pem).", valueName: "dir"))
  var verifySns: String?

  @Option(
    help: ArgumentHelp(
      "Of SNS messages, take those of topic ARN only; repeatable.", valueName: "arn")
  )
  var topicArn: [String] = []

  @Option(help: ArgumentHelp("Take events of ses, pinpoint or sms only.", valueName: "name"))
  var family: Family = .auto

  @Flag(help: "Write each event with its family, uid and place, as a member of an object.")
  var tag = false

  enum Family: String, CaseIterable, ExpressibleByArgument { case auto, ses, pinpoint, sms }

  func options() throws -> Unwrapper.Options {
    var options = Unwrapper.Options()
    options.topics = Set(topicArn)
    options.verifier = try verifySns.map { try SNSVerifier(certificates: $0) }
    options.origin = EventOrigin(rawValue: family.rawValue)
    options.isTagged = tag
    return options
  }

  func objects() throws -> BucketDirectory? {
    if let s3Root { return try BucketDirectory.open(s3Root) }
    return nil
  }
}
