import ArgumentParser
import DueStore
import DueTool

/// The event database: events in, answers out.
///
/// See due-events(1).
@main
struct Events: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-events",
    abstract: "Keep events in a database, and ask it.",
    version: Store.version(dueVersion),
    subcommands: [
      Load.self, Query.self, Stats.self, Verify.self, Gc.self, Views.self, DDL.self, Export.self,
    ]
  )
}
