import DueFormats
import DueModel
import DueStore
import DueSystem

/// How the list and its changes are written.
extension ByteBuffer {
  /// Appends `change` as a record, without a line end.
  package mutating func append(_ change: SuppressionChange) {
    append(#"{"action":"# as StaticString)
    append(jsonString: change.action.rawValue)
    append(member: #","address":"#, change.address)
    if change.scope != SuppressionEvent.everything { append(member: #","topic":"#, change.scope) }
    append(member: #","reason":"#, change.newReason?.rawValue ?? "")
    append(member: #","was":"#, change.oldReason?.rawValue ?? "")
    append(member: #","detail":"#, change.detail)
    append(member: #","note":"#, change.note)
    append(UInt8(ascii: "}"))
  }

  /// Appends `entry` as a record, without a line end.
  package mutating func append(_ entry: SuppressionEntry) {
    append(#"{"email":"# as StaticString)
    append(jsonString: entry.key)
    append(member: #","topic":"#, entry.topic)
    append(member: #","reason":"#, entry.reason.rawValue)
    append(member: #","detail":"#, entry.detail)
    append(member: #","address":"#, entry.address)
    append(member: #","first_seen":"#, entry.first)
    append(member: #","last_seen":"#, entry.last)
    append(member: #","events":"#, Int64(entry.count))
    append(member: #","message_id":"#, entry.messageID)
    append(member: #","feedback_id":"#, entry.feedbackID)
    append(member: #","source":"#, entry.source)
    append(member: #","note":"#, entry.note)
    append(UInt8(ascii: "}"))
  }

  /// Appends the CSV header of entries.
  package mutating func appendSuppressionHeader() {
    append(
      """
      email,reason,detail,topic,address,first_seen,last_seen,events,message_id,feedback_id,source,\
      note

      """ as StaticString)
  }

  /// Appends `entry` as a row of CSV.
  package mutating func append(csv entry: SuppressionEntry) {
    let fields = [
      entry.key, entry.reason.rawValue, entry.detail, entry.topic, entry.address, entry.first,
      entry.last, String(entry.count), entry.messageID, entry.feedbackID, entry.source, entry.note,
    ]
    for (i, field) in fields.enumerated() {
      if i > 0 { append(UInt8(ascii: ",")) }
      append(csvField: field)
    }
    append(UInt8(ascii: "\n"))
  }

  /// Appends the SHA-256 of a key in hexadecimal: how hashed lists name an address.
  package mutating func append(hashOf key: Bytes) {
    append(SHA256(key).hex)
  }
}

extension SuppressionEntry {
  /// The topic; empty for everything.
  package var topic: String { scope == SuppressionEvent.everything ? "" : scope }

  package var first: String { firstSeen == 0 ? "" : Instant(milliseconds: firstSeen).iso8601 }
  package var last: String { lastSeen == 0 ? "" : Instant(milliseconds: lastSeen).iso8601 }
}

/// The forms of an export.
extension ByteBuffer {
  /// Appends `entry` as a record and its line end.
  package mutating func append(line entry: SuppressionEntry) {
    append(entry)
    append(UInt8(ascii: "\n"))
  }

  /// Appends `entry` as SES imports it: nothing for a reason or a topic that SES does not have.
  package mutating func append(ses entry: SuppressionEntry) {
    guard entry.scope == SuppressionEvent.everything,
      entry.reason == .bounce || entry.reason == .complaint
    else { return }
    append(csvField: entry.address)
    append(UInt8(ascii: ","))
    append(entry.reason.rawValue)
    append(UInt8(ascii: "\n"))
  }

  /// Appends `entry` and its line end with the hash of its key for an address.
  package mutating func append(hashed entry: SuppressionEntry, isCSV: Bool) {
    let hash = SHA256(entry.key).hex
    if isCSV {
      append("\(hash),\(entry.reason.rawValue),")
      append(csvField: entry.topic)
    } else {
      append(#"{"sha256":"# as StaticString)
      append(jsonString: hash)
      append(member: #","topic":"#, entry.topic)
      append(member: #","reason":"#, entry.reason.rawValue)
      append(UInt8(ascii: "}"))
    }
    append(UInt8(ascii: "\n"))
  }
}
