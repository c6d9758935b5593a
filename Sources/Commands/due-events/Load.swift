import ArgumentParser
import DueTool

/// Events of files into the event database.
struct Load: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Put events into the database, each once.")

  @OptionGroup(title: "Store") var store: StoreOptions

  @Argument(help: "Files or directories of events; '-', and none, is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {}
}
