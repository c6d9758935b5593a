import ArgumentParser
import DueFormats
import DueReplies
import DueStore
import DueSystem
import DueTool

/// Mail in, answers out.
struct Answer: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer messages, each once (default).")

  @OptionGroup(title: "Answer") var answer: AnswerOptions
  @OptionGroup(title: "Rules") var rules: RuleOptions
  @OptionGroup(title: "Time") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions
  @OptionGroup(title: "Store") var store: StoreOptions

  @Flag(
    name: [.customShort("n"), .long], help: "Write the answer on standard output; keep nothing.")
  var dryRun = false

  @Flag(help: "Say of each message what was decided, as JSON on standard error.")
  var explain = false

  @Argument(help: "Files, mboxes, Maildirs; '-', and none, is one message on standard input.")
  var paths: [String] = []

  func run(_ console: inout Console) throws {
    let carrier = dryRun ? .output : answer.via
    if carrier == .output, !dryRun, paths.count > 1 || rules.mbox { throw Self.oneOnly }
    try carrier.prepare()
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    defer { _ = scratch }
    let database = try Store(scratch?.path ?? store.directory, .write)
    let responder = Responder(
      rules.rules(from: answer.from), answer.limits, try answer.writer(), via: carrier,
      now: try clock.instant()
    ) { [dryRun] work in
      if dryRun { try database.rehearse(work) } else { try database.write(work) }
    }
    var counts = ReplyCounts()
    let speaker = console
    try rules.forEach(paths) { mail in
      if carrier == .output, !dryRun, counts.replies > 0 { throw Self.oneOnly }
      let outcome = try responder.respond(to: mail)
      counts.add(outcome)
      if case .lost(_, _, let isRefused, let why) = outcome {
        speaker.say("\(why): \(isRefused ? "refused" : "nobody knows"), not to be tried again")
      }
      if explain { speaker.write(outcome.json.text + "\n") }
    }
    summary.print(counts.json, console)
  }

  private static let oneOnly = RunFault(
    .usage, "expected one message with --via stdout, found more: sendmail and spool:DIR take many")
}

/// What an answer says, how it leaves, and how often there is one.
struct AnswerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The answer: a JSON file, or a directory with its parts.", valueName: "file")
  )
  var template: String

  @Option(
    help: ArgumentHelp("Answer as ADDRESS (default: the one written to).", valueName: "address"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Hand answers to stdout, sendmail[:PATH] or spool:DIR (default: stdout).",
      valueName: "carrier"))
  var via: ReplyCarrier = .output

  @Option(help: ArgumentHelp("One answer a sender in this time (default: 7d).", valueName: "span"))
  var interval = TimeSpan(milliseconds: 7 * 86_400_000)

  @Option(help: ArgumentHelp("At most N answers in 24 hours.", valueName: "n"))
  var dailyCap: Int?

  @Option(
    name: .customLong("id"),
    help: ArgumentHelp("What %%ID%% says: header or ses.", valueName: "source"))
  var idSource: ReplyWriter.IDSource?

  @Flag(help: "%%NAME%% is the whole From field.")
  var compat = false

  @Flag(help: "Add 'Precedence: junk'.")
  var precedence = false

  func validate() throws {
    if let dailyCap, dailyCap < 0 {
      throw ValidationError("expected a number of answers in --daily-cap, found '\(dailyCap)'")
    }
    if let from, !ReplyRules.isPlain(from) {
      throw ValidationError("expected a bare address in --from, found '\(from)'")
    }
  }

  var limits: Responder.Limits {
    var limits = Responder.Limits()
    limits.interval = interval.milliseconds
    limits.dailyCap = dailyCap
    return limits
  }

  func writer() throws -> ReplyWriter {
    var writer = ReplyWriter(try ReplyTemplate.read(template))
    writer.from = from
    writer.idSource = idSource
    writer.isCompatible = compat
    writer.hasPrecedence = precedence
    return writer
  }
}

extension ReplyCarrier: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension ReplyWriter.IDSource: ExpressibleByArgument {}
