import ArgumentParser
import DueEvents
import DueFormats
import DueStore
import DueSystem
import DueTool
import Glibc

/// Questions to the event database.
struct Query: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Ask the database, in SQL or by the name of a question.")

  static let meansAllProjects = true

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Option(
    help: ArgumentHelp("Ask the question of that name; 'list' lists them.", valueName: "name"))
  var named: String?

  @Option(
    help: ArgumentHelp("A parameter of the question; repeatable.", valueName: "name=value"))
  var param: [QueryParameter] = []

  @Option(help: "csv, json, jsonl or table (default: table on a terminal, else csv).")
  var format: AnswerFormat?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write FILE instead.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Give up after TIME, such as 30s or 5m.", valueName: "time"))
  var timeout = TimeSpan(milliseconds: 60_000)

  @Argument(help: "The question in SQL; with --named monthly-report, files of events.")
  var sql: [String] = []

  func validate() throws {
    if named == nil, sql.count != 1 {
      throw ValidationError("expected one question in SQL, or --named, found \(sql.count)")
    }
    if let named, !sql.isEmpty, named != NamedQuery.monthlyReportName {
      throw ValidationError("files go with --named monthly-report")
    }
  }

  func run(_ console: inout Console) throws {
    if named == "list" { return try list() }
    let now = try clock.instant()
    if !sql.isEmpty, named != nil { return try report(&console) }
    let question = try named.map { try NamedQuery.find($0) }
    var parameters = question?.defaults ?? [:]
    for one in param { parameters[one.name] = one.value }
    // The project is one of the parameters: --project does the same.
    if question?.takesProject == true, let project = store.project, parameters["project"] == "" {
      parameters["project"] = project
    }
    let end = Instant.wallClock() + timeout.milliseconds
    let query = try Question(
      toEvents: question?.sql ?? sql[0], parameters, numbers: ["now": now.milliseconds],
      in: store.directory, isOver: { Instant.wallClock() > end })
    var writer = try AnswerWriter(answerFormat, query.columns, path: output)
    while try query.next() { try writer.add { query.value($0) } }
    try writer.finish()
  }
}

/// `name=value` of `--param`.
struct QueryParameter: ExpressibleByArgument, ExpectedValue {
  static let expected = "name=value"

  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}

extension AnswerFormat: ExpressibleByArgument {}

extension Query {
  fileprivate var answerFormat: AnswerFormat {
    format ?? (output == nil && isatty(STDOUT_FILENO) == 1 ? .table : .csv)
  }

  fileprivate func list() throws {
    var writer = try AnswerWriter(answerFormat, ["name", "parameters", "answer"], path: output)
    for question in NamedQuery.all {
      let parameters = question.parameters.map { parameter in
        parameter.usual.map { "[\(parameter.name)=\($0)]" } ?? parameter.name
      }
      try writer.add([question.name, parameters.joined(separator: " "), question.meaning])
    }
    try writer.finish()
  }

  /// The monthly report of files, without a database.
  fileprivate func report(_ console: inout Console) throws {
    var pending = console
    defer { console = pending }
    var months = ["from": "0000-00", "to": "9999-12"]
    for one in param {
      guard months[one.name] != nil else {
        throw RunFault(
          .usage, "expected from or to in --param of a report of files, found '\(one.name)'")
      }
      months[one.name] = one.value
    }
    var progress = Progress("events", console)
    let log = try rejects.open(reading: sql) { pending.reject($0) }
    let report = MonthlyReport(rejects: log) { progress.update($0, offset: $1, size: $2) }
    try report.run(sql)
    progress.finish()
    var writer = try AnswerWriter(answerFormat, MonthlyReport.columns, path: output)
    try report.write(from: months["from"] ?? "", to: months["to"] ?? "", &writer)
    try writer.finish()
    try log.finish()
  }
}
