/// The tables of `due.db`. Each subject's tables stand beside the code that reads and writes them.
package enum Schema {
  /// `PRAGMA user_version` of a store with these tables.
  static let version = 1

  static let statements = [
    EndpointTable.schema, EndpointTable.views,
    SegmentTable.schema, SegmentTable.views,
    OutboxTable.schema, OutboxTable.views,
    OptOutTable.schema,
    TemplateTable.schema, TemplateTable.views,
    CampaignTable.schema, CampaignTable.views,
  ].joined(separator: "\n")
}
