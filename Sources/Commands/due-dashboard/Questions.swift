import DueDashboard
import DueFormats
import DueModel
import DuePages
import DueStore
import DueSystem

/// What is asked of the events, in the order in which it is shown.
struct Questions {
  let sections: [Section]
  /// The names of what is wanted; none for all.
  let order: [String]
  let funnel: Funnel?
  let person: String?

  /// The report, and how many events there are in its days.
  func ask(
    _ directory: String, _ scope: Scope, _ now: Instant, providers: ISPMaps
  ) throws -> (DashboardReport, events: Int) {
    try EventFigures.read(directory, user: person) { figures in
      var report = try DashboardReport(
        sections, of: scope, at: now, provider: { providers.isp(of: $0) },
        ask: { try figures.rows($0, $1) })
      if let funnel, isWanted(Funnel.section) {
        let rows = try funnel.rows(of: scope) { sql, parameters, body in
          try figures.forEach(sql, parameters) {
            body(FunnelEvent(who: $0, at: $1, steps: $2, amount: $3))
          }
        }
        report = report.adding(Funnel.section, rows: rows)
      }
      if let person, isWanted(Timeline.section) {
        let rows = try figures.rows(
          Timeline.section.sql,
          scope.parameters.merging(Timeline.parameters(person)) { $1 })
        report = report.adding(Timeline.section, rows: rows)
      }
      let count = try figures.rows(Sections.count, scope.parameters)
      return (report.ordered(order), count.first?.first?.integer ?? 0)
    }
  }

  private func isWanted(_ section: Section) -> Bool {
    order.isEmpty || order.contains(section.id)
  }

  /// Prints the SQL as the sqlite3 shell takes it.
  func print(_ scope: Scope) throws {
    var sink = try ByteSink(nil)
    var parameters = scope.parameters
    var texts = sections.map { ($0.id, $0.sql) }
    if let funnel, isWanted(Funnel.section) {
      parameters.merge(funnel.parameters) { $1 }
      texts.append((Funnel.section.id, funnel.sql))
    }
    if let person, isWanted(Timeline.section) {
      parameters.merge(Timeline.parameters(person)) { $1 }
      texts.append((Timeline.section.id, Timeline.section.sql))
    }
    sink.buffer.append(SQLScript(texts: texts, parameters: parameters).text)
    try sink.finish()
  }
}
