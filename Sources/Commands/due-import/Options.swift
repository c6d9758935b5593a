import ArgumentParser
import DueFormats
import DueImport
import DueSystem
import DueTool

/// How the files are read.
struct ImportInput: ParsableArguments {
  @Option(help: "Format of the records: csv or jsonl (default: the suffix, else the first byte).")
  var from: RecordFormat?

  @Option(
    help: ArgumentHelp(
      "Read the column COLUMN as PATH, such as User.UserAttributes.FirstName; repeatable.",
      valueName: "column=path"))
  var map: [String] = []

  @Option(
    name: .customLong("default"),
    help: ArgumentHelp(
      "Take VALUE where the column PATH is missing or empty; repeatable.", valueName: "path=value"))
  var defaults: [String] = []

  @Option(help: "Columns that no endpoint has: error, attributes or ignore (default: error).")
  var extra: ColumnRules.Extra = .error

  @Flag(help: "Let an empty cell remove the value that the store has.")
  var clearEmpty = false

  @Flag(name: .customLong("no-split-ids"), help: "Take each line of a list of users as one id.")
  var keepsUserIDs = false

  func columns() throws -> ColumnRules {
    var rules = ColumnRules()
    rules.extra = extra
    rules.clearsEmpty = clearEmpty
    rules.splitsUserIDs = !keepsUserIDs
    for (column, path) in try map.map({ try Self.pair($0, "--map") }) {
      try Self.check(path, "--map")
      rules.map.append((column, path))
    }
    for (path, value) in try defaults.map({ try Self.pair($0, "--default") }) {
      try Self.check(path, "--default")
      rules.defaults.append((path, value))
    }
    return rules
  }

  private static func check(_ path: String, _ option: String) throws {
    guard ColumnRules.isPath(path) else {
      throw RunFault(.usage, "expected a column of due-endpoint(5) in \(option), found '\(path)'")
    }
  }

  private static func pair(_ text: String, _ option: String) throws -> (String, String) {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      throw RunFault(.usage, "expected NAME=VALUE in \(option), found '\(text)'")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}

extension ColumnRules.Extra: ExpressibleByArgument {}

/// What becomes of the segment that the files make.
struct SegmentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Make the members the segment NAME.", valueName: "name"))
  var segment: String?

  @Option(help: ArgumentHelp("Make the members a new version of the segment ID.", valueName: "id"))
  var segmentID: String?

  @Option(
    help: ArgumentHelp(
      "Name the segment after the file: base-ext, base or strftime:FORMAT (default: base-ext).",
      valueName: "rule"))
  var segmentNameRule: SegmentNameRule = .fileName

  @Flag(help: "Add to the members that the segment has.")
  var append = false

  @Flag(help: "Make no segment.")
  var noSegment = false

  @Flag(help: "Ask for no endpoints; with --no-segment, only check the files.")
  var noRegister = false

  func validate() throws {
    guard noSegment else { return }
    if segment != nil || segmentID != nil || append {
      throw ValidationError("--no-segment goes without --segment, --segment-id and --append")
    }
  }

  /// Neither endpoints nor a segment are asked for.
  var isValidation: Bool { noSegment && noRegister }

  func target(for files: [String], at now: Instant) throws -> ImportRules.Target {
    if noSegment { return .none }
    if let name = segment ?? segmentID { return .segment(name: name, id: segmentID) }
    if case .strftime = segmentNameRule {
    } else if files.count > 1 || files == ["-"] {
      let found = files.count > 1 ? "several files" : "standard input"
      throw RunFault(.usage, "expected --segment or --no-segment for \(found), found neither")
    }
    return .segment(name: segmentNameRule.name(files[0], at: now), id: nil)
  }
}

/// How a segment gets its name when it is given none.
enum SegmentNameRule: ExpressibleByArgument {
  /// The file's name with its extension, as the current import system has it.
  case fileName
  /// The file's name without its extension.
  case stem
  case strftime(String)

  init?(argument: String) {
    switch argument {
    case "base-ext": self = .fileName
    case "base": self = .stem
    default:
      guard argument.hasPrefix("strftime:"), argument.utf8.count > 9 else { return nil }
      self = .strftime(String(argument.dropFirst(9)))
    }
  }

  var defaultValueDescription: String { "base-ext" }

  func name(_ path: String, at now: Instant) -> String {
    let base = baseName(of: path)
    switch self {
    case .fileName: return base
    case .stem:
      guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return base }
      return String(base[..<dot])
    case .strftime(let format): return now.formatted(format)
    }
  }
}
