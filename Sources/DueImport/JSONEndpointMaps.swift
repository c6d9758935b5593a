import DueFormats
import DueModel
import DueSystem

/// The maps of an endpoint, out of JSON and into the store's one way of writing them.
extension JSONEndpointDecoder {
  mutating func demographic(
    _ value: JSONValue, into arena: inout ByteArena, _ notes: inout RecordNotes
  ) throws(RecordFault) -> MapRanges.Range {
    try object(value, "Demographic")
    let start = maps.count
    names.begin(.demographic)
    for (name, member) in value.members {
      try names.add(plain(name, into: &arena), in: .demographic)
      let text = name.string ?? ""
      guard ColumnPath.demographics.contains(text) else {
        notes.add(
          .unknownMember, "Demographic.\(text)",
          "expected a member of an endpoint, passed over 'Demographic.\(text)'")
        continue
      }
      begin(name, start)
      try appendText(member, "Demographic.\(text)", &notes)
    }
    return end(start)
  }

  mutating func numbers(_ value: JSONValue, into arena: inout ByteArena)
    throws(RecordFault) -> MapRanges.Range
  {
    try object(value, "Metrics")
    let start = maps.count
    names.begin(.metrics)
    for (name, member) in value.members {
      try names.add(plain(name, into: &arena), in: .metrics)
      if !member.isNull, !member.isNumber || !FieldRules.isNumber(member.source) {
        throw .unexpected(
          "Metrics.\(name.string ?? "")", String(member.source.string.prefix(80)),
          expected: "a number such as 12.5")
      }
      begin(name, start)
      maps.append(member.source)
    }
    return end(start)
  }

  mutating func lists(
    _ value: JSONValue, _ scope: MemberNames.Scope, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) -> MapRanges.Range {
    let map = scope.rawValue
    try object(value, map)
    let start = maps.count
    names.begin(scope)
    for (name, member) in value.members {
      try names.add(plain(name, into: &arena), in: scope)
      let raw = name.rawString
      if raw.count > PinpointLimits.nameLength {
        try limits.checkName(name.string ?? "", "\(map).\(name.string ?? "")", &notes)
      }
      begin(name, start)
      try appendList(member, map, name, &notes)
    }
    return end(start)
  }

  mutating func appendList(
    _ value: JSONValue, _ map: String, _ name: JSONValue, _ notes: inout RecordNotes
  ) throws(RecordFault) {
    if value.isNull { return maps.append("null" as StaticString) }
    guard value.isArray else {
      let column = "\(map).\(name.string ?? "")"
      notes.add(.wrapped, column, "expected a list of texts in '\(column)', took one text for it")
      maps.append(UInt8(ascii: "["))
      try appendText(value, column, &notes)
      return maps.append(UInt8(ascii: "]"))
    }
    var count = 0
    for element in value.elements {
      maps.append(count == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
      count += 1
      if element.isString, !element.hasEscapes,
        element.rawString.count <= PinpointLimits.valueLength
      {
        maps.append(element.source)
        continue
      }
      let column = "\(map).\(name.string ?? "")"
      if element.isNull {
        throw .unexpected(column, "null", expected: "texts")
      }
      try appendText(element, column, &notes)
      if element.rawString.count > PinpointLimits.valueLength {
        try limits.checkValue(element.rawString, column, &notes)
      }
    }
    if count == 0 { return maps.append("null" as StaticString) }
    maps.append(UInt8(ascii: "]"))
    if count > PinpointLimits.valuesPerAttribute {
      try limits.checkCount(count, "\(map).\(name.string ?? "")", &notes)
    }
  }

  /// Appends a text as JSON, written in one way only; numbers become text, and that is noted.
  mutating func appendText(
    _ value: JSONValue, _ column: String, _ notes: inout RecordNotes
  ) throws(RecordFault) {
    if value.isNull { return maps.append("null" as StaticString) }
    if value.isNumber || value.bool != nil {
      notes.add(
        .converted, column, "expected text in '\(column)', took \(value.source.string) for it")
      return maps.append(jsonString: value.source)
    }
    guard value.isString else {
      throw .unexpected(column, String(value.source.string.prefix(80)), expected: "text")
    }
    guard value.hasEscapes else { return maps.append(value.source) }
    text.removeAll()
    text.append(decoded: value)
    maps.append(jsonString: text.bytes)
  }

  mutating func begin(_ name: JSONValue, _ start: Int) {
    maps.append(maps.count == start ? UInt8(ascii: "{") : UInt8(ascii: ","))
    if name.hasEscapes {
      text.removeAll()
      text.append(decoded: name)
      maps.append(jsonString: text.bytes)
    } else {
      maps.append(name.source)
    }
    maps.append(UInt8(ascii: ":"))
  }

  mutating func end(_ start: Int) -> MapRanges.Range {
    if maps.count > start { maps.append(UInt8(ascii: "}")) }
    return MapRanges.Range(start: start, end: maps.count)
  }
}
