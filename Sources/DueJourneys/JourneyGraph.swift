import DueFormats

/// A journey in the language of Graphviz.
///
/// Texts of the definition are quoted, so that none of them can be anything but a label.
package struct JourneyGraph {
  private let journey: Journey

  package init(_ journey: Journey) { self.journey = journey }

  /// The graph, with its line ends.
  package var text: String {
    var lines = [
      "digraph \(quoted(journey.name ?? "journey")) {",
      "  label = \(quoted(journey.title)); labelloc = t; fontname = \"sans-serif\";",
      "  node [fontname = \"sans-serif\", fontsize = 11, shape = box, style = rounded];",
      "  edge [fontname = \"sans-serif\", fontsize = 10];",
      "  \"start\" [label = \(quoted(journey.entry)), shape = plaintext];",
    ]
    if let start = journey.start { lines.append("  \"start\" -> \(node(start));") }
    let reached = Set(journey.reached)
    for activity in journey.activities {
      lines.append("  \(node(activity.id)) [\(look(activity, isReached: reached))];")
      for exit in activity.exits {
        guard let target = exit.target else { continue }
        let label = exit.label.isEmpty ? "" : " [label = \(quoted(exit.label))]"
        lines.append("  \(node(activity.id)) -> \(node(target))\(label);")
      }
    }
    for missing in Set(journey.activities.flatMap(\.exits).compactMap(\.target) + starts)
      .filter({ journey.activity($0) == nil }).sorted()
    {
      lines.append(
        "  \(node(missing)) [label = \(quoted("\(missing)\nmissing")), color = red];")
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private var starts: [String] { journey.start.map { [$0] } ?? [] }

  private func look(_ activity: Activity, isReached reached: Set<String>) -> String {
    var label = "\(activity.id)\n\(activity.summary)"
    if let description = activity.description { label += "\n\(description)" }
    var parts = ["label = \(quoted(label))"]
    switch activity.kind {
    case .conditionalSplit, .multiCondition, .randomSplit: parts.append("shape = hexagon")
    case .wait, .holdout: parts.append("style = \"rounded,dashed\"")
    default: break
    }
    if !reached.contains(activity.id) { parts.append("color = gray, fontcolor = gray") }
    return parts.joined(separator: ", ")
  }

  /// Ids have a prefix of their own, for one may be called `start`.
  private func node(_ id: String) -> String { quoted("a \(id)") }

  /// Source: graphviz.org, "The DOT Language": in quotes only a quote must be escaped; escapes of
  /// labels begin with a backslash.
  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
