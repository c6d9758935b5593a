import DueFormats
import DueSystem

/// The members of an event that its readers ask for, found in one walk.
struct EventMembers {
  var pinpointType: JSONValue?
  /// `eventType`, else `notificationType`.
  var type: JSONValue?
  var eventTimestamp: JSONValue?
  var arrivalTimestamp: JSONValue?
  var application: JSONValue?
  var client: JSONValue?
  var attributes: JSONValue?
  var metrics: JSONValue?
  var facets: JSONValue?
  var session: JSONValue?
  var clientContext: JSONValue?
  var account: JSONValue?
  var mail: JSONValue?
  // SMS v2
  var smsTimestamp: JSONValue?
  var messageID: JSONValue?
  var destination: JSONValue?
  var context: JSONValue?
  // Results
  var status: JSONValue?
  var at: JSONValue?
  var to: JSONValue?
  var key: JSONValue?
  /// The place of a record that could not be sent, whose key and number are not known.
  var record: JSONValue?
  /// The event inside the tags of due-unwrap.
  var event: JSONValue?
  var isEnvelope = false
  /// Whether a reject file has marked it.
  var isMarked = false

  init() {}

  init(_ root: JSONValue) {
    for (name, value) in root.members where !value.isNull {
      if name.hasEscapes {
        take(name.string ?? "", value)
      } else {
        take(name.rawString, value)
      }
    }
  }

  private mutating func take(_ name: String, _ value: JSONValue) {
    var name = name
    name.withUTF8 { take(Bytes($0), value) }
  }

  private mutating func take(_ name: Bytes, _ value: JSONValue) {
    switch name.count {
    case 2:
      if name.equals("at") { at = value } else if name.equals("to") { to = value }
    case 3:
      if name.equals("key") { key = value } else if name.equals("rec") { record = value }
    case 4: if name.equals("mail") { mail = value }
    case 5: if name.equals("event"), value.isObject { event = value }
    case 6:
      if name.equals("client") {
        client = value
      } else if name.equals("facets") {
        facets = value
      } else if name.equals("status") {
        status = value
      } else if name.equals("detail") {
        isEnvelope = value.isObject
      }
    case 7:
      if name.equals("metrics") {
        metrics = value
      } else if name.equals("session") {
        session = value
      } else if name.equals("context") {
        context = value
      } else if name.equals("Records") || name.equals("Message") {
        isEnvelope = true
      }
    case 8: if name.equals("due_line") { isMarked = true }
    case 9:
      if name.equals("eventType") {
        type = value
      } else if name.equals("messageId") {
        messageID = value
      } else if name.equals("due_error") {
        isMarked = true
      }
    case 10:
      if name.equals("event_type") {
        pinpointType = value
      } else if name.equals("attributes") {
        attributes = value
      } else if name.equals("due_column") {
        isMarked = true
      }
    case 11: if name.equals("application") { application = value }
    case 12: if name.equals("awsAccountId") { account = value }
    case 14:
      if name.equals("client_context") {
        clientContext = value
      } else if name.equals("eventTimestamp") {
        smsTimestamp = value
      }
    case 15: if name.equals("event_timestamp") { eventTimestamp = value }
    case 16: if name.equals("notificationType"), type == nil { type = value }
    case 17: if name.equals("arrival_timestamp") { arrivalTimestamp = value }
    case 22: if name.equals("destinationPhoneNumber") { destination = value }
    default: break
    }
  }
}
