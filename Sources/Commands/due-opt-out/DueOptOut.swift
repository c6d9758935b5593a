import ArgumentParser
import DueStore
import DueTool

/// Replies in, who is not to be written to, and what they are told; the lists of these people.
///
/// See due-opt-out(1).
@main
struct OptOut: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-opt-out",
    abstract: "Keep the lists of people who asked for no more text messages.",
    version: Store.version(dueVersion),
    subcommands: [
      Apply.self, Add.self, Remove.self, Show.self, List.self, History.self, Export.self,
      Import.self, Assign.self,
    ],
    defaultSubcommand: Apply.self
  )
}
