import ArgumentParser
import DueModel
import DueStore
import DueTool

/// Where the store is and which projects are meant.
struct ProjectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the store (default: $DUE_STORE, else ./due-store).", valueName: "dir"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "Project that is meant; repeatable (default: $DUE_PROJECT, else 'default').",
      valueName: "name"))
  var project: [String] = []

  @Flag(help: "All projects of the store are meant.")
  var allProjects = false

  private var common: StoreOptions {
    var options = StoreOptions()
    options.store = store
    options.project = nil
    return options
  }

  var directory: String { common.directory }

  /// The projects that are meant, by name, each once.
  func projects(_ view: StoreView) throws -> [Project] {
    let names =
      allProjects ? try Project.names(view) : project.isEmpty ? [common.projectName] : project
    var seen: Set<String> = []
    return try names.filter { seen.insert($0).inserted }.map { try Project.named($0, view) }
  }
}
