import ArgumentParser
import DueDefinitions
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool
import Glibc

/// Which journeys are copied, and where from.
struct CopySelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Project of the source (default: the destination's).", valueName: "name"))
  var fromProject: String?

  @Option(
    help: ArgumentHelp("Store of the source (default: the destination's).", valueName: "dir"))
  var fromStore: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Copy from saved definitions in FILE, or in the files of a directory; repeatable.",
      valueName: "file"))
  var file: [String] = []

  @Flag(help: "Copy every journey of the source.")
  var all = false

  @Argument(
    help: ArgumentHelp("Id or name of a journey, or a pattern of names.", valueName: "journey"))
  var journeys: [String] = []

  func validate() throws {
    if !file.isEmpty, fromProject != nil || fromStore != nil {
      throw ValidationError("--file goes without --from-project and --from-store")
    }
    if all, !journeys.isEmpty { throw ValidationError("--all goes without names of journeys") }
    if file.isEmpty, !all, journeys.isEmpty {
      throw ValidationError("expected journeys or --all, found neither")
    }
  }

  /// What the source is called, of which ids follow.
  func origin(_ destination: StoreOptions) -> String {
    file.isEmpty ? fromProject ?? destination.projectName : ""
  }

  func isSameStore(as destination: StoreOptions) -> Bool {
    guard let fromStore else { return true }
    var (a, b) = (stat(), stat())
    return stat(fromStore, &a) == 0 && stat(destination.directory, &b) == 0 && a.st_dev == b.st_dev
      && a.st_ino == b.st_ino
  }

  /// The definitions of the files; nil where a store is the source.
  ///
  /// - Parameter passOver: is told of what is in a directory and is not read, and why.
  /// - Throws: status 66 for a file that is not JSON.
  func savedDefinitions(passOver: (String, String) -> Void) throws -> SavedDefinitions? {
    guard !file.isEmpty else { return nil }
    var saved = SavedDefinitions()
    let files = try SavedFiles(file)
    for (path, reason) in files.passedOver { passOver(path, reason) }
    for item in files.files {
      var source = try ByteSource.open(item.path)
      // A directory may have tables and notes in it; a file that was named is meant.
      if !item.directories.isEmpty, try !Self.beginsAsJSON(&source) {
        passOver(item.path, "is no JSON")
        continue
      }
      var found: [SavedDocument] = []
      try SavedDocuments.read(source) {
        found.append($0)
      } reject: { rejection, _ in
        throw RunFault(.noInput, rejection.description)
      }
      found.forEach { saved.add($0) }
    }
    return saved
  }

  private static func beginsAsJSON(_ source: inout ByteSource) throws -> Bool {
    let first = try source.peek()
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// Gives the source and the journeys of it that are meant to `body`.
  func read<T>(
    _ saved: SavedDefinitions?, default place: StoreOptions, at now: Instant,
    _ body: (any CopySource, [JSON]) throws -> T
  ) throws -> T {
    if let saved {
      return try body(saved, chosen(from: saved.journeys.map(\.json)))
    }
    return try Store(fromStore ?? place.directory, .read).read { view in
      let (source, journeys) = try find(in: view, default: place, at: now)
      return try body(source, journeys)
    }
  }

  /// The source and the journeys that are meant, in a store.
  func find(in view: StoreView, default place: StoreOptions, at now: Instant) throws -> (
    StoredDefinitions, [JSON]
  ) {
    let project = try Project.named(fromProject ?? place.projectName, view)
    let source = StoredDefinitions(project, at: now, view)
    return (source, try chosen(from: JourneyTable.list(in: project, view)))
  }

  /// The journeys that the operands mean, in the order of the source.
  private func chosen(from journeys: [JSON]) throws -> [JSON] {
    if self.journeys.isEmpty {
      guard !journeys.isEmpty else {
        throw RunFault(.noInput, "expected a journey in the source, found none")
      }
      return journeys
    }
    for reference in self.journeys where !journeys.contains(where: { matches($0, reference) }) {
      throw RunFault(.noInput, "expected a journey of the source, found '\(reference)'")
    }
    return journeys.filter { journey in self.journeys.contains { matches(journey, $0) } }
  }

  private func matches(_ journey: JSON, _ reference: String) -> Bool {
    if journey.text("Id") == reference || journey.text("Name") == reference { return true }
    return journey.text("Name").map { fnmatch(reference, $0, 0) == 0 } ?? false
  }
}
