import DueFormats
import DueModel
import DueSegments
import DueSystem
import Foundation

/// Membership by the words of the specification: sets of ids, one after the other.
struct Reference {
  let endpoints: [(id: String, json: JSON)]
  let segments: [JSON]

  private var everybody: Set<String> { Set(endpoints.map(\.id)) }

  func members(of index: Int) -> Set<String> {
    let segment = segments[index]
    if let dimensions = segment["Dimensions"] { return meeting(dimensions) }
    let include = segment["SegmentGroups"]?["Include"]?.string ?? "ALL"
    let groups = (segment["SegmentGroups"]?["Groups"]?.array ?? []).map(members(ofGroup:))
    switch include {
    case "ALL": return groups.reduce(everybody) { $0.intersection($1) }
    case "ANY": return groups.reduce([]) { $0.union($1) }
    default: return everybody.subtracting(groups.reduce([]) { $0.union($1) })
    }
  }

  private func members(ofGroup group: JSON) -> Set<String> {
    let sources = (group["SourceSegments"]?.array ?? []).map { source in
      members(of: Int(source["Id"]?.string?.dropFirst() ?? "") ?? 0)
    }
    var base = everybody
    if !sources.isEmpty {
      switch group["SourceType"]?.string ?? "ALL" {
      case "ALL": base = sources.reduce(everybody) { $0.intersection($1) }
      case "ANY": base = sources.reduce([]) { $0.union($1) }
      default: base = everybody.subtracting(sources.reduce([]) { $0.union($1) })
      }
    }
    let sets = (group["Dimensions"]?.array ?? []).map(meeting)
    if sets.isEmpty { return base }
    switch group["Type"]?.string ?? "ALL" {
    case "ALL": return sets.reduce(base) { $0.intersection($1) }
    case "ANY": return base.intersection(sets.reduce([]) { $0.union($1) })
    default: return base.subtracting(sets.reduce([]) { $0.union($1) })
    }
  }

  private func meeting(_ dimensions: JSON) -> Set<String> {
    Set(endpoints.filter { meets($0.json, dimensions) }.map(\.id))
  }

  private func meets(_ endpoint: JSON, _ dimensions: JSON) -> Bool {
    for (kind, map) in [
      ("Attributes", endpoint["Attributes"]),
      ("UserAttributes", endpoint["User"]?["UserAttributes"]),
    ] {
      for member in dimensions[kind]?.members ?? [] {
        let texts = (map?[member.name]?.array ?? []).compactMap(\.string)
        if !attribute(texts, member.value) { return false }
      }
    }
    if let metric = dimensions["Metrics"]?["V"], !compare(endpoint["Metrics"]?["V"], metric) {
      return false
    }
    let push = ["PUSH", "GCM", "APNS", "ADM", "BAIDU"]
    if var channel = dimensions["Demographic"]?["Channel"] {
      let values = (channel["Values"]?.array ?? []).compactMap(\.string)
      if values.contains("PUSH") {
        channel["Values"] = .array((values + push).map { JSON.string($0) })
      }
      if !scalar(endpoint["ChannelType"], channel) { return false }
    }
    if let make = dimensions["Demographic"]?["Make"],
      !scalar(endpoint["Demographic"]?["Make"], make)
    {
      return false
    }
    if let country = dimensions["Location"]?["Country"],
      !scalar(endpoint["Location"]?["Country"], country)
    {
      return false
    }
    if let point = dimensions["Location"]?["GPSPoint"], !near(endpoint["Location"], point) {
      return false
    }
    if let recency = dimensions["Behavior"]?["Recency"], !seen(endpoint, recency) { return false }
    return true
  }

  private func attribute(_ texts: [String], _ test: JSON) -> Bool {
    let values = (test["Values"]?.array ?? []).compactMap(\.string)
    func date(_ i: Int) -> Instant? { values.indices.contains(i) ? Instant(values[i]) : nil }
    func some(_ holds: (Instant) -> Bool) -> Bool {
      texts.compactMap { Instant($0) }.contains { holds($0) }
    }
    switch test["AttributeType"]?.string ?? "INCLUSIVE" {
    // Swift's strings are equal when their normal forms are.
    case "INCLUSIVE": return texts.contains { values.contains($0) }
    case "EXCLUSIVE": return !texts.contains { values.contains($0) }
    case "CONTAINS":
      return texts.contains { text in
        values.contains { value in
          value.isEmpty
            || text.precomposedStringWithCanonicalMapping.range(
              of: value.precomposedStringWithCanonicalMapping, options: .literal) != nil
        }
      }
    case "BEFORE": return date(0).map { bound in some { $0 < bound } } ?? false
    case "AFTER": return date(0).map { bound in some { $0 > bound } } ?? false
    case "ON":
      return date(0).map { bound in
        some { $0.iso8601.prefix(10) == bound.iso8601.prefix(10) }
      } ?? false
    default:
      guard let first = date(0), let last = date(1) else { return false }
      return some { first <= $0 && $0 <= last }
    }
  }

  private func compare(_ value: JSON?, _ metric: JSON) -> Bool {
    guard let value = value?.double, let bound = metric["Value"]?.double else { return false }
    switch metric["ComparisonOperator"]?.string {
    case "EQUAL": return value == bound
    case "GREATER_THAN": return value > bound
    case "GREATER_THAN_OR_EQUAL": return value >= bound
    case "LESS_THAN": return value < bound
    default: return value <= bound
    }
  }

  private func scalar(_ value: JSON?, _ set: JSON) -> Bool {
    let isExclusive = set["DimensionType"] == "EXCLUSIVE"
    guard let text = value?.string else { return isExclusive }
    let values = (set["Values"]?.array ?? []).compactMap(\.string)
    return values.contains(text) != isExclusive
  }

  private func near(_ location: JSON?, _ point: JSON) -> Bool {
    guard let latitude = location?["Latitude"]?.double,
      let longitude = location?["Longitude"]?.double,
      let otherLatitude = point["Coordinates"]?["Latitude"]?.double,
      let otherLongitude = point["Coordinates"]?["Longitude"]?.double,
      let range = point["RangeInKilometers"]?.double
    else { return false }
    // The law of cosines: another way to the same distance.
    let (a, b) = (latitude * .pi / 180, otherLatitude * .pi / 180)
    let angle = acos(
      min(1, sin(a) * sin(b) + cos(a) * cos(b) * cos((otherLongitude - longitude) * .pi / 180)))
    return angle * 6371.0088 <= range
  }

  private func seen(_ endpoint: JSON, _ recency: JSON) -> Bool {
    let days: Int64 =
      switch recency["Duration"]?.string {
      case "HR_24": 1
      case "DAY_7": 7
      case "DAY_14": 14
      default: 30
      }
    let last = endpoint["EffectiveDate"]?.string.flatMap { Instant($0) }
    let isActive = last.map { $0 >= RandomSegments.now + -days * 86_400_000 } ?? false
    return isActive == (recency["RecencyType"] == "ACTIVE")
  }
}
