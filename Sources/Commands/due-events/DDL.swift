import ArgumentParser
import DueEventSQL
import DueSystem
import DueTool

/// Statements that make the tables and views elsewhere.
struct DDL: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "ddl",
    abstract: "Print the statements that make the same tables and views in another engine.")

  @Option(help: "sqlite, duckdb, athena, trino, spark or clickhouse.")
  var engine: Engine

  @Option(help: ArgumentHelp("Make them in the database NAME.", valueName: "name"))
  var database: String?

  @Option(
    help: ArgumentHelp(
      "Directory or URI of the exported lake (default: ./lake).", valueName: "uri"))
  var location = "./lake"

  @Option(help: "What the files hold: json, as export writes it, or parquet (default: json).")
  var storage: Lake.Storage = .json

  @Flag(help: "Cut the milliseconds of times, as the original views did.")
  var truncateMs = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write FILE instead of standard output.", valueName: "file"))
  var output: String?

  func validate() throws {
    if let database, !isPlainName(database) {
      throw ValidationError(
        "expected letters, digits and '_' in --database, found '\(database)'")
    }
    if location.contains("'") || location.contains("\n") {
      throw ValidationError("expected no quote in --location, found '\(location)'")
    }
  }

  func run(_ console: inout Console) throws {
    var end = location[...]
    while end.count > 1, end.hasSuffix("/") { end.removeLast() }
    let lake = Lake(
      database: database, location: String(end), storage: storage, cutsMilliseconds: truncateMs)
    var sink = try ByteSink(output)
    for statement in lake.statements(for: engine) {
      sink.buffer.append(statement)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }

  private func isPlainName(_ name: String) -> Bool {
    let letters = name.utf8.allSatisfy {
      ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || $0 == 0x5f || $0 >= 0x30 && $0 <= 0x39
    }
    return letters && name.utf8.first.map { $0 > 0x39 } == true
  }
}

extension Engine: ExpressibleByArgument {}
extension Lake.Storage: ExpressibleByArgument {}
