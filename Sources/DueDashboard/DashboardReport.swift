import DueFormats
import DuePages
import DueSystem

/// What a dashboard shows: figures in tables, as they are, for whoever draws or keeps them.
package struct DashboardReport: Sendable {
  package typealias Table = FigureTable

  package let scope: Scope
  package let generated: Instant
  package let tables: [Table]

  /// Asks the database: SQL and its parameters in, rows out.
  package typealias Question = (_ sql: String, _ parameters: [String: JSON]) throws -> [[JSON]]

  /// Counts what `sections` ask for.
  ///
  /// - Parameter provider: the mailbox provider that a domain belongs to.
  package init(
    _ sections: [Section], of scope: Scope, at now: Instant, provider: (String) -> String,
    ask: Question
  ) throws {
    self.scope = scope
    generated = now
    tables = try sections.map { section in
      let rows = try ask(section.sql, scope.parameters)
      guard section.id == EmailSections.providers.id else {
        return Table(section: section, rows: rows)
      }
      return Table(section: section, rows: ProviderSums(rows, provider: provider).rows)
    }
  }

  package init(scope: Scope, generated: Instant, tables: [Table]) {
    self.scope = scope
    self.generated = generated
    self.tables = tables
  }

  /// With its tables in the order of `names`; as they are where there are none.
  package func ordered(_ names: [String]) -> Self {
    if names.isEmpty { return self }
    return Self(
      scope: scope, generated: generated,
      tables: names.compactMap { name in tables.first { $0.section.id == name } })
  }

  /// With one more table.
  package func adding(_ section: Section, rows: [[JSON]]) -> Self {
    Self(
      scope: scope, generated: generated,
      tables: tables + [Table(section: section, rows: rows)])
  }

  /// The first day and the last, such as `2026-09-01 to 2026-09-30`.
  package var period: String {
    let last = Instant(milliseconds: scope.to.milliseconds - 1)
    let (first, end) = (scope.from.iso8601.prefix(10), last.iso8601.prefix(10))
    return first == end ? String(first) : "\(first) to \(end)"
  }

  /// `--format json`: one object; a section's rows are objects.
  package var json: JSON {
    let sections = tables.map { JSON.Member($0.section.id, $0.json) }
    return [
      "project": .string(scope.project),
      "from": .string(scope.from.iso8601), "to": .string(scope.to.iso8601),
      "campaign": scope.campaign.map { .string($0) } ?? .null,
      "journey": scope.journey.map { .string($0) } ?? .null,
      "generated": .string(generated.iso8601), "sections": .object(sections),
    ]
  }
}
