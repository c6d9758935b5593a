import DueFormats
import DuePages
import DueSystem

extension DashboardReport {
  /// The report as a page.
  ///
  /// - Parameter events: how many events the database has in the period.
  package func page(title: String, events: Int) -> Page {
    var page = Page(
      title: title, period: period, project: scope.project, tables: tables, generated: generated,
      counted: "\(DisplayNumber.count(events)) events",
      note: "every figure is a count of events that SQL repeats:",
      source: "due-dashboard --show-sql")
    if let campaign = scope.campaign { page.scope.append("campaign \(campaign)") }
    if let journey = scope.journey { page.scope.append("journey \(journey)") }
    page.tiles = tiles
    return page
  }
}
