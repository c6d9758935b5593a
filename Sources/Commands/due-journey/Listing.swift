import ArgumentParser
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// The journeys of a project, by name.
struct List: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the journeys, by name, one line each.")

  @Flag(help: "Write one JSON object a line.")
  var jsonl = false

  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let journeys = try Store(store.directory, .read).read { view in
      try JourneyTable.list(in: Project.named(store.projectName, view), view)
    }
    var sink = try ByteSink()
    for journey in journeys.map({ Journey($0) }) {
      if jsonl {
        sink.buffer.append(journey.definition)
      } else {
        let fields = [journey.state ?? "-", journey.id ?? "", journey.name ?? ""]
        sink.buffer.append(fields.joined(separator: "\t"))
      }
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }
}

/// Journeys out of the store.
struct Delete: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Take journeys out of the store.")

  @OptionGroup var mode: DryRunOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var clock: ClockOptions

  @Argument(help: ArgumentHelp("Id or name of a journey.", valueName: "journey"))
  var journeys: [String]

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let store = try Store(self.store.directory, .update)
    try mode.dryRun
      ? store.rehearse { try delete(at: now, $0) } : store.write { try delete(at: now, $0) }
  }

  private func delete(at now: Instant, _ view: StoreView) throws {
    let project = try Project.named(store.projectName, view)
    for reference in journeys {
      guard let found = try JourneyTable.find(reference, in: project, view),
        let id = Journey(found).id
      else { throw RunFault(.noInput, "expected a journey, found '\(reference)'") }
      _ = try JourneyTable.delete(id: id, in: project, now: now, view)
    }
  }
}
