import DueFormats
import DueModel
import DueSystem

/// Turns records of a CSV file into endpoint patches.
///
/// Cells are checked and copied once, into the arena of the batch; maps are written as the JSON
/// that the store keeps.
struct CSVEndpointDecoder: ~Copyable {
  private let plan: CSVPlan
  private let rules: ColumnRules
  private let limits: PinpointLimits
  private var maps = ByteBuffer()

  init(header: [String], file: String, rules: ColumnRules, limits: PinpointLimits) throws {
    plan = CSVPlan(try CSVColumns(header: header, file: file, rules: rules))
    self.rules = rules
    self.limits = limits
  }

  /// Adds the patches of the record that `reader` holds: one, but for lists of user ids.
  mutating func decode(
    _ reader: borrowing CSVReader, into batch: inout PatchBatch, _ notes: inout RecordNotes
  ) throws(RecordFault) {
    if reader.count > plan.columns.count {
      throw .cells(reader.count, atMost: plan.columns.count)
    }
    if plan.columns.isUserList {
      return try decodeUserIDs(reader, into: &batch)
    }
    var patch = EndpointPatch()
    patch.line = reader.line
    try decodeScalars(reader, &patch, into: &batch.arena, &notes)
    try decodeMaps(reader, &patch, into: &batch.arena, &notes)
    let isKept = try patch.complete(
      with: rules.cleaning, limits, source: reader.source, into: &batch.arena, &notes)
    if rules.keepsRecords, patch.source.isEmpty { patch.source = batch.arena.copy(reader.source) }
    if isKept { batch.patches.append(patch) }
  }

  private func decodeUserIDs(
    _ reader: borrowing CSVReader, into batch: inout PatchBatch
  ) throws(RecordFault) {
    guard plan.columns.userID != nil else {
      throw .missing("User.UserId", "of a list of users")
    }
    let cell = plan.userID
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
  private func value(_ cell: CSVPlan.Cell, _ reader: borrowing CSVReader) -> Bytes {
    if cell.index >= 0, cell.index < reader.count {
      let value = reader.field(cell.index)
      if value.count > 0 { return value }
    }
    return cell.fallback
  }

  private func decodeScalars(
    _ reader: borrowing CSVReader, _ patch: inout EndpointPatch, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) {
    patch.id = arena.copy(value(plan.id, reader))
    let channel = value(plan.channelType, reader)
    if !channel.isEmpty {
      patch.channel = try FieldRules.channel(channel, rules.cleaning)
    }
    patch.address = arena.copy(value(plan.address, reader))
    let status = value(plan.status, reader)
    if !status.isEmpty { patch.isActive = try FieldRules.isActive(status) }
    let optOut = value(plan.optOut, reader)
    if !optOut.isEmpty { patch.isOptedOut = try FieldRules.optOut(optOut) }
    let effective = value(plan.effectiveDate, reader)
    if !effective.isEmpty { patch.effective = try FieldRules.effectiveDate(effective) }
    let cohort = value(plan.cohort, reader)
    if !cohort.isEmpty { patch.cohort = try FieldRules.cohort(cohort) }
    patch.requestID = arena.copy(value(plan.requestID, reader))
    patch.country = Countries.alpha2(value(plan.country, reader), &arena, &notes)
    patch.userID = arena.copy(value(plan.userID, reader))
    guard rules.clearsEmpty else { return }
    if plan.columns.country != nil, patch.country.isEmpty { patch.cleared.insert(.country) }
    if plan.columns.requestID != nil, patch.requestID.isEmpty { patch.cleared.insert(.requestID) }
    if plan.columns.userID != nil, patch.userID.isEmpty { patch.cleared.insert(.user) }
  }

  private mutating func decodeMaps(
    _ reader: borrowing CSVReader, _ patch: inout EndpointPatch, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) {
    maps.removeAll()
    let location = try appendValues(plan.location, reader)
    let demographic = try appendValues(plan.demographic, reader)
    let attributes = try appendLists(plan.attributes, reader, &notes)
    let metrics = try appendValues(plan.metrics, reader)
    let userAttributes = try appendLists(plan.userAttributes, reader, &notes)
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
    _ map: CSVPlan.Map, _ reader: borrowing CSVReader
  ) throws(RecordFault) -> Int {
    if map.isEmpty { return maps.count }
    let start = maps.count
    for member in map {
      let cell = plan.cell(0, of: member)
      let value = value(cell, reader)
      if value.isEmpty, !rules.clearsEmpty { continue }
      begin(member, start)
      if value.isEmpty {
        maps.append("null" as StaticString)
      } else if member.kind != .text {
        try check(value, member.kind, cell)
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
    _ map: CSVPlan.Map, _ reader: borrowing CSVReader, _ notes: inout RecordNotes
  ) throws(RecordFault) -> Int {
    if map.isEmpty { return maps.count }
    let start = maps.count
    for member in map {
      var count = 0
      for i in 0..<member.cellCount {
        let cell = plan.cell(i, of: member)
        let value = value(cell, reader)
        if value.isEmpty { continue }
        if count == 0 {
          begin(member, start)
          maps.append(UInt8(ascii: "["))
        } else {
          maps.append(UInt8(ascii: ","))
        }
        maps.append(jsonString: value)
        count += 1
        if value.count > PinpointLimits.valueLength {
          try limits.checkValue(value, plan.name(of: cell), &notes)
        }
      }
      if count > 0 {
        maps.append(UInt8(ascii: "]"))
      } else if rules.clearsEmpty {
        begin(member, start)
        maps.append("null" as StaticString)
      }
    }
    if maps.count > start { maps.append(UInt8(ascii: "}")) }
    return maps.count
  }

  @inline(__always)
  private mutating func begin(_ member: CSVPlan.Member, _ start: Int) {
    maps.append(maps.count == start ? UInt8(ascii: "{") : UInt8(ascii: ","))
    maps.append(member.prefix)
  }

  @inline(__always)
  private func check(
    _ value: Bytes, _ kind: ValueKind, _ cell: CSVPlan.Cell
  ) throws(RecordFault) {
    if kind == .number, FieldRules.isNumber(value) { return }
    let name = plan.name(of: cell)
    switch kind {
    case .text: break
    case .number: try FieldRules.checkNumber(value, name)
    case .degrees(let limit): try FieldRules.checkDegrees(value, upTo: limit, name)
    }
  }
}
