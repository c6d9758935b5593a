import ArgumentParser
import DueStore
import DueTool

/// Keeps the addresses that are not to be written to, and leaves them out.
///
/// See due-suppress(1).
@main
struct Suppress: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-suppress",
    abstract: "Keep the list of mail addresses that are not to be written to.",
    version: Store.version(dueVersion),
    subcommands: [
      Apply.self, Check.self, Filter.self, List.self, Export.self, Add.self, Remove.self,
      Import.self, Unsubscribe.self, Push.self, Pull.self,
    ]
  )
}
