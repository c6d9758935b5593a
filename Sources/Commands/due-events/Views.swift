import ArgumentParser
import DueEventSQL
import DueStore
import DueSystem
import DueTool

/// The views of due-event-views(5): looked at, made and taken away.
struct Views: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "views", abstract: "List, show, make or take away the views of the database.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Flag(help: "List the views and questions, with what they are for (the default).")
  var list = false

  @Flag(help: "Make the views, in the place of those that are there.")
  var create = false

  @Flag(help: "Take the views away; events stay.")
  var drop = false

  @Flag(help: "Make tables, m_NAME, of the views by events, or bring them up to date.")
  var materialize = false

  @Option(help: ArgumentHelp("Print the query of a view or a question.", valueName: "name"))
  var show: String?

  @Option(help: "With --show, the engine to print it for (default: sqlite).")
  var engine: Engine?

  @Option(help: ArgumentHelp("With --show, the address a question is about.", valueName: "email"))
  var address: String?

  @Flag(help: "With --create, cut the milliseconds of times, as the original views did.")
  var truncateMs = false

  @Flag(name: [.customShort("n"), .long], help: "With --create or --drop, change nothing.")
  var dryRun = false

  func validate() throws {
    let deeds = [list, create, drop, materialize, show != nil].filter(\.self).count
    if deeds > 1 {
      throw ValidationError(
        "expected one of --list, --create, --drop, --materialize and --show, found \(deeds)")
    }
    if show == nil, engine != nil || address != nil {
      throw ValidationError("--engine and --address go with --show")
    }
    if truncateMs, !create, show == nil {
      throw ValidationError("--truncate-ms goes with --create")
    }
    if dryRun, !create, !drop { throw ValidationError("--dry-run goes with --create or --drop") }
  }

  func run(_ console: inout Console) throws {
    if let show { return try printQuery(show) }
    if create || drop { return try change() }
    if materialize {
      _ = try EventMaterial(try EventStore(store.directory)).refresh()
      return
    }
    var sink = try ByteSink()
    let rows =
      EventSQL.views.map { ($0.name, $0.purpose) } + EventQuestion.all.map { ($0.name, $0.purpose) }
    for (name, purpose) in rows {
      sink.buffer.append("\(name)\t\(purpose)\n")
      try sink.recordEnded()
    }
    try sink.finish()
  }

  private func printQuery(_ name: String) throws {
    var sink = try ByteSink()
    let engine = engine ?? .sqlite
    if let view = EventSQL.view(named: name) {
      sink.buffer.append(EventSQL.query(view, for: engine, cutMilliseconds: truncateMs))
    } else if let question = EventQuestion.named(name) {
      var asked = EventQuestion.Asked()
      if clock.isFixed { asked.since = try clock.instant() + -30 * 86_400_000 }
      if let address { asked.address = address }
      sink.buffer.append(question.query(asked, for: engine))
    } else {
      throw RunFault(.usage, "expected a view or question of --list, found '\(name)'")
    }
    sink.buffer.append(";\n")
    try sink.finish()
  }

  private func change() throws {
    let events = try EventStore(store.directory)
    if dryRun { return }
    let names = try create ? EventNames.known(in: store.directory) : []
    try events.write { view in
      if create {
        try EventViews.create(cutMilliseconds: truncateMs, view)
        if !names.isEmpty { try EventNames.replace(names, view) }
      } else {
        try EventMaterial.drop(view)
        try EventViews.drop(view)
      }
    }
  }
}
