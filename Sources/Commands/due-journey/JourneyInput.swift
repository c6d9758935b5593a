import ArgumentParser
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// Journeys of files, in whatever form somebody saved them.
enum JourneyFile {
  /// The journeys of the file at `path`, each with its place.
  ///
  /// - Throws: status 66 for a file that has none.
  static func read(_ path: String) throws -> [(place: String, definition: JSON)] {
    let name = path == "-" ? "standard input" : path
    let documents = try Documents(single: "JourneyResponse", list: "JourneysResponse").read(path)
    guard !documents.isEmpty else {
      throw RunFault(.noInput, "\(name): expected a journey, found none")
    }
    return documents.map { ("\(name):\($0.line)", $0.json) }
  }
}

/// Which journeys are meant: those of the store, or of a file.
struct JourneyArguments: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Read journeys from FILE instead of the store; - is standard input.", valueName: "file"))
  var file: String?

  @OptionGroup var store: StoreOptions

  @Argument(
    help: ArgumentHelp("Id or name of a journey; none: all of them.", valueName: "journey"))
  var journeys: [String] = []

  /// The journeys, each with what to call its place.
  ///
  /// - Throws: status 66 for a name that is none.
  func read(_ project: Project?, _ view: StoreView?) throws -> [(place: String, journey: Journey)] {
    var found: [(place: String, journey: Journey)]
    if let file {
      found = try JourneyFile.read(file).map { ($0.place, Journey($0.definition)) }
    } else if let project, let view {
      if !journeys.isEmpty {
        return try journeys.map { reference in
          guard let json = try JourneyTable.find(reference, in: project, view) else {
            throw missing(reference)
          }
          return (reference, Journey(json))
        }
      }
      found = try JourneyTable.list(in: project, view).map {
        let journey = Journey($0)
        return (journey.name ?? "", journey)
      }
    } else {
      found = []
    }
    for reference in journeys
    where !found.contains(where: { $0.journey.id == reference || $0.journey.name == reference }) {
      throw missing(reference)
    }
    guard !journeys.isEmpty else { return found }
    return found.filter { entry in
      journeys.contains { entry.journey.id == $0 || entry.journey.name == $0 }
    }
  }

  private func missing(_ reference: String) -> RunFault {
    RunFault(.noInput, "expected a journey, found '\(reference)'")
  }

  /// Runs `body` on one view of the store; without a view where a file is read and there is no
  /// store.
  func onStore<T>(_ body: (Project?, StoreView?) throws -> T) throws -> T {
    let opened: Store
    do {
      opened = try Store(store.directory, .read)
    } catch let fault as any Fault where file != nil && fault.exitStatus == .noInput {
      return try body(nil, nil)
    }
    return try opened.read { view in
      let project: Project?
      do {
        project = try Project.named(store.projectName, view)
      } catch let fault as RunFault where file != nil && fault.exitStatus == .noInput {
        project = nil
      }
      return try body(project, view)
    }
  }
}
