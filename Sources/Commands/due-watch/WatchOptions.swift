import ArgumentParser
import DueSystem
import DueTool
import DueWatch

/// Which files are taken, when, and where they go.
struct FileOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Take only files whose name matches; repeatable.", valueName: "glob"))
  var on: [String] = []

  @Option(help: ArgumentHelp("Never take files whose name matches; repeatable.", valueName: "glob"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp(
      "How long a file must have been left alone that nobody saw being closed.", valueName: "time"))
  var settle = Duration(milliseconds: 2000)

  @Flag(help: "Let every file settle, also after it was closed or renamed.")
  var debounce = false

  @Option(
    help: ArgumentHelp("Look through the directory this often; 0 for never.", valueName: "time"))
  var rescan = Duration(milliseconds: 60_000)

  @Option(help: ArgumentHelp("Where files go that were done.", valueName: "dir"))
  var done = "done"

  @Option(help: ArgumentHelp("Where files go whose command failed.", valueName: "dir"))
  var failed = "failed"

  func apply(to settings: inout WatchSettings) {
    settings.filter = NameFilter(on: on, ignore: ignore)
    settings.settle = settle.milliseconds
    settings.debounces = debounce
    settings.rescan = rescan.milliseconds
  }
}

/// What is run, how often, and how many at once.
struct WorkOptions: ParsableArguments {
  @Flag(help: "Take the files that are there, then exit.")
  var once = false

  @Option(help: ArgumentHelp("Run up to N commands at once.", valueName: "n"))
  var jobs = 1

  @Option(help: ArgumentHelp("Give up on a file after N starts of its command.", valueName: "n"))
  var attempts = 20

  @Option(help: ArgumentHelp("Run a script for sh(1) instead of a command.", valueName: "string"))
  var shell: String?

  @Flag(help: "Run once for each name and content.")
  var onceContent = false

  @Option(help: ArgumentHelp("Print an event for each file that was done: s3-event."))
  var emit: EventShape?

  @Flag(help: "Print what would be run on the files that are there.")
  var dryRun = false

  func validate(_ command: [String]) throws {
    guard jobs >= 1, jobs <= 256 else {
      throw ValidationError("expected 1 to 256 in --jobs, found '\(jobs)'")
    }
    guard attempts >= 1 else {
      throw ValidationError("expected at least 1 in --attempts, found '\(attempts)'")
    }
    if shell != nil, !command.isEmpty {
      throw ValidationError("expected a command or --shell, found both")
    }
    if shell == nil, command.isEmpty, emit == nil {
      throw ValidationError("expected a command after '--', --shell or --emit, found none")
    }
  }

  func apply(to settings: inout WatchSettings, _ command: [String]) throws {
    settings.once = once
    settings.jobs = jobs
    settings.attempts = attempts
    settings.oncePerContent = onceContent
    settings.tellsEvents = emit != nil
    if let shell {
      settings.command = try CommandTemplate(shell: shell)
    } else if !command.isEmpty {
      settings.command = try CommandTemplate(words: command)
    }
    if let program = settings.command?.program { try ChildProcess.find(program) }
  }
}

/// The shapes of event that can be printed.
enum EventShape: String, ExpressibleByArgument, CaseIterable {
  case s3 = "s3-event"
}

/// A time such as `500ms`, `2s`, `5m` or `1h`.
struct Duration: ExpressibleByArgument, ExpectedValue {
  static let expected = "a length of time such as 500ms, 2s, 5m or 1h"

  var milliseconds: Int64

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), number < 1 << 32 else { return nil }
    switch argument.dropFirst(digits.count) {
    case "ms": milliseconds = number
    case "s": milliseconds = number * 1000
    case "m": milliseconds = number * 60_000
    case "h": milliseconds = number * 3_600_000
    case "" where number == 0: milliseconds = 0
    default: return nil
    }
  }

  var defaultValueDescription: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }
}
