import ArgumentParser
import DueStore
import DueTool

/// Mail at the rate of a scenario, and what became of it.
///
/// See due-load-test(1).
@main
struct LoadTest: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-load-test",
    abstract: "Send mail at a rate, and say how it fared.",
    version: Store.version(dueVersion),
    subcommands: [Run.self, Report.self, List.self, Generate.self]
  )
}
