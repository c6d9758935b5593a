import DueFormats
import DueSystem

/// The attributes of a Pinpoint event that the database has columns for, found in one walk.
///
/// Strings that say something; `parts` may be a number.
struct AttributeWalk {
  var campaign: JSONValue?
  var treatment: JSONValue?
  var activity: JSONValue?
  var journey: JSONValue?
  var run: JSONValue?
  var step: JSONValue?
  var record: JSONValue?
  var campaignStatus: JSONValue?
  var journeyStatus: JSONValue?
  var message: JSONValue?
  var country: JSONValue?
  var kind: JSONValue?
  var parts: JSONValue?

  /// False where a name has escapes, which this walk does not decode.
  mutating func walk(_ attributes: JSONValue?) -> Bool {
    guard let attributes else { return true }
    for (name, value) in attributes.members {
      if name.hasEscapes { return false }
      let key = name.rawString
      if key.count == 23, key.equals("number_of_message_parts") { parts = value }
      guard value.isString, !value.rawString.isEmpty else { continue }
      take(key, value)
    }
    return true
  }

  @inline(__always)
  private mutating func take(_ key: Bytes, _ value: JSONValue) {
    switch key.count {
    case 10:
      if key.equals("journey_id") {
        journey = value
      } else if key.equals("message_id") {
        message = value
      }
    case 11: if key.equals("campaign_id") { campaign = value }
    case 12:
      if key.equals("treatment_id") {
        treatment = value
      } else if key.equals("message_type") {
        kind = value
      }
    case 13: if key.equals("record_status") { record = value }
    case 14: if key.equals("journey_run_id") { run = value }
    case 16: if key.equals("iso_country_code") { country = value }
    case 19:
      if key.equals("journey_send_status") {
        journeyStatus = value
      } else if key.equals(
        "journey_activity_id")
      {
        step = value
      }
    case 20:
      if key.equals("campaign_activity_id") {
        activity = value
      } else if key.equals(
        "campaign_send_status")
      {
        campaignStatus = value
      }
    default: break
    }
  }
}
