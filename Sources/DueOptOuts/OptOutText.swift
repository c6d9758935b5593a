import DueFormats
import DueModel
import DueStore
import DueSystem

/// How the lists and their history are written.
extension ByteBuffer {
  /// Appends `row` as a record, without a line end.
  package mutating func append(_ row: OptOutRow) {
    append(#"{"address":"# as StaticString)
    append(jsonString: row.address)
    append(member: #","list":"#, row.list)
    append(member: #","scope":"#, row.scope.rawValue)
    append(member: #","since":"#, row.since)
    append(member: #","until":"#, row.until)
    append(member: #","source":"#, row.source)
    append(member: #","keyword":"#, row.keyword)
    append(member: #","inbound_id":"#, row.inboundID)
    append(UInt8(ascii: "}"))
  }

  /// Appends `row` as a record and its line end.
  package mutating func append(line row: OptOutRow) {
    append(row)
    append(UInt8(ascii: "\n"))
  }

  /// Appends the CSV header of rows.
  package mutating func appendOptOutHeader() {
    append("address,list,scope,since,until,source,keyword,inbound_id\n" as StaticString)
  }

  /// Appends `row` as a row of CSV.
  package mutating func append(csv row: OptOutRow) {
    append("\(row.address),\(row.list),\(row.scope.rawValue),\(row.since.iso8601),")
    append(row.until?.iso8601 ?? "")
    for field in [row.source, row.keyword, row.inboundID] {
      append(UInt8(ascii: ","))
      append(csvField: field)
    }
    append(UInt8(ascii: "\n"))
  }

  /// Appends what was said once, as a record and its line end.
  package mutating func append(_ row: OptOutLogRow) {
    append(#"{"at":""# as StaticString)
    append(row.word.at)
    append(#"","word":"# as StaticString)
    append(jsonString: row.word.kind.rawValue)
    append(member: #","address":"#, row.word.address)
    append(member: #","list":"#, row.word.list)
    if row.word.kind == .optOut { append(member: #","scope":"#, row.word.scope.rawValue) }
    append(row.changed ? #","changed":true"# as StaticString : #","changed":false"#)
    append(member: #","source":"#, row.word.source)
    append(member: #","keyword":"#, row.word.keyword)
    append(member: #","inbound_id":"#, row.word.inboundID)
    append(member: #","by":"#, row.word.saidBy)
    append(member: #","reason":"#, row.word.reason)
    append(member: #","noted_at":"#, row.noted)
    append("}\n" as StaticString)
  }
}
