import ArgumentParser
import DueDashboard
import DuePages
import DueStore
import DueSystem
import DueTool

/// Events, counted and drawn.
///
/// See due-dashboard(1).
@main
struct Dashboard: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-dashboard",
    abstract: "Show what became of messages on one page.",
    version: Store.version(dueVersion)
  )

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Days") var days: DayOptions
  @OptionGroup(title: "What is counted") var scope: ScopeOptions
  @OptionGroup(title: "Funnel") var funnel: FunnelOptions
  @OptionGroup(title: "Output") var form: PageOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Option(
    help: ArgumentHelp(
      "Add all that happened to an endpoint, a user or an address.", valueName: "id"))
  var person: String?

  @Flag(help: "Print the SQL of the sections, and count nothing.")
  var showSql = false

  func validate() throws {
    if form.format == .csv, scope.section.count != 1 {
      throw ValidationError("--format csv goes with one --section")
    }
    for name in scope.section {
      if name == Funnel.section.id, funnel.isEmpty {
        throw ValidationError("--section funnel goes with --step")
      }
      if name == Timeline.section.id, person == nil {
        throw ValidationError("--section timeline goes with --person")
      }
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let scope = try scope.scope(of: store.projectName, days, now)
    let questions = Questions(
      sections: self.scope.sections, order: self.scope.section, funnel: try funnel.funnel(),
      person: person)
    if showSql { return try questions.print(scope) }
    let (report, events) = try questions.ask(
      store.directory, scope, now, providers: try self.scope.providers())
    try form.write(report, events: events)
  }
}
