import ArgumentParser
import DueFormats
import DueLoadTesting
import DueModel
import DueStore
import DueSystem
import DueTool

/// Reports what a run came to, or has come to so far.
struct Report: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Report what a run came to.")

  @Argument(help: "The run.")
  var name: String

  @Argument(help: "Events of SES that came of it; - is standard input.")
  var events: [String] = []

  @OptionGroup(title: "Report") var report: ReportOptions
  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions

  func run(_ console: inout Console) throws {
    let log = try rejects.open(reading: events) { _ in }
    let now = try clock.instant()
    let report = try Store(store.directory, .read).read { database in
      try LoadReport(name, in: store.projectName, LoadDesk(database), at: now) { planned in
        try events.isEmpty ? nil : read(planned, log)
      }
    }
    try log.finish()
    console.reject(log)
    try self.report.write(report, at: now)
    console.judge(report)
    if !report.isFinished { console.raise(.tryAgain) }
  }
}

extension Report {
  /// What the files of events tell.
  private func read(_ planned: Int, _ rejects: RejectLog) throws -> LoadEvents {
    var told = LoadEvents(run: name, planned: planned)
    for path in events {
      var reader = JSONStreamReader(try ByteSource.open(path))
      while try reader.next() {
        if let fault = reader.fault {
          try rejects.add(
            Rejection(
              file: reader.name, line: reader.line, column: nil, reason: fault.description),
            json: reader.source)
        } else {
          told.add(reader.value)
        }
      }
    }
    return told
  }
}

/// Lists the runs of a store.
struct List: DueCommand {
  static let configuration = CommandConfiguration(abstract: "List runs.")

  @Flag(help: "Write JSON lines on a terminal too.")
  var jsonl = false

  @OptionGroup(title: "Run") var store: StoreOptions

  func run(_ console: inout Console) throws {
    let loads = try Store(store.directory, .read).read { database in
      try LoadDesk(database).list(in: store.projectName)
    }
    var table = try Table(["RUN", "VIA", "STARTED", "MESSAGES", "FINISHED"], records: jsonl)
    for load in loads {
      try table.add([
        load.name, load.via, load.started.iso8601, "\(load.fed) of \(load.planned)",
        load.ended == nil ? "no" : "yes",
      ]) { buffer in
        buffer.append(
          [
            "run": .string(load.name), "via": .string(load.via),
            "started": .string(load.started.iso8601), "planned": .integer(load.planned),
            "offered": .integer(load.fed),
            "ended": load.ended.map { .string($0.iso8601) } ?? .null,
          ] as JSON)
      }
    }
    try table.finish()
  }
}

/// Writes the messages of a scenario as records, for whoever else should send them.
struct Generate: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the messages of a scenario as records.")

  @OptionGroup(title: "Scenario") var scenario: ScenarioOptions

  @OptionGroup var file: OutputFileOptions

  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions

  func run(_ console: inout Console) throws {
    let scenario = try scenario.read()
    let now = try clock.instant()
    let composer = try LoadComposer(
      scenario, store: store.directory, project: store.projectName, at: now)
    var sink = try ByteSink(file.output)
    var schedule = scenario.schedule
    while let arrival = schedule.next() {
      let time = now + arrival.offset
      var message = try composer.message(arrival, at: time)
      message.notBefore = time
      sink.buffer.append(message)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }
}
