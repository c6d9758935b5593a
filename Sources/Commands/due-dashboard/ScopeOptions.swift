import ArgumentParser
import DueDashboard
import DueModel
import DuePages
import DueSystem
import DueTool

/// Which events count, and what of them is shown.
struct ScopeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Events of this campaign alone.", valueName: "id"))
  var campaign: String?

  @Option(help: ArgumentHelp("Events of this journey alone.", valueName: "id"))
  var journey: String?

  @Option(
    help: ArgumentHelp("Show this section; repeatable (default: all).", valueName: "name"))
  var section: [String] = []

  @Option(
    help: ArgumentHelp(
      "CSV of domains and providers, to count before due's own.", valueName: "file"))
  var ispMap: String?

  func validate() throws {
    let names = Sections.all.map(\.id) + [Funnel.section.id, Timeline.section.id]
    for name in section where !names.contains(name) {
      throw ValidationError(
        "expected a section (\(names.joined(separator: ", "))), found '\(name)'")
    }
    if Set(section).count < section.count {
      throw ValidationError("expected each --section once")
    }
  }

  /// Those of `Sections.all` that are wanted.
  var sections: [Section] {
    section.isEmpty
      ? Sections.all : section.compactMap { name in Sections.all.first { $0.id == name } }
  }

  func scope(of project: String, _ days: DayOptions, _ now: Instant) throws -> Scope {
    let today = Day(of: now)
    let range = try days.range(today: today) ?? DayRange(today + -30, today + 1)
    return Scope(
      project: project, from: range.start.start, to: range.end.start, now: now,
      campaign: campaign, journey: journey)
  }

  func providers() throws -> ISPMaps {
    let own = try ISPMap(contentsOf: try DataFile.path("isp-domains.csv"))
    return ISPMaps(try ispMap.map { [try ISPMap(contentsOf: $0), own] } ?? [own])
  }
}

/// Steps that people take one after the other.
struct FunnelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A step of a funnel, TYPE[:ATTRIBUTE=VALUE]; repeatable.", valueName: "step"))
  var step: [Step] = []

  @Option(
    help: ArgumentHelp(
      "Time from the first step to the last, such as 3d (default: 7d).", valueName: "time"))
  var within: TimeSpan?

  @Option(
    help: ArgumentHelp("Add up this metric of the last step's events.", valueName: "metric"))
  var sum: String?

  var isEmpty: Bool { step.isEmpty }

  func validate() throws {
    if step.isEmpty, within != nil || sum != nil {
      throw ValidationError("--within and --sum go with --step")
    }
    guard step.isEmpty || (2...30).contains(step.count) else {
      throw ValidationError("expected 2 to 30 steps, found \(step.count)")
    }
  }

  func funnel() throws -> Funnel? {
    if step.isEmpty { return nil }
    return Funnel(step, within: within?.milliseconds ?? 7 * 86_400_000, summing: sum)
  }
}

extension Step: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
