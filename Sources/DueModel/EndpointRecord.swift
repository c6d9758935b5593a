import DueFormats
import DueSystem

/// Reads endpoints of JSON lines where they lie.
///
/// The view it gives is valid until the next one, or until the record goes. As it is in a record,
/// `location` has its `Country` too.
package struct EndpointRecord: ~Copyable {
  /// Texts of the record in hand that had escapes, decoded.
  private var decoded = ByteBuffer(capacity: 256)

  package init() {}

  /// The endpoint of a record; the object under `EndpointResponse` where it is one of these.
  ///
  /// - Throws: `RecordFault` for a record that is no object, has no `Id`, or has a member of
  ///   another kind than that member is.
  package mutating func view(of record: JSONValue) throws(RecordFault) -> EndpointView {
    guard record.isObject else {
      throw RecordFault(column: nil, "expected an object in the record")
    }
    // Room for every text there may be: the buffer must not move while the view points into it.
    decoded.removeAll()
    decoded.reserve(record.source.count)
    var view = EndpointView()
    var members = record.members
    while let (name, value) = members.next() {
      if value.isNull { continue }
      let name = try name.hasEscapes ? text(name, "") : name.rawString
      if name.count == 16, name.equals("EndpointResponse") { return try self.view(of: value) }
      try read(name, value, into: &view)
    }
    guard !view.id.isEmpty else {
      throw RecordFault(column: "Id", "expected a value in 'Id', found none")
    }
    return view
  }

  @inline(__always)
  private mutating func read(_ name: Bytes, _ value: JSONValue, into view: inout EndpointView)
    throws(RecordFault)
  {
    switch name.count {
    case 2 where name.equals("Id"): view.id = try text(value, "Id")
    case 4 where name.equals("User"): try readUser(value, into: &view)
    case 6 where name.equals("OptOut"): view.isOptedOut = try text(value, "OptOut").equals("ALL")
    case 7 where name.equals("Address"): view.address = try text(value, "Address")
    case 7 where name.equals("Metrics"): view.metrics = try object(value, "Metrics")
    case 8 where name.equals("Location"): try readLocation(value, into: &view)
    case 8 where name.equals("CohortId"):
      view.cohort = try text(value, "CohortId").string.isEmpty ? nil : Int(value.string ?? "")
    case 9 where name.equals("RequestId"): view.requestID = try text(value, "RequestId")
    case 10 where name.equals("Attributes"): view.attributes = try object(value, "Attributes")
    case 11 where name.equals("ChannelType"): view.channel = try text(value, "ChannelType")
    case 11 where name.equals("Demographic"): view.demographic = try object(value, "Demographic")
    case 12 where name.equals("CreationDate"): view.created = try instant(value, "CreationDate")
    case 13 where name.equals("EffectiveDate"): view.effective = try instant(value, "EffectiveDate")
    case 14 where name.equals("EndpointStatus"):
      view.isActive = try !text(value, "EndpointStatus").equals("INACTIVE")
    default: break
    }
  }

  private mutating func readLocation(_ value: JSONValue, into view: inout EndpointView)
    throws(RecordFault)
  {
    view.location = try object(value, "Location")
    var members = value.members
    while let (name, value) = members.next() {
      if name.equals("Country"), !value.isNull {
        view.country = try text(value, "Location.Country")
      }
    }
  }

  private mutating func readUser(_ value: JSONValue, into view: inout EndpointView)
    throws(RecordFault)
  {
    _ = try object(value, "User")
    var members = value.members
    while let (name, value) = members.next() {
      if value.isNull { continue }
      if name.equals("UserId") {
        view.userID = try text(value, "User.UserId")
      } else if name.equals("UserAttributes") {
        view.userAttributes = try object(value, "User.UserAttributes")
      }
    }
  }

  @inline(__always)
  private mutating func text(_ value: JSONValue, _ column: String) throws(RecordFault) -> Bytes {
    guard value.isString else { throw Self.unexpected(column, value, "a text") }
    guard value.hasEscapes else { return value.rawString }
    let start = decoded.count
    decoded.append(decoded: value)
    return Bytes(rebasing: decoded.bytes[start...])
  }

  @inline(__always)
  private func object(_ value: JSONValue, _ column: String) throws(RecordFault) -> Bytes {
    guard value.isObject else { throw Self.unexpected(column, value, "an object") }
    return value.source
  }

  private mutating func instant(_ value: JSONValue, _ column: String) throws(RecordFault)
    -> Instant
  {
    guard let instant = Instant(try text(value, column)) else {
      throw Self.unexpected(column, value, "a time with its zone")
    }
    return instant
  }

  private static func unexpected(_ column: String, _ value: JSONValue, _ expected: String)
    -> RecordFault
  {
    .unexpected(column, value.string ?? value.source.string, expected: expected)
  }
}
