import ArgumentParser
import DueTool

/// Questions to the event database.
struct Query: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Ask the database, in SQL or by the name of a question.")

  @OptionGroup(title: "Store") var store: StoreOptions

  func run(_ console: inout Console) throws {}
}
