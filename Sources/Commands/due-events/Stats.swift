import ArgumentParser
import DueEvents
import DueFormats
import DueStore
import DueSystem
import DueTool
import Glibc

/// What is there.
struct Stats: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count the events by project, family and type.")

  @OptionGroup(title: "Store") var store: StoreOptions

  @Option(help: "csv, json, jsonl or table (default: table on a terminal, else csv).")
  var format: AnswerFormat?

  func run(_ console: inout Console) throws {
    let rows = try EventCensus.rows(in: store.directory)
    var writer = try AnswerWriter(
      format ?? (isatty(STDOUT_FILENO) == 1 ? .table : .csv),
      ["project", "family", "event_type", "events", "first", "last"], path: nil)
    for row in rows {
      try writer.add([
        row.project, row.family, row.type, String(row.count), row.first?.iso8601 ?? "",
        row.last?.iso8601 ?? "",
      ])
    }
    try writer.finish()
  }
}

/// Whether what is there is right.
struct Verify: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look whether the database is whole and its sums are right.")

  @OptionGroup(title: "Store") var store: StoreOptions

  func run(_ console: inout Console) throws {
    let problems = try EventCensus.problems(in: store.directory)
    for problem in problems { console.say(problem) }
    if !problems.isEmpty { console.raise(.no) }
  }
}
