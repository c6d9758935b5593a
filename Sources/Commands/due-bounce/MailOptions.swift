import ArgumentParser
import DueBounces
import DueFormats
import DueMIME
import DueStore
import DueSystem
import DueTool
import Glibc

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

  @Flag(name: [.customShort("n"), .long], help: "Keep nothing in --other.")
  var dryRun = false

  func others() throws -> Others {
    Others(isKept: other != nil, maildir: dryRun ? nil : try other.map { try OtherMail($0) })
  }

  func secret() throws -> [UInt8]? {
    try verpSecret.map { try SecretFile.read($0, atLeast: SecretFile.ofSeals) }
  }
}

/// What becomes of mail that is no bounce and no complaint: kept, or told.
struct Others {
  fileprivate let isKept: Bool
  fileprivate let maildir: OtherMail?
  private var count = 0

  fileprivate init(isKept: Bool, maildir: OtherMail?) {
    self.isKept = isKept
    self.maildir = maildir
  }

  mutating func take(_ letter: borrowing Letter, _ found: String, _ console: inout Console) throws {
    if isKept {
      try maildir?.keep(letter.bytes)
      return
    }
    console.raise(.no)
    count += 1
    if count <= Console.rejectLimit {
      console.say("\(letter.file):\(letter.line): expected a bounce or a complaint, found \(found)")
    }
  }

  /// Says how many were not told of.
  func finish(_ console: Console) {
    let rest = count - Console.rejectLimit
    if rest > 0 { console.say("\(rest) more messages were something else; --other DIR keeps them") }
  }
}

extension StoreOptions {
  /// The store that was named, which must be there, else the usual one where it is.
  ///
  /// - Throws: status 75 for a store that is there and cannot be read yet: at the end of a mail
  ///   system's pipe any other would have the bounce thrown away.
  func ifThere() throws -> Store? {
    let isThere = access("\(directory)/due.db", F_OK) == 0
    if store == nil, !isThere { return nil }
    do {
      return try Store(directory, .read)
    } catch let fault as any Fault where isThere && fault.exitStatus == .noInput {
      throw RunFault(.tryAgain, fault.description)
    }
  }
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
