import ArgumentParser
import DueBounces
import DueFormats
import DueSystem
import DueTool

/// What is read, and what becomes of mail that is something else.
struct MailOptions: ParsableArguments {
  @Flag(help: "Files and standard input have many messages, as an mbox has.")
  var mbox = false

  @Option(
    help: ArgumentHelp(
      "Keep mail that is no bounce and no complaint in the Maildir DIR.", valueName: "dir"))
  var other: String?

  @Option(
    help: ArgumentHelp(
      "Take only mail that came to an address sealed with the secret in FILE.", valueName: "file"))
  var verpSecret: String?

  @Option(
    help: ArgumentHelp(
      "What status codes and words mean, instead of due's own table.", valueName: "file"))
  var patterns: String?

  func table() throws -> BounceTable {
    try BounceTable.read(try patterns ?? DataFile.path("bounces.tsv"))
  }

  func others() throws -> OtherMail? { try other.map { try OtherMail($0) } }

  func secret() throws -> [UInt8]? { try verpSecret.map { try SealSecret.read($0) } }
}

extension FeedbackCounts {
  /// The counts as `--summary` prints them.
  var json: JSON {
    .object([
      .init("messages", .integer(messages)), .init("bounces", .integer(bounces)),
      .init("policy", .integer(policy)), .init("complaints", .integer(complaints)),
      .init("delays", .integer(delays)), .init("deliveries", .integer(deliveries)),
      .init("notes", .integer(notes)), .init("other", .integer(others)),
    ])
  }
}
