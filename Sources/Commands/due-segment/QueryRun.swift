import DueFormats
import DueImport
import DueQueries
import DueStore
import DueSystem
import DueTool

/// One question of the command: asked, its answer looked at, and taken into the store.
struct QueryRun {
  let request: QueryRequest
  private(set) var stage = QueryStage.beginning
  private let engine: QueryEngine?
  private let options: QuestionOptions
  private let store: StoreOptions
  private let now: Instant
  private var rules = ImportRules()
  private var answer: QueryAnswer?
  private var result = ImportResult()
  private var rejected: [Rejection] = []

  init(_ options: QuestionOptions, store: StoreOptions, now: Instant, takes: Bool) throws {
    request = try options.request(takes: takes)
    engine = try options.engine.map { try QueryEngine($0) }
    self.options = options
    self.store = store
    self.now = now
  }

  private var parameters: [String: String] {
    Dictionary(options.param.map { ($0.name, $0.value) }) { _, last in last }
  }

  private func questions() throws -> EndpointQuestions {
    let questions = try EndpointQuestions(store.directory, project: store.projectName)
    for file in options.attach {
      try AttachedFile(name: file.name, path: file.value).attach(to: questions)
    }
    return questions
  }

  /// Asks, and looks whether the answer has the columns of one.
  mutating func ask(changing rules: ImportRules) throws {
    let end = steadyMilliseconds() + options.timeout.milliseconds
    if let engine {
      stage = .question
      answer = try .of(engine, request.sql, within: options.timeout.milliseconds)
    } else {
      let questions = try questions()
      stage = .question
      let question = try questions.ask(request.sql, parameters) { steadyMilliseconds() > end }
      stage = .columns  // before the rows: an answer of no use is not worth waiting for
      _ = try columns(question.columns)
      stage = .question
      answer = try .rows(of: question)
    }
    stage = .columns
    self.rules = rules
    let columns = try columns(answer?.columns ?? [])
    self.rules.columns.map = columns.map
    if request.kind == .direct {
      self.rules.hasIDsAlone = columns.areIDsAlone
      let name = request.segmentName ?? request.segmentID ?? ""
      self.rules.target = .segment(name: name, id: request.segmentID)
    }
  }

  private func columns(_ names: [String]) throws -> ResultColumns {
    try ResultColumns(names, changesEndpoints: request.kind == .mutate)
  }

  /// Takes the answer into the store, in one transaction.
  mutating func take(_ options: RejectOptions, _ console: inout Console) throws {
    guard let answer else { preconditionFailure("an answer is taken before a question is asked") }
    stage = .taking
    // It is rather an answer that failed than one that nobody is in.
    guard rules.clearsOthers.isEmpty || !answer.isEmpty else {
      throw RunFault(
        .noInput, "expected rows in an answer with --clear-others, found none; nothing was changed")
    }
    rules.openFile = { _ in try answer.open() }
    var pending = console
    let log = try options.open(reading: []) { pending.reject($0) }
    var progress = Progress("rows", console)
    var job = ImportJob([QueryAnswer.name], rules: rules, rejects: log, report: nil) {
      progress.update($0, offset: $1, size: $2)
    }
    defer {
      progress.finish()
      console = pending
      result = job.result
      rejected = log.first
    }
    let store = try Store(store.directory, .update)
    try job.run(on: store, project: self.store.projectName, now: now)
    for line in job.result.notes.lines { pending.say(line) }
    if !rules.clearsOthers.isEmpty, job.result.failed > 0 {
      pending.say("nothing was taken from other endpoints, as rejected records may be of them")
    }
  }

  func response(at time: Instant, failure: (any Fault)?) -> JSON {
    ImportJobResponse(
      project: store.projectName, files: [QueryAnswer.name], rules: rules, created: now,
      completed: time, result: result, rejects: rejected, failure: failure?.description
    ).json
  }

  var counts: JSON {
    guard case .object(let members) = result.summary else { return result.summary }
    return .object(members + [.init("cleared", .integer(result.cleared))])
  }

  /// Writes the columns of the answer, and how it would be found.
  func explain() throws {
    let questions = try questions()
    let end = steadyMilliseconds() + options.timeout.milliseconds
    let plan = try questions.plan(request.sql, parameters) { steadyMilliseconds() > end }
    let question = try questions.ask(request.sql, parameters) { steadyMilliseconds() > end }
    if request.kind != nil { _ = try columns(question.columns) }
    var sink = try ByteSink()
    for column in question.columns { sink.buffer.append("column \(column)\n") }
    for step in plan { sink.buffer.append("\(step)\n") }
    try sink.finish()
  }
}
