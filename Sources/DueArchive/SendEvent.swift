import DueFormats
import DueModel
import DueStore
import DueSystem

/// What an event says of a message that a campaign or a journey sent.
///
/// Texts are decoded, and valid as long as the arena they were read into.
struct SendEvent {
  enum Source {
    case campaign, journey
  }

  let source: Source
  let id: ArchiveID
  let time: Instant
  let application: Bytes
  let endpoint: Bytes
  /// Id of the campaign or of the journey.
  let definition: Bytes
  /// Treatment of a campaign; `0` is the default one.
  let treatment: Bytes
  /// Run of a journey.
  let run: Bytes
  /// Activity of the campaign or of the journey.
  let activity: Bytes
  /// `delivery_type` or `journey_activity_type`: the channel, as the sender had it.
  let channel: Bytes
  let status: Bytes
  /// Where an earlier archiver put the message.
  let location: Bytes
  /// The endpoint as it was, in JSON; none where the event does not have it.
  let snapshot: Bytes

  /// Whether an event is one of these, whatever it lacks.
  static func source(of event: EventView) -> Source? {
    guard event.family == .pinpoint else { return nil }
    if event.type.equals("_campaign.send") { return .campaign }
    return event.type.equals("_journey.send") ? .journey : nil
  }

  /// - Throws: a fault for an event that lacks what every one of its type has.
  init(_ event: EventView, _ source: Source, id: ArchiveID, _ arena: inout ByteArena)
    throws(RecordFault)
  {
    func text(_ value: JSONValue?) -> Bytes {
      guard let value, value.isString else { return Bytes(start: nil, count: 0) }
      return arena.copy(text: value)
    }
    self.source = source
    self.id = id
    let type = source == .campaign ? "_campaign.send" : "_journey.send"
    guard let time = event.time, Self.years.contains(time.civil().year) else {
      throw .missing("event_timestamp", "of '\(type)'")
    }
    self.time = time
    application = text(event.project)
    endpoint = text(event.endpoint)
    guard !endpoint.isEmpty else { throw .missing("client.client_id", "of '\(type)'") }
    // An event of a journey may name no campaign, so that goes first, as it did in the original.
    definition = text(source == .campaign ? event.campaign : event.journey)
    guard !definition.isEmpty else {
      throw .missing(
        source == .campaign ? "attributes.campaign_id" : "attributes.journey_id", "of '\(type)'")
    }
    treatment = source == .campaign ? text(event.treatment) : Bytes(start: nil, count: 0)
    run = source == .campaign ? Bytes(start: nil, count: 0) : text(event.journeyRun)
    activity = text(source == .campaign ? event.activity : event.journeyActivity)
    let attributes = event.attributes
    channel = text(attributes?[source == .campaign ? "delivery_type" : "journey_activity_type"])
    status = text(
      attributes?[source == .campaign ? "campaign_send_status" : "journey_send_status"])
    let custom = event.custom
    location = text(custom?["message_archive_location"])
    snapshot = text(custom?["endpoint"])
  }

  /// Those that paths and dates have four digits for.
  private static let years = 1970...9999

  var isSuccess: Bool { status.equals("SUCCESS") }

  /// The member that says what became of the send.
  var statusMember: String {
    source == .campaign ? "attributes.campaign_send_status" : "attributes.journey_send_status"
  }
}

extension ByteArena {
  /// Puts the text of a JSON string in, its escapes decoded.
  mutating func copy(text value: JSONValue) -> Bytes {
    guard value.hasEscapes else { return copy(value.rawString) }
    var buffer = ByteBuffer(capacity: value.rawString.count)
    buffer.append(decoded: value)
    return copy(buffer.bytes)
  }
}
