import ArgumentParser
import DueStore
import DueTool

/// Text messages whose delivery failed for now, sent again.
///
/// See due-retry-sms(1).
@main
struct RetrySMS: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-retry-sms",
    abstract: "Send text messages again whose delivery failed for now.",
    version: Store.version(dueVersion),
    subcommands: [Ingest.self, Run.self, Show.self, Report.self, Register.self]
  )
}

extension StoreOptions {
  /// The store, which must be there: nothing can be sent again where nothing was ever sent.
  func openExisting() throws -> Store { try Store(directory, .update) }
}
