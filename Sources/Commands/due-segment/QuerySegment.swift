import ArgumentParser
import DueFormats
import DueImport
import DueQueries
import DueStore
import DueSystem
import DueTool

/// A question in SQL in; its answer into a segment, or into the endpoints it names.
struct QuerySegment: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask in SQL who is in a segment, or what changes of which endpoint.")

  @OptionGroup(title: "Store") var options: StoreOptions
  @OptionGroup(title: "Question") var question: QuestionOptions
  @OptionGroup(title: "Answer") var answer: AnswerOptions
  @OptionGroup(title: "Rejects") var rejects: RejectOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Notices") var notify: NotifyOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(help: "Write the columns of the answer and how it is found, and do nothing.")
  var explain = false

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  func validate() throws {
    if explain, question.engine != nil {
      throw ValidationError("--explain goes without --engine")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    var run = try QueryRun(question, store: options, now: now, takes: !explain)
    if explain { return try run.explain() }
    var rules = answer.rules()
    rules.isDryRun = dryRun
    let notices = QueryNotices(options: notify, request: run.request)
    do {
      try run.ask(changing: rules)
      try run.take(rejects, &console)
    } catch let fault as any Fault {
      notices.failed(run.stage, fault, run.response(at: now, failure: fault), at: now, &console)
      throw run.stage.fault(fault)
    }
    let response = run.response(at: try clock.instant(), failure: nil)
    try console.print(response)
    summary.print(run.counts, console)
    notices.succeeded(response, at: now, &console)
  }
}

/// What is asked, and of whom.
struct QuestionOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp(
      "Take the request of FILE, as Pinpoint's federated segmentation had it; '-' is standard input.",
      valueName: "file"))
  var file: String?

  @Option(
    help: ArgumentHelp(
      "Take the question of FILE, in SQL; '-' is standard input.", valueName: "file"))
  var sql: String?

  @Option(help: "direct or mutate (default: the request's, else direct with a segment).")
  var type: QueryRequest.Kind?

  @Option(help: ArgumentHelp("Make the answer the segment NAME.", valueName: "name"))
  var segment: String?

  @Option(
    help: ArgumentHelp("Make the answer a new version of the segment ID.", valueName: "id"))
  var segmentID: String?

  @Option(
    help: ArgumentHelp(
      "Let the question ask FILE (CSV, JSON lines or SQLite) as NAME; repeatable.",
      valueName: "name=file"))
  var attach: [NamedText] = []

  @Option(
    help: ArgumentHelp("A parameter of the question; repeatable.", valueName: "name=value"))
  var param: [NamedText] = []

  @Option(
    help: ArgumentHelp(
      "Ask COMMAND, which reads SQL and writes CSV, not the store.", valueName: "command"))
  var engine: String?

  @Option(help: ArgumentHelp("Give up after TIME, such as 30s or 5m.", valueName: "time"))
  var timeout = TimeSpan(milliseconds: 900_000)

  @Argument(help: "The question, in SQL.")
  var question: String?

  func validate() throws {
    let given = [file, sql, question].compactMap { $0 }
    guard given.count == 1 else {
      throw ValidationError("expected one of --file, --sql and a question, found \(given.count)")
    }
    if engine != nil, !attach.isEmpty || !param.isEmpty {
      throw ValidationError("--attach and --param go without --engine")
    }
  }

  /// - Parameter takes: whether the answer is taken, so that it must be said what becomes of it.
  func request(takes: Bool) throws -> QueryRequest {
    var request: QueryRequest
    if let file {
      let name = file == "-" ? "standard input" : file
      request = try QueryRequest(parsing: ByteSource.text(of: file), name: name)
    } else {
      request = QueryRequest(sql: try sql.map { try ByteSource.text(of: $0) } ?? question ?? "")
    }
    if segment != nil || segmentID != nil {
      request.segmentName = segment
      request.segmentID = segmentID
    }
    let isNamed = request.segmentName != nil || request.segmentID != nil
    request.kind = type ?? request.kind ?? (isNamed ? .direct : nil)
    guard request.kind != nil || !takes else {
      throw RunFault(.usage, "expected --segment or --type mutate, found neither")
    }
    try request.check()
    return request
  }
}

extension QueryRequest.Kind: ExpressibleByArgument {}

/// `name=value` of `--attach` and `--param`.
struct NamedText: ExpressibleByArgument, ExpectedValue {
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

/// What the answer does to endpoints.
struct AnswerOptions: ParsableArguments {
  @Flag(help: "Make endpoints that the store does not have.")
  var allowCreate = false

  @Flag(help: "Let an empty cell, or NULL, remove the value that the store has.")
  var clearEmpty = false

  @Option(
    help: ArgumentHelp(
      "Take COLUMN, such as Attributes.Plan, from endpoints that the answer does not have; repeatable.",
      valueName: "column"))
  var clearOthers: [MapMember] = []

  @Flag(help: "Add to the members that the segment has.")
  var append = false

  func rules() -> ImportRules {
    var rules = ImportRules()
    rules.format = .csv
    rules.createsEndpoints = allowCreate
    rules.columns.clearsEmpty = clearEmpty
    rules.columns.splitsUserIDs = false
    rules.columns.keepsRecords = !allowCreate
    rules.clearsOthers = clearOthers
    rules.appends = append
    return rules
  }
}

extension MapMember: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "a column such as Attributes.Plan" }

  package init?(argument: String) { self.init(column: argument) }
}
