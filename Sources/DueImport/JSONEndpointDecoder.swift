import DueFormats
import DueModel
import DueSystem

/// Turns JSON lines into endpoint patches: the form of Pinpoint's import and export files.
struct JSONEndpointDecoder: ~Copyable {
  let limits: PinpointLimits
  var maps = ByteBuffer()
  var text = ByteBuffer()
  var names = MemberNames()
  private let cleaning: PhoneCleaning?

  init(cleaning: PhoneCleaning?, limits: PinpointLimits) {
    self.cleaning = cleaning
    self.limits = limits
  }

  /// The patch of the record that `reader` holds; nil for one that cleaning leaves out.
  mutating func decode(
    _ reader: borrowing JSONLinesReader, into arena: inout ByteArena, _ notes: inout RecordNotes
  ) throws(RecordFault) -> EndpointPatch? {
    let value = reader.value
    guard value.isObject else {
      throw RecordFault(column: nil, "expected a JSON object, found another value")
    }
    var patch = EndpointPatch()
    patch.line = reader.line
    maps.removeAll()
    var ranges = MapRanges()
    names.begin(.endpoint)
    for (name, member) in value.members {
      try decode(name, member, &patch, &ranges, into: &arena, &notes)
    }
    let all = arena.copy(maps.bytes)
    patch.location = ranges.location.slice(of: all)
    patch.demographic = ranges.demographic.slice(of: all)
    patch.attributes = ranges.attributes.slice(of: all)
    patch.metrics = ranges.metrics.slice(of: all)
    patch.userAttributes = ranges.userAttributes.slice(of: all)
    let isKept = try patch.complete(
      with: cleaning, limits, source: reader.source, into: &arena, &notes)
    return isKept ? patch : nil
  }

  struct MapRanges {
    var location = Range(start: 0, end: 0)
    var demographic = Range(start: 0, end: 0)
    var attributes = Range(start: 0, end: 0)
    var metrics = Range(start: 0, end: 0)
    var userAttributes = Range(start: 0, end: 0)

    struct Range {
      var start: Int
      var end: Int

      func slice(of all: Bytes) -> Bytes {
        start == end ? Bytes(start: nil, count: 0) : Bytes(rebasing: all[start..<end])
      }
    }
  }

  private mutating func decode(
    _ name: JSONValue, _ member: JSONValue, _ patch: inout EndpointPatch,
    _ ranges: inout MapRanges, into arena: inout ByteArena, _ notes: inout RecordNotes
  ) throws(RecordFault) {
    let key = plain(name, into: &arena)
    try names.add(key, in: .endpoint)
    if key.equals("Id") {
      patch.id = try scalar(member, "Id", into: &arena, &notes)
    } else if key.equals("ChannelType") {
      let value = try scalar(member, "ChannelType", into: &arena, &notes)
      patch.channel =
        value.isEmpty ? nil : try FieldRules.channel(value, cleaning)
    } else if key.equals("Address") {
      patch.address = try scalar(member, "Address", into: &arena, &notes)
    } else if key.equals("Attributes") {
      ranges.attributes = try lists(member, .attributes, into: &arena, &notes)
    } else if key.equals("Metrics") {
      ranges.metrics = try numbers(member, into: &arena)
    } else if key.equals("Location") {
      ranges.location = try location(member, &patch, into: &arena, &notes)
    } else if key.equals("Demographic") {
      ranges.demographic = try demographic(member, into: &arena, &notes)
    } else if key.equals("User") {
      ranges.userAttributes = try user(member, &patch, into: &arena, &notes)
    } else if key.equals("EndpointStatus") {
      let value = try scalar(member, "EndpointStatus", into: &arena, &notes)
      patch.isActive = value.isEmpty ? nil : try FieldRules.isActive(value)
    } else if key.equals("OptOut") {
      let value = try scalar(member, "OptOut", into: &arena, &notes)
      patch.isOptedOut = value.isEmpty ? nil : try FieldRules.optOut(value)
    } else if key.equals("EffectiveDate") {
      let value = try scalar(member, "EffectiveDate", into: &arena, &notes)
      patch.effective = value.isEmpty ? nil : try FieldRules.effectiveDate(value)
    } else if key.equals("CohortId") {
      let value = try scalar(member, "CohortId", into: &arena, &notes)
      patch.cohort = value.isEmpty ? nil : try FieldRules.cohort(value)
    } else if key.equals("RequestId") {
      patch.requestID = try scalar(member, "RequestId", into: &arena, &notes)
      if member.isNull { patch.cleared.insert(.requestID) }
    } else if !key.equals("ApplicationId"), !key.equals("CreationDate"), !key.starts(with: "due_") {
      let text = name.string ?? ""
      notes.add(.unknownMember, text, "expected a member of an endpoint, passed over '\(text)'")
    }
  }

  /// The name of a member, its escapes decoded.
  mutating func plain(_ name: JSONValue, into arena: inout ByteArena) -> Bytes {
    guard name.hasEscapes else { return name.rawString }
    text.removeAll()
    text.append(decoded: name)
    return arena.copy(text.bytes)
  }

  /// A text; a number is taken as its digits, and noted. Empty for null.
  mutating func scalar(
    _ value: JSONValue, _ column: String, into arena: inout ByteArena, _ notes: inout RecordNotes
  ) throws(RecordFault) -> Bytes {
    if value.isNull { return Bytes(start: nil, count: 0) }
    if value.isNumber || value.bool != nil {
      notes.add(
        .converted, column, "expected text in '\(column)', took \(value.source.string) for it")
      return arena.copy(value.source)
    }
    guard value.isString else { throw .unexpected(column, value.source.string, expected: "text") }
    guard value.hasEscapes else { return arena.copy(value.rawString) }
    text.removeAll()
    text.append(decoded: value)
    return arena.copy(text.bytes)
  }

  private mutating func user(
    _ value: JSONValue, _ patch: inout EndpointPatch, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) -> MapRanges.Range {
    try object(value, "User")
    var range = MapRanges.Range(start: 0, end: 0)
    names.begin(.user)
    for (name, member) in value.members {
      let key = plain(name, into: &arena)
      try names.add(key, in: .user)
      if key.equals("UserId") {
        patch.userID = try scalar(member, "User.UserId", into: &arena, &notes)
        if member.isNull { patch.cleared.insert(.user) }
      } else if key.equals("UserAttributes") {
        range = try lists(member, .userAttributes, into: &arena, &notes)
      } else {
        let text = "User.\(name.string ?? "")"
        notes.add(.unknownMember, text, "expected a member of an endpoint, passed over '\(text)'")
      }
    }
    return range
  }

  func object(_ value: JSONValue, _ column: String) throws(RecordFault) {
    guard value.isObject || value.isNull else {
      throw .unexpected(column, String(value.source.string.prefix(80)), expected: "a JSON object")
    }
  }

  private mutating func location(
    _ value: JSONValue, _ patch: inout EndpointPatch, into arena: inout ByteArena,
    _ notes: inout RecordNotes
  ) throws(RecordFault) -> MapRanges.Range {
    try object(value, "Location")
    let start = maps.count
    names.begin(.location)
    for (name, member) in value.members {
      let key = plain(name, into: &arena)
      try names.add(key, in: .location)
      if key.equals("Country") {
        let text = try scalar(member, "Location.Country", into: &arena, &notes)
        patch.country = Countries.alpha2(text, &arena, &notes)
        if member.isNull { patch.cleared.insert(.country) }
      } else if key.equals("Latitude") || key.equals("Longitude") {
        begin(name, start)
        let column = "Location.\(key.string)"
        let limit = key.equals("Latitude") ? 90 : 180
        if !member.isNull { try FieldRules.checkDegrees(member.source, upTo: limit, column) }
        maps.append(member.source)
      } else if key.equals("City") || key.equals("PostalCode") || key.equals("Region") {
        begin(name, start)
        try appendText(member, "Location.\(key.string)", &notes)
      } else {
        let text = "Location.\(name.string ?? "")"
        notes.add(.unknownMember, text, "expected a member of an endpoint, passed over '\(text)'")
      }
    }
    return end(start)
  }
}
