import ArgumentParser
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// Definitions in; what became of each out.
struct Load: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep the journeys of files, each in the place of the one of its id.")

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @OptionGroup var store: StoreOptions
  @OptionGroup var clock: ClockOptions

  @Argument(help: "Files of journeys; - is standard input.")
  var files: [String] = []

  func run(_ console: inout Console) throws {
    var read: [(place: String, definition: JSON)] = []
    var faults = 0
    for path in files.isEmpty ? ["-"] : files {
      for (place, definition) in try JourneyFile.read(path) {
        guard Journey(definition).name != nil else {
          console.say("\(place): \(Self.lack(of: definition))")
          faults += 1
          continue
        }
        read.append((place, identified(definition)))
      }
    }
    let now = try clock.instant()
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    let opened = try Store(scratch?.path ?? store.directory, .write)
    let save = { (view: StoreView) in
      let project = try Project.named(store.projectName, create: true, view)
      return try read.map { try JourneyTable.save($0.definition, in: project, now: now, view) }
    }
    let changes = try dryRun ? opened.rehearse(save) : opened.write(save)
    var sink = try ByteSink()
    for (entry, change) in zip(read, changes) {
      let journey = Journey(entry.definition)
      sink.buffer.append(
        JSON.object([
          .init("Id", .string(journey.id ?? "")), .init("Name", .string(journey.name ?? "")),
          .init("Result", .string(change.rawValue)),
        ]))
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
      try warn(journey, entry.place, at: now, console)
    }
    try sink.finish()
    if faults > 0 { console.raise(.badData) }
  }

  /// Why a document without a name is no journey.
  private static func lack(of document: JSON) -> String {
    if let only = document.members?.first?.name, document.members?.count == 1,
      only.hasSuffix("Response") || only.hasSuffix("Request")
    {
      return "expected a journey, found '\(only)'"
    }
    return "expected a journey with a 'Name', found none"
  }

  /// A definition that was written to be created gets an id that follows from its content's name,
  /// so that loading it again changes nothing.
  private func identified(_ definition: JSON) -> JSON {
    if definition.text("Id") != nil { return definition }
    let source = "journey\n\(store.projectName)\n\(definition.text("Name") ?? "")"
    var identified: JSON = ["Id": .string(String(SHA256(source).hex.prefix(32)))]
    for member in definition.members ?? [] where member.name != "Id" {
      identified[member.name] = member.value
    }
    return identified
  }

  private func warn(
    _ journey: Journey, _ place: String, at now: Instant, _ console: Console
  ) throws {
    var review = JourneyReview(journey, at: now, nil)
    let errors = try review.findings().count { $0.weight == .error }
    if errors > 0 {
      console.say("\(place): '\(journey.name ?? "")' has \(errors) errors: due-journey lint tells")
    }
  }
}
