import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a hook is asked at once: up to fifty members of one treatment, as Pinpoint asked it.
///
/// `MessageConfiguration`, `ApplicationId`, `CampaignId`, `TreatmentId`, `ActivityId`,
/// `ScheduledTime` and `Endpoints`, an object of the endpoints by their ids, which are not
/// repeated in them.
struct HookQuestion: ~Copyable {
  /// The most members of a question. Source: Pinpoint developer guide, "Customizing segments with
  /// AWS Lambda".
  static let mostMembers = 50

  /// A member that is asked about.
  struct Member {
    /// `endpoint.seq`
    let seq: Int64
    let id: String
    /// The endpoint, as it is.
    let endpoint: JSON
  }

  private(set) var members: [Member] = []
  private var text = ByteBuffer(capacity: 1 << 14)
  private let head: String

  init(_ run: CampaignRun, _ definition: JSON, treatment: Int) {
    let message =
      treatment == 0
      ? definition["MessageConfiguration"]
      : definition["AdditionalTreatments"]?.array?[treatment - 1]["MessageConfiguration"]
    let facts: JSON = [
      "MessageConfiguration": message ?? [:], "ApplicationId": .string(run.project),
      "CampaignId": .string(run.campaign.id),
      "TreatmentId": .string(run.campaign.treatments[treatment].id),
      "ActivityId": .string(run.activities[treatment]),
      "ScheduledTime": .string(run.occurrence.scheduled.iso8601),
    ]
    // The endpoints follow.
    head = facts.text.dropLast() + #","Endpoints":{"#
    text.append(head)
  }

  var isFull: Bool { members.count == Self.mostMembers }
  var isEmpty: Bool { members.isEmpty }

  /// The question, on one line without its end.
  mutating func close() -> Bytes {
    text.append("}}" as StaticString)
    return text.bytes
  }

  mutating func removeAll() {
    members.removeAll(keepingCapacity: true)
    text.removeAll()
    text.append(head)
  }

  /// Adds a member; `endpoint` has its `Id`.
  mutating func add(seq: Int64, _ endpoint: JSONValue) {
    guard let id = endpoint["Id"]?.string else { return }
    if !members.isEmpty { text.append(UInt8(ascii: ",")) }
    text.append(jsonString: id)
    text.append(":{" as StaticString)
    var separator = false
    for (name, value) in endpoint.members where !name.equals("Id") {
      if separator { text.append(UInt8(ascii: ",")) }
      separator = true
      text.append(name.source)
      text.append(UInt8(ascii: ":"))
      text.append(value.source)
    }
    text.append(UInt8(ascii: "}"))
    members.append(Member(seq: seq, id: id, endpoint: JSON(endpoint)))
  }
}
