import ArgumentParser
import DueFormats
import DueOptOuts
import DueStore
import DueSystem
import DueTool

/// What the lists have of some numbers.
struct Show: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what the lists have of numbers.")

  @Option(help: ArgumentHelp("On that list only.", valueName: "name"))
  var list: ListName?
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Phone numbers in E.164.")
  var address: [String]

  func run(_ console: inout Console) throws {
    let numbers = try address.map { try NumberArgument.checked($0) }
    let now = try clock.instant()
    let store = try Store(store.directory, .read)
    var sink = try ByteSink()
    try store.read { view in
      for number in numbers {
        let rows = try OptOutList(view).rows(of: number, list: list?.name, at: now)
        if rows.isEmpty { console.raise(.no) }
        for row in rows { sink.buffer.append(line: row) }
        try sink.recordEnded()
      }
    }
    try sink.finish()
  }
}

/// Everything that was said of some numbers.
struct History: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show everything that was said of numbers, and when.")

  @Option(help: ArgumentHelp("Of that list only.", valueName: "name"))
  var list: ListName?
  @OptionGroup var store: StoreOptions

  @Argument(help: "Phone numbers in E.164.")
  var address: [String]

  func run(_ console: inout Console) throws {
    let numbers = try address.map { try NumberArgument.checked($0) }
    let store = try Store(store.directory, .read)
    var sink = try ByteSink()
    try store.read { view in
      for number in numbers {
        for row in try OptOutList(view).history(of: number, list: list?.name) {
          sink.buffer.append(row)
        }
        try sink.recordEnded()
      }
    }
    try sink.finish()
  }
}

/// Which rows of the lists.
struct OptOutFilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Of that list only.", valueName: "name"))
  var list: ListName?

  @Option(help: ArgumentHelp("Of that scope only: promotional or all.", valueName: "scope"))
  var scope: OptOutScope?

  @Option(help: ArgumentHelp("On the list since TIME or later.", valueName: "time"))
  var since: Instant?

  var filter: OptOutFilter {
    var filter = OptOutFilter()
    filter.list = list?.name
    filter.scope = scope
    filter.since = since
    return filter
  }
}

/// The lists, for people.
struct List: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Show the lists.")

  @OptionGroup var filter: OptOutFilterOptions
  @Flag(help: "Write JSON lines on a terminal too.")
  var jsonl = false
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let store = try Store(store.directory, .read)
    let now = try clock.instant()
    var table = try Table(
      ["NUMBER", "LIST", "SCOPE", "SINCE", "SOURCE", "KEYWORD"], records: jsonl)
    try store.read { view in
      try OptOutList(view).forEach(filter.filter, at: now) { row in
        let cells = [
          row.address, row.list, row.scope.rawValue, row.since.iso8601, row.source, row.keyword,
        ]
        try table.add(cells) { $0.append(row) }
      }
    }
    try table.finish()
  }
}

/// How an export is written.
enum ExportForm: String, ExpressibleByArgument, CaseIterable {
  case csv, jsonl
  /// The numbers alone, one a line.
  case numbers
}

/// The lists, for other programs.
struct Export: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Write the lists for other programs.")

  @OptionGroup var filter: OptOutFilterOptions
  @Option(help: ArgumentHelp("Form: csv, jsonl or numbers (default: csv).", valueName: "form"))
  var to: ExportForm = .csv
  @OptionGroup var file: OutputFileOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let store = try Store(store.directory, .read)
    let now = try clock.instant()
    var sink = try ByteSink(file.output)
    if to == .csv { sink.buffer.appendOptOutHeader() }
    try store.read { view in
      try OptOutList(view).forEach(filter.filter, at: now) { row in
        switch to {
        case .csv: sink.buffer.append(csv: row)
        case .jsonl: sink.buffer.append(line: row)
        case .numbers: sink.buffer.append("\(row.address)\n")
        }
        try sink.recordEnded()
      }
    }
    try sink.finish()
  }
}
