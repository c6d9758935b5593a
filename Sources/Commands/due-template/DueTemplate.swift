import ArgumentParser
import DueStore
import DueTool

/// Keep and render message templates.
///
/// See due-template(1).
@main
struct DueTemplate: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-template",
    abstract: "Keep and render message templates.",
    version: Store.version(dueVersion),
    subcommands: [Add.self, List.self, Show.self, Activate.self, Render.self, Check.self])
}
