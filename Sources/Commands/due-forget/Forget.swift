import ArgumentParser
import DueFormats
import DuePhoneOptions
import DueStore
import DueSystem
import DueTool

/// A person's names in; the person out of everything that due keeps, and a certificate.
///
/// See due-forget(1).
@main
struct Forget: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-forget",
    abstract: "Erase a person from everything that is kept.",
    version: Store.version(dueVersion)
  )
  static let settings = ["assume-us", "default-country"]

  @OptionGroup(title: "Store") var store: ProjectOptions

  @Option(help: ArgumentHelp("Erase the endpoint ID; repeatable.", valueName: "id"))
  var endpoint: [String] = []

  @Option(
    help: ArgumentHelp("Erase the user ID and all endpoints of it; repeatable.", valueName: "id"))
  var user: [String] = []

  @Option(
    help: ArgumentHelp(
      "Erase ADDRESS and all endpoints that have it; repeatable.", valueName: "address"))
  var address: [String] = []

  @OptionGroup(title: "Numbers") var numbers: NumberOptions

  @Option(
    name: .customLong("scrub"),
    help: ArgumentHelp(
      "Take their records out of FILE as well, such as rejects; repeatable.", valueName: "file"))
  var files: [String] = []

  /// The same, each once.
  var filesOnce: [String] {
    var seen: Set<String> = []
    return files.filter { seen.insert($0).inserted }
  }

  @Option(
    help: ArgumentHelp(
      "Leave the archived messages of endpoints, users, campaigns and journeys in FILE.",
      valueName: "file"))
  var hold: String?

  @Option(help: ArgumentHelp("Say in FILE what was erased.", valueName: "file"))
  var certificate: String?

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  func validate() throws {
    if endpoint.isEmpty, user.isEmpty, address.isEmpty {
      throw ValidationError("expected --endpoint, --user or --address, found none")
    }
    if (endpoint + user + address).contains("") {
      throw ValidationError("expected a name, found an empty one")
    }
    if certificate != nil, dryRun {
      throw ValidationError("--certificate goes without --dry-run: nothing is erased")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    var erasure = try Erasure(self, at: now)
    try erasure.run()
    try erasure.certify()
    // Counts would tell it as well.
    if erasure.isEmpty, !summary.summary {
      console.say("expected something of theirs, found nothing")
    }
    if erasure.held > 0 {
      console.say("archived messages left because of --hold: \(erasure.held)")
      console.raise(.no)
    }
    if erasure.elsewhere > 0 {
      console.say(
        "endpoints of other projects that have one of the addresses and stay: "
          + "\(erasure.elsewhere) (--all-projects)")
    }
    if erasure.inHand > 0 {
      console.say("messages that a sender has in hand: \(erasure.inHand); run again when it ends")
      console.raise(.tryAgain)
    } else if erasure.notes > 0 {
      console.say(
        "senders whose notes have messages of theirs: \(erasure.notes); run again when they end")
      console.raise(.tryAgain)
    }
    summary.print(erasure.counts, console)
    try erasure.close()
  }
}
