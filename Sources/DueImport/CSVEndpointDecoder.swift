import DueFormats
import DueModel
import DueSystem

/// Turns records of a CSV file into endpoint patches.
///
/// Cells are checked and copied once, into the arena of the batch; maps are written as the JSON
/// that the store keeps.
struct CSVEndpointDecoder: ~Copyable {
  let columns: CSVColumns
  private let rules: ColumnRules
  private let limits: PinpointLimits
  private var maps = ByteBuffer()

  init(header: [String], file: String, rules: ColumnRules, limits: PinpointLimits) throws {
    columns = try CSVColumns(header: header, file: file, rules: rules)
    self.rules = rules
    self.limits = limits
  }

  /// Adds the patches of the record that `reader` holds: one, but for lists of user ids.
  mutating func decode(
    _ reader: borrowing CSVReader, into batch: inout PatchBatch, _ notes: inout RecordNotes
  ) throws(RecordFault) {
    if reader.count > columns.count {
      throw RecordFault(
        column: nil,
        "expected at most \(columns.count) cells as in the header, found \(reader.count)")
    }
    if columns.isUserList {
      return try decodeUserIDs(reader, into: &batch)
    }
    var patch = EndpointPatch()
    patch.line = reader.line
    try decodeScalars(reader, &patch, into: &batch.arena, &notes)
    try decodeMaps(reader, &patch, into: &batch.arena, &notes)
    let isKept = try patch.complete(
      with: rules.cleaning, limits, source: reader.source, into: &batch.arena, &notes)
    if isKept { batch.patches.append(patch) }
  }

  private func decodeUserIDs(
    _ reader: borrowing CSVReader, into batch: inout PatchBatch
  ) throws(RecordFault) {
    guard let cell = columns.userID else {
      throw .missing("User.UserId", "of a list of users")
    }
    let value = value(cell, reader)
    let splits = rules.splitsUserIDs && !(cell.index < reader.count && reader.isQuoted(cell.index))
    let ids = splits ? value.split { $0 == 0x20 }.map { Bytes(rebasing: $0) } : [value]
    for id in ids where !id.isEmpty {
      var patch = EndpointPatch()
      patch.line = reader.line
      patch.userID = batch.arena.copy(id)
      batch.patches.append(patch)
    }
  }

  /// The value of a cell; empty for one that is not given.
  @inline(__always)
  private func value(_ cell: CSVColumns.Cell, _ reader: borrowing CSVReader) -> Bytes {
    if cell.index >= 0, cell.index < reader.count {
      let value = reader.field(cell.index)
      if value.count > 0 { return value }
    }
    return cell.fallback.withUnsafeBytes { $0 }  // lives as long as the decoder
  }

  @inline(__always)
  private func value(_ cell: CSVColumns.Cell?, _ reader: borrowing CSVReader) -> Bytes {
    guard let cell else { return Bytes(start: nil, count: 0) }
    return value(cell, reader)
  }

  private func decodeScalars(
    _ reader: borrowing CSVReader, _ patch: inout EndpointPatch, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) {
    patch.id = arena.copy(value(columns.id, reader))
    let channel = value(columns.channelType, reader)
    if !channel.isEmpty {
      patch.channel = try FieldRules.channel(channel, rules.cleaning)
    }
    patch.address = arena.copy(value(columns.address, reader))
    let status = value(columns.status, reader)
    if !status.isEmpty { patch.isActive = try FieldRules.isActive(status) }
    let optOut = value(columns.optOut, reader)
    if !optOut.isEmpty { patch.isOptedOut = try FieldRules.optOut(optOut) }
    let effective = value(columns.effectiveDate, reader)
    if !effective.isEmpty { patch.effective = try FieldRules.effectiveDate(effective) }
    let cohort = value(columns.cohort, reader)
    if !cohort.isEmpty { patch.cohort = try FieldRules.cohort(cohort) }
    patch.requestID = arena.copy(value(columns.requestID, reader))
    patch.country = Countries.alpha2(value(columns.country, reader), &arena, &notes)
    patch.userID = arena.copy(value(columns.userID, reader))
    guard rules.clearsEmpty else { return }
    if columns.country != nil, patch.country.isEmpty { patch.cleared.insert(.country) }
    if columns.requestID != nil, patch.requestID.isEmpty { patch.cleared.insert(.requestID) }
    if columns.userID != nil, patch.userID.isEmpty { patch.cleared.insert(.user) }
  }

  private mutating func decodeMaps(
    _ reader: borrowing CSVReader, _ patch: inout EndpointPatch, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) {
    maps.removeAll()
    let location = try appendValues(columns.location, reader)
    let demographic = try appendValues(columns.demographic, reader)
    let attributes = try appendLists(columns.attributes, reader, &notes)
    let metrics = try appendValues(columns.metrics, reader)
    let userAttributes = try appendLists(columns.userAttributes, reader, &notes)
    guard maps.count > 0 else { return }
    let all = arena.copy(maps.bytes)
    func slice(_ end: Int, after start: Int) -> Bytes {
      start == end ? Bytes(start: nil, count: 0) : Bytes(rebasing: all[start..<end])
    }
    patch.location = slice(location, after: 0)
    patch.demographic = slice(demographic, after: location)
    patch.attributes = slice(attributes, after: demographic)
    patch.metrics = slice(metrics, after: attributes)
    patch.userAttributes = slice(userAttributes, after: metrics)
  }

  /// Appends a map of name to value, or nothing when no value is given; where it ends.
  private mutating func appendValues(
    _ list: [CSVColumns.Named], _ reader: borrowing CSVReader
  ) throws(RecordFault) -> Int {
    if list.isEmpty { return maps.count }
    let start = maps.count
    for named in list {
      let cell = named.cells[0]
      let value = value(cell, reader)
      if value.isEmpty, !rules.clearsEmpty { continue }
      begin(named, start)
      if value.isEmpty {
        maps.append("null" as StaticString)
      } else if named.isNumber {
        try cell.name.hasPrefix("Location.")
          ? FieldRules.checkCoordinate(value, cell.name) : FieldRules.checkNumber(value, cell.name)
        maps.append(value)
      } else {
        maps.append(jsonString: value)
      }
    }
    if maps.count > start { maps.append(UInt8(ascii: "}")) }
    return maps.count
  }

  /// Appends a map of name to list, or nothing when no value is given; where it ends.
  private mutating func appendLists(
    _ list: [CSVColumns.Named], _ reader: borrowing CSVReader, _ notes: inout RecordNotes
  ) throws(RecordFault) -> Int {
    if list.isEmpty { return maps.count }
    let start = maps.count
    for named in list {
      var count = 0
      for cell in named.cells {
        let value = value(cell, reader)
        if value.isEmpty { continue }
        if count == 0 {
          begin(named, start)
          maps.append(UInt8(ascii: "["))
        } else {
          maps.append(UInt8(ascii: ","))
        }
        maps.append(jsonString: value)
        count += 1
        if value.count > PinpointLimits.valueLength {
          try limits.checkValue(value, cell.name, &notes)
        }
      }
      if count > 0 {
        maps.append(UInt8(ascii: "]"))
      } else if rules.clearsEmpty {
        begin(named, start)
        maps.append("null" as StaticString)
      }
    }
    if maps.count > start { maps.append(UInt8(ascii: "}")) }
    return maps.count
  }

  @inline(__always)
  private mutating func begin(_ named: CSVColumns.Named, _ start: Int) {
    maps.append(maps.count == start ? UInt8(ascii: "{") : UInt8(ascii: ","))
    named.prefix.withUnsafeBytes { maps.append($0) }
  }
}
