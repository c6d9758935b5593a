import DueFormats

/// What a split asks, in words.
///
/// Source: Pinpoint API, `Condition` and `SimpleCondition`.
struct Condition {
  let text: String

  /// Several conditions, of which all or any must hold.
  init(all condition: JSON?) {
    let parts = (condition?["Conditions"]?.array ?? []).map { Condition($0).text }
    let word = condition?.text("Operator") == "ANY" ? " or " : " and "
    text = parts.isEmpty ? "?" : parts.joined(separator: word)
  }

  init(_ simple: JSON) {
    if let event = simple["EventCondition"], !event.isNull {
      text = Self.event(event)
    } else if let segment = simple["SegmentCondition"], !segment.isNull {
      text = "in segment \(segment.text("SegmentId") ?? "?")"
    } else if let dimensions = simple["SegmentDimensions"], !dimensions.isNull {
      text = Self.dimensions(dimensions)
    } else {
      text = "?"
    }
  }

  private static func event(_ event: JSON) -> String {
    let types = values(event["Dimensions"]?["EventType"])
    let what = types.isEmpty ? "event" : types.joined(separator: " or ")
    return event.text("MessageActivity").map { "\(what) of \($0)" } ?? what
  }

  private static func dimensions(_ dimensions: JSON) -> String {
    var parts: [String] = []
    for group in ["Attributes", "UserAttributes"] {
      for attribute in dimensions[group]?.members ?? [] {
        let kind = attribute.value.text("AttributeType") ?? "INCLUSIVE"
        let sign = kind == "INCLUSIVE" ? "=" : kind == "EXCLUSIVE" ? "≠" : kind.lowercased()
        let values = values(attribute.value).joined(separator: " or ")
        parts.append("\(attribute.name) \(sign) \(values)")
      }
    }
    for metric in dimensions["Metrics"]?.members ?? [] {
      let comparison = metric.value.text("ComparisonOperator")?.lowercased() ?? "?"
      let number = metric.value["Value"]?.text ?? "?"
      parts.append("\(metric.name) \(comparison.replacing("_", with: " ")) \(number)")
    }
    for group in ["Behavior", "Demographic", "Location"] where dimensions[group] != nil {
      parts.append(group.lowercased())
    }
    return parts.isEmpty ? "?" : parts.joined(separator: " and ")
  }

  private static func values(_ dimension: JSON?) -> [String] {
    (dimension?["Values"]?.array ?? []).compactMap(\.string)
  }
}
