import ArgumentParser
import DueStore
import DueTool

/// The store, or parts of it, as files that Pinpoint and due take.
///
/// See due-export(1).
@main
struct Export: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-export",
    abstract: "Write endpoints, segments and definitions as Pinpoint did.",
    version: Store.version(dueVersion),
    subcommands: [
      ExportEndpoints.self, ExportSegment.self, ExportDefinitions.self, ExportAll.self,
    ]
  )
}
