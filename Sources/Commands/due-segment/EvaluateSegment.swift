import ArgumentParser
import DueFormats
import DueSegments
import DueStore
import DueSystem
import DueTool

/// A segment in; its members out, in the byte order of their ids.
struct EvaluateSegment: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Write the members of a segment, in the order of their ids.")

  @OptionGroup(title: "Store") var options: StoreOptions
  @OptionGroup(title: "Members") var evaluation: EvaluationOptions
  @OptionGroup(title: "Output") var form: MemberOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions

  @Argument(
    help: """
      Id or name of a segment; ID@VERSION for one version of it; or a definition file: a name \
      with a slash or with .json or .jsonl, or '-'.
      """)
  var segment: String?

  func validate() throws {
    if segment == nil, evaluation.file.isEmpty {
      throw ValidationError("expected a segment, found none")
    }
  }

  func run(_ console: inout Console) throws {
    let run = try EvaluationRun(segment, evaluation, store: options)
    if let id = form.explain {
      let explanation = try run.explain(id, rejects, &console)
      try form.print(explanation.text)
      if !explanation.isMember { console.raise(.no) }
    } else {
      try run.evaluate(form, rejects, &console)
    }
  }
}

/// What a segment is evaluated over, and how.
struct EvaluationOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp(
      "Look for the segment and its sources in definition FILE first; repeatable.",
      valueName: "file"))
  var file: [String] = []

  @Option(
    help: ArgumentHelp(
      "Evaluate over the endpoints of FILE (JSON lines), not over the store; '-' is standard input.",
      valueName: "file"))
  var endpoints: String?

  @Option(
    name: [.customLong("now"), .customLong("at")],
    help: ArgumentHelp(
      "Evaluate as of TIME (default: $SOURCE_DATE_EPOCH, else the clock).", valueName: "time"))
  var now: Instant?

  @Flag(help: "Let EXCLUSIVE fail for endpoints that lack the attribute.")
  var exclusiveNeedsAttribute = false

  func instant() throws -> Instant {
    var clock = ClockOptions()
    clock.now = now
    return try clock.instant()
  }
}

/// What is written of the members.
struct MemberOptions: ParsableArguments {
  @Flag(help: "Write what of each member (default: its id).")
  var form: Form = .ids

  @Option(
    help: ArgumentHelp(
      "Say why the endpoint of that ID is a member or not; 1 when not.", valueName: "id"))
  var explain: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to FILE, which is replaced when complete.", valueName: "file"))
  var output: String?

  @OptionGroup(title: "Counts") var summary: SummaryOptions

  enum Form: String, EnumerableFlag {
    case ids, csv, jsonl, count

    static func help(for form: Form) -> ArgumentHelp? {
      switch form {
      case .ids: "Write ids, one a line; this is the default."
      case .csv: "Write CSV as Pinpoint imports it."
      case .jsonl: "Write endpoint records."
      case .count: "Write the number of members."
      }
    }
  }

  func print(_ text: String) throws {
    var sink = try ByteSink(output)
    sink.buffer.append(text)
    try sink.finish()
  }
}
