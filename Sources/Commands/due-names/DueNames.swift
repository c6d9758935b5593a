import ArgumentParser
import DueStore
import DueTool

/// What campaigns, journeys, segments and templates are called, and were.
///
/// See due-names(1).
@main
struct NamesFamily: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-names",
    abstract: "Tell what campaigns, journeys and segments are called.",
    version: Store.version(dueVersion),
    subcommands: [
      AnnotateEvents.self, ReadAudit.self, SyncNames.self, ListNames.self, ShowName.self,
    ]
  )
}
