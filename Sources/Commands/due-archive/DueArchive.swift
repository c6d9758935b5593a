import ArgumentParser
import DueStore
import DueTool

/// Keep what was sent to whom, and erase it when it must go.
///
/// See due-archive(1).
@main
struct Archive: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-archive",
    abstract: "Keep what was sent to whom, and erase it when it must go.",
    version: Store.version(dueVersion),
    subcommands: [
      StoreMessages.self, Render.self, List.self, Show.self, Verify.self, Erase.self, Expire.self,
      Pack.self,
    ],
    defaultSubcommand: StoreMessages.self)
}
