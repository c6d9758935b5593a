import ArgumentParser
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// What is wrong with journeys, a line each.
struct Lint: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what is wrong with journeys, a line each.")

  @Flag(help: "Write one JSON object a line.")
  var jsonl = false

  @OptionGroup var arguments: JourneyArguments
  @OptionGroup var clock: ClockOptions

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    var sink = try ByteSink()
    var errors = 0
    try arguments.onStore { project, view in
      for (place, journey) in try arguments.read(project, view) {
        var review = JourneyReview(journey, at: now, surroundings(project, view))
        for finding in try review.findings() {
          if finding.weight == .error { errors += 1 }
          write(finding, of: journey, place, &sink)
          try sink.recordEnded()
        }
      }
    }
    try sink.finish()
    if errors > 0 { console.raise(.no) }
  }

  private func write(
    _ finding: JourneyFinding, of journey: Journey, _ place: String, _ sink: inout ByteSink
  ) {
    if jsonl {
      sink.buffer.append(
        JSON.object([
          .init("Id", .string(journey.id ?? "")), .init("Name", .string(journey.name ?? "")),
          .init("Weight", .string(finding.weight.rawValue)),
          .init("Member", .string(finding.member)), .init("Problem", .string(finding.problem)),
        ]))
    } else {
      sink.buffer.append(
        "\(place): \(finding.weight.rawValue): \(finding.member) \(finding.problem)")
    }
    sink.buffer.append(UInt8(ascii: "\n"))
  }

  /// What the store has of that which journeys name.
  private func surroundings(
    _ project: Project?, _ view: StoreView?
  ) -> JourneyReview.Surroundings? {
    guard let view else { return nil }
    return JourneyReview.Surroundings(
      hasSegment: { id in
        try project.map { try SegmentTable.find(id, in: $0, view) != nil } ?? false
      },
      hasTemplate: { name, kind in
        try TemplateTable.types(of: name, view).contains(kind.rawValue)
      })
  }
}
