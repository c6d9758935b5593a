import DueFormats
import DueSystem

/// The tags of an SES event that the database has columns for, found in one walk: the first text
/// of each.
struct TagWalk {
  var campaign: JSONValue?
  var treatment: JSONValue?
  var activity: JSONValue?
  var journey: JSONValue?
  var run: JSONValue?
  var step: JSONValue?
  var endpoint: JSONValue?

  /// False where a name has escapes, which this walk does not decode, or where both names of one
  /// thing are there.
  mutating func walk(_ tags: JSONValue?) -> Bool {
    guard let tags else { return true }
    for (name, value) in tags.members {
      if name.hasEscapes { return false }
      let key = name.rawString
      // Those that SES sets by itself have a colon.
      if key.count > 3, key[3] == UInt8(ascii: ":") { continue }
      guard take(key, value) else { return false }
    }
    return true
  }

  private mutating func take(_ key: Bytes, _ value: JSONValue) -> Bool {
    if key.equals("campaign_id") || key.equals("campaign") { return Self.set(&campaign, value) }
    if key.equals("treatment_id") || key.equals("treatment") { return Self.set(&treatment, value) }
    if key.equals("campaign_activity_id") || key.equals("activity") {
      return Self.set(&activity, value)
    }
    if key.equals("journey_id") || key.equals("journey") { return Self.set(&journey, value) }
    if key.equals("journey_run_id") || key.equals("journey_run") { return Self.set(&run, value) }
    if key.equals("journey_activity_id") || key.equals("journey_activity") {
      return Self.set(&step, value)
    }
    return key.equals("endpoint_id") ? Self.set(&endpoint, value) : true
  }

  private static func set(_ place: inout JSONValue?, _ value: JSONValue) -> Bool {
    guard place == nil else { return false }
    let text = value.isArray ? value.elements.first { _ in true } : value
    if let text, text.isString, !text.rawString.isEmpty { place = text }
    return true
  }
}
