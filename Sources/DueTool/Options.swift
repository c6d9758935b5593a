import ArgumentParser
import DueFormats
import DueModel
import DueSystem
import Glibc

/// The value of an environment variable; an empty one is as good as none.
func environment(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// Where the store is and which project is meant.
package struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the store (default: $DUE_STORE, else ./due-store).", valueName: "dir"))
  package var store: String?

  @Option(
    help: ArgumentHelp(
      "Project that is meant (default: $DUE_PROJECT, else 'default').", valueName: "name"))
  package var project: String?

  package init() {}

  package var directory: String { store ?? environment("DUE_STORE") ?? "./due-store" }

  package var projectName: String { project ?? environment("DUE_PROJECT") ?? "default" }
}

/// What time it is.
package struct ClockOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).",
      valueName: "time"))
  package var now: Instant?

  package init() {}

  /// The moment of the run: `--now`, else SOURCE_DATE_EPOCH in seconds, else the clock.
  package func instant() throws -> Instant {
    if let now { return now }
    guard let text = environment("SOURCE_DATE_EPOCH") else { return .wallClock() }
    guard let seconds = Int64(text), abs(seconds) < 1 << 40 else {
      throw RunFault(.usage, "expected seconds since 1970 in SOURCE_DATE_EPOCH, found '\(text)'")
    }
    return Instant(milliseconds: seconds * 1000)
  }

  /// Whether the clock is fixed, so that nothing should wait for it.
  package var isFixed: Bool { now != nil || environment("SOURCE_DATE_EPOCH") != nil }
}

extension Instant: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "a time such as 2026-11-23T12:00:00Z" }

  package init?(argument: String) { self.init(argument) }
}

/// What to do with records that cannot be used.
package struct RejectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep rejected records in FILE, to be mended and fed in again.", valueName: "file"))
  package var rejects: String?

  @Option(help: ArgumentHelp("Stop when more than N records are rejected.", valueName: "n"))
  package var maxRejects: Int?

  @Flag(help: "Stop at the first record that is rejected.")
  package var strict = false

  package init() {}

  package func validate() throws {
    if let maxRejects, maxRejects < 0 {
      throw ValidationError("expected a number of records in --max-rejects, found '\(maxRejects)'")
    }
  }

  /// Opens the log of rejects, which tells `report` of each.
  ///
  /// - Parameters:
  ///   - inputs: what is read; none, and `-`, is standard input.
  ///   - outputs: the files that are written beside, by option.
  /// - Throws: status 64 where one of the files is also one of `inputs`, which it would replace.
  package func open(
    reading inputs: [String], writing outputs: KeyValuePairs<String, String?> = [:],
    report: @escaping (Rejection) -> Void
  ) throws -> RejectLog {
    let read = (inputs.isEmpty ? ["-"] : inputs).compactMap { RegularFile($0) }
    for (option, path) in Array(outputs) + [(key: "--rejects", value: rejects)] {
      guard let path, let file = RegularFile(path), read.contains(file) else { continue }
      throw RunFault(
        .usage, "expected another file than the input in \(option), found '\(path)'")
    }
    return try RejectLog(path: rejects, limit: strict ? 0 : maxRejects, report: report)
  }
}

/// A file, whatever it is called.
private struct RegularFile: Equatable {
  private let device: UInt
  private let number: UInt

  /// What lies at `path`, `-` being standard input; nil where it is no regular file.
  init?(_ path: String) {
    var status = stat()
    guard (path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
  }
}

/// Where output goes.
package struct OutputFileOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write FILE, which is replaced when complete, instead of standard output.",
      valueName: "file"))
  package var output: String?

  package init() {}
}

/// One line of counts for programs.
package struct SummaryOptions: ParsableArguments {
  @Flag(help: "Print one JSON line of counts on standard error.")
  package var summary = false

  package init() {}

  package func print(_ counts: JSON, _ console: Console) {
    if summary { console.write(counts.text + "\n") }
  }
}

extension RecordFormat: ExpressibleByArgument {}

extension MessageType: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "transactional or promotional" }

  package init?(argument: String) { self.init(argument) }
}
