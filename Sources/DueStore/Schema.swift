/// The tables of `due.db`. Each subject's tables stand beside the code that reads and writes them.
package enum Schema {
  /// What each version of the store brought, the first one first. A step that has been released
  /// is never changed: what comes later is a step of its own, and a store of an older due takes
  /// the steps that it has not taken yet.
  private static let steps: [[String]] = [
    [
      EndpointTable.schema, EndpointTable.views,
      SegmentTable.schema, SegmentTable.views,
      OutboxTable.schema, OutboxTable.views,
      OptOutTable.schema,
      TemplateTable.schema, TemplateTable.views,
      CampaignTable.schema, CampaignTable.views,
    ],
    [TagTable.schema, TagTable.views],
    [CampaignSent.schema],
    [NameTable.schema, NameTable.views],
    [VDMTable.schema, VDMTable.views],
    [SuppressionTable.schema, SuppressionTable.views],
    [RetryTable.schema, RetryTable.views],
    [ArchiveTable.schema, ArchiveTable.views],
    [HookAnswers.schema],
    [JourneyTable.schema, JourneyTable.views],
    [OptOutTable.words, OptOutTable.views],
    [AutoReplyTable.schema, AutoReplyTable.views],
    [VDMTable.messageJobs],
    [KeptDocuments.schema, KeptDocuments.views],
    [LoadTable.schema, LoadTable.views],
    [ForgetTable.schema, ForgetTable.views],
    [LongTextTable.schema, LongTextTable.views],
    [ForgetTable.parts],
    [FallbackTable.schema, FallbackTable.views],
    [CampaignTable.takenOver],
  ]

  /// `PRAGMA user_version` of a store with all these tables.
  static var version: Int { steps.count }

  /// What turns a store of `version` into one of today; 0 is an empty one.
  static func statements(from version: Int) -> String {
    let statements = steps.dropFirst(version).flatMap { $0 }.joined(separator: "\n")
    return "\(statements)\nPRAGMA user_version = \(self.version);"
  }
}
