import ArgumentParser
import DueStore
import DueTool

/// Journeys: definitions kept, looked over and drawn.
///
/// See due-journey(1).
@main
struct DueJourney: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-journey",
    abstract: "Keep journeys, find what is wrong with them, and draw them.",
    version: Store.version(dueVersion),
    subcommands: [Load.self, Lint.self, Show.self, List.self, Delete.self]
  )
}
