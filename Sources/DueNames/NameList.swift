import DueFormats
import DueModel
import DueStore
import DueSystem

/// How names are listed.
package struct NameList: Sendable {
  package enum Form: Sendable {
    /// Kind, id, `deleted` or a dash, and name, with tabs between them.
    case text
    case csv
    case json
  }

  package var form: Form
  /// The columns and texts of Pinpoint's names database.
  package var isLegacy: Bool
  /// The kinds that are listed; nil for all.
  package var kinds: Set<ResourceKind>?

  package init(form: Form, isLegacy: Bool, kinds: Set<ResourceKind>?) {
    self.form = form
    self.isLegacy = isLegacy
    self.kinds = kinds
  }

  /// Its table of campaigns and journeys, and the one of segments, as they were in the original.
  private static let columns = ["id", "name", "type", "deleted", "segment_id", "event_name"]
  private static let segmentColumns = ["id", "name", "deleted"]
  private static let more = ["state", "first_seen", "last_seen", "deleted_at"]

  /// Writes `names` to `sink`, in their order.
  package func write(_ names: [ResourceName], to sink: inout ByteSink) throws {
    if form == .csv { appendHeader(to: &sink.buffer) }
    for name in names where isListed(name) {
      switch form {
      case .text: appendText(name, to: &sink.buffer)
      case .json: sink.buffer.append(json(name))
      case .csv: append(fields: fields(name).map { $0.1 }, to: &sink.buffer)
      }
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
  }

  private func isListed(_ name: ResourceName) -> Bool {
    if let kinds, !kinds.contains(name.kind) { return false }
    guard isLegacy else { return true }
    if name.kind == .template || name.kind == .journey && name.state == "DRAFT" { return false }
    // A file of CSV has one of the two tables.
    return form != .csv || isOfSegments || name.kind != .segment
  }

  private var isOfSegments: Bool { kinds == [.segment] }

  private func appendHeader(to buffer: inout ByteBuffer) {
    let columns =
      isLegacy ? isOfSegments ? Self.segmentColumns : Self.columns : Self.columns + Self.more
    buffer.append(columns.joined(separator: ",") + "\n")
  }

  private func append(fields: [String?], to buffer: inout ByteBuffer) {
    for (i, field) in fields.enumerated() {
      if i > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.append(csvField: field ?? "")
    }
  }

  private func appendText(_ name: ResourceName, to buffer: inout ByteBuffer) {
    let fields = [
      name.kind.rawValue, name.id, name.deletedAt == nil ? "-" : "deleted", name.name,
    ]
    buffer.append(fields.map(Self.oneLine).joined(separator: "\t"))
  }

  /// A text that cannot break its line or column.
  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }

  /// The members of a row and their texts.
  private func fields(_ name: ResourceName) -> [(String, String?)] {
    let isDeleted = name.deletedAt != nil
    let missing = isLegacy ? "null" : nil
    let deleted = isLegacy ? isDeleted ? "true" : "false" : isDeleted ? "1" : "0"
    let all: [(String, String?)] = [
      ("id", name.id), ("name", name.name), ("type", name.kind.rawValue), ("deleted", deleted),
      ("segment_id", name.segmentID ?? missing), ("event_name", name.eventNames ?? missing),
      ("state", name.state), ("first_seen", name.firstSeen.iso8601),
      ("last_seen", name.lastSeen.iso8601), ("deleted_at", name.deletedAt?.iso8601),
    ]
    guard isLegacy else { return all }
    let columns = name.kind == .segment ? Self.segmentColumns : Self.columns
    return all.filter { columns.contains($0.0) }
  }

  /// A row as a JSON object: of ours, what is not there is left out.
  private func json(_ name: ResourceName) -> JSON {
    let isDeleted = name.deletedAt != nil
    return .object(
      fields(name).compactMap { member, text in
        if member == "deleted", !isLegacy { return .init(member, .bool(isDeleted)) }
        return text.map { .init(member, .string($0)) }
      })
  }

  /// All that is known of a resource: the present, and its history, oldest first.
  package static func json(_ name: ResourceName, history: [NamedSince]) throws -> JSON {
    var json = NameList(form: .json, isLegacy: false, kinds: nil).json(name)
    let part = name.kind == .journey ? "activities" : "treatments"
    if let parts = name.parts { json[part] = try JSON(parsing: parts) }
    json["history"] = .array(
      history.map { row in
        var entry: JSON = [
          "since": row.since == Sighting.unknownTime ? .null : .string(row.since.iso8601)
        ]
        let texts = [
          ("name", row.name), ("state", row.state), ("segment_id", row.segmentID),
          ("event_name", row.eventNames),
        ]
        for case (let member, let text?) in texts { entry[member] = .string(text) }
        if row.isDeleted { entry["deleted"] = true }
        return entry
      })
    return json
  }
}
