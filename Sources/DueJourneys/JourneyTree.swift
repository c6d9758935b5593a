import DueFormats

/// A journey as text: what happens one after another stands one below another, and the branches of
/// a split are set in.
package struct JourneyTree {
  private let journey: Journey
  private var shown: Set<String> = []
  private var lines: [String] = []

  package init(_ journey: Journey) { self.journey = journey }

  /// The lines, without line ends.
  package mutating func draw() -> [String] {
    lines = [journey.title, journey.entry, ""]
    walk(journey.start, indent: "")
    let reached = Set(journey.reached)
    let others = journey.activities.filter { !reached.contains($0.id) }
    if !others.isEmpty {
      lines += ["", "not reached:"]
      for activity in others where !shown.contains(activity.id) {
        walk(activity.id, indent: "  ")
      }
    }
    return lines
  }

  /// Pinpoint's journeys have 40 activities; deeper than this is nothing that anybody reads.
  private static let widestIndent = 240

  private mutating func walk(_ id: String?, indent: String) {
    guard indent.count < Self.widestIndent else { return lines.append("\(indent)…") }
    var next = id
    while let id = next {
      guard let activity = journey.activity(id) else {
        lines.append("\(indent)→ \(id), which is missing")
        return
      }
      guard shown.insert(id).inserted else {
        lines.append("\(indent)→ \(id)")
        return
      }
      let note = activity.description.map { " (\($0))" } ?? ""
      lines.append("\(indent)\(id)  \(activity.summary)\(note)")
      let exits = activity.exits
      guard exits.count == 1, exits[0].label.isEmpty else { return branch(exits, indent) }
      next = exits[0].target
    }
    lines.append("\(indent)end")
  }

  private mutating func branch(_ exits: [Activity.Exit], _ indent: String) {
    for (place, exit) in exits.enumerated() {
      let isLast = place == exits.count - 1
      lines.append("\(indent)\(isLast ? "└─" : "├─") \(exit.label)")
      walk(exit.target, indent: indent + (isLast ? "   " : "│  "))
    }
  }
}

extension Journey {
  /// Its name, and what else tells it from others.
  package var title: String {
    [name ?? "a journey without a name", state, id].compactMap { $0 }.joined(separator: "  ")
  }

  /// Who enters it, in words.
  package var entry: String {
    let start = definition["StartCondition"]
    var words: String
    if let event = start?["EventStartCondition"], !event.isNull {
      let types = (event["EventFilter"]?["Dimensions"]?["EventType"]?["Values"]?.array ?? [])
        .compactMap(\.string)
      words = "on \(types.isEmpty ? "an event" : types.joined(separator: " or "))"
      if let segment = event.text("SegmentId") { words += " of members of segment \(segment)" }
    } else if let segment = start?["SegmentStartCondition"]?.text("SegmentId") {
      words = "for members of segment \(segment)"
    } else {
      words = "for nobody that is named"
    }
    if let refresh = definition.text("RefreshFrequency") {
      words += ", again every \(ISODuration(refresh)?.text ?? refresh)"
    }
    let schedule = definition["Schedule"]
    if let from = schedule?.text("StartTime") { words += ", from \(from)" }
    if let until = schedule?.text("EndTime") { words += " until \(until)" }
    return words
  }
}
