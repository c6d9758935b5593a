import ArgumentParser
import DueFormats
import DueModel
import DueNames
import DueStore
import DueSystem
import DueTool

/// The names of a project, one a line.
struct ListNames: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what is known, by kind and id.")

  @OptionGroup(title: "Store") var options: StoreOptions

  @Flag(help: "Write CSV.")
  var csv = false

  @Flag(help: "Write one JSON object a line.")
  var json = false

  @Flag(help: "Write the columns and texts of Pinpoint's names database.")
  var legacy = false

  @Option(
    help: ArgumentHelp(
      "List campaign, journey, segment or template only; repeatable.", valueName: "kind"))
  var kind: [ResourceKind] = []

  @OptionGroup var file: OutputFileOptions

  func validate() throws {
    if csv, json { throw ValidationError("--csv goes without --json") }
    if legacy, !csv, !json { throw ValidationError("--legacy goes with --csv or --json") }
    if legacy, csv, kind.contains(.segment), Set(kind).count > 1 {
      throw ValidationError("--kind segment goes alone with --legacy --csv: it is another table")
    }
  }

  func run(_ console: inout Console) throws {
    let names = try Store(options.directory, .read).read { view in
      try NameTable.list(in: Project.named(options.projectName, view), view)
    }
    let list = NameList(
      form: csv ? .csv : json ? .json : .text, isLegacy: legacy,
      kinds: kind.isEmpty ? nil : Set(kind))
    var sink = try ByteSink(file.output)
    try list.write(names, to: &sink)
    try sink.finish()
  }
}

/// All that is known of one id, or name.
struct ShowName: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Write all that is known of an id, with its history.")

  @OptionGroup(title: "Store") var options: StoreOptions

  @Argument(help: "Id or name.")
  var id: String

  func run(_ console: inout Console) throws {
    let lines = try Store(options.directory, .read).read { view in
      let project = try Project.named(options.projectName, view)
      return try NameTable.find(id, in: project, view).map { found in
        try NameList.json(found, history: NameTable.history(of: found, in: project, view))
      }
    }
    guard !lines.isEmpty else {
      throw RunFault(.noInput, "expected an id or a name, found '\(id)'")
    }
    var sink = try ByteSink()
    for line in lines {
      sink.buffer.append(line)
      sink.buffer.append(UInt8(ascii: "\n"))
    }
    try sink.finish()
  }
}

extension ResourceKind: ExpressibleByArgument {}
