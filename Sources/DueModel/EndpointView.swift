import DueFormats
import DueSystem

/// One endpoint as it lies in a store row or a record: bytes that somebody else owns.
///
/// Valid as long as its source says, usually until the next row. Maps are JSON objects as text,
/// empty where there is none: `attributes` and `userAttributes` name → list of strings, `metrics`
/// name → number; `location` is without `Country`, which stands alone.
///
/// Source: Pinpoint API, `EndpointResponse`.
package struct EndpointView {
  package var id = Bytes(start: nil, count: 0)
  package var channel = Bytes(start: nil, count: 0)
  package var address = Bytes(start: nil, count: 0)
  /// `EndpointStatus` is ACTIVE, or not given.
  package var isActive = true
  /// `OptOut` is ALL.
  package var isOptedOut = false
  /// `EffectiveDate`: the last update.
  package var effective: Instant?
  package var created: Instant?
  /// `CohortId`, 0 to 99.
  package var cohort: Int?
  package var country = Bytes(start: nil, count: 0)
  package var location = Bytes(start: nil, count: 0)
  package var demographic = Bytes(start: nil, count: 0)
  package var attributes = Bytes(start: nil, count: 0)
  package var metrics = Bytes(start: nil, count: 0)
  package var requestID = Bytes(start: nil, count: 0)
  package var userID = Bytes(start: nil, count: 0)
  package var userAttributes = Bytes(start: nil, count: 0)

  package init() {}
}

extension ByteBuffer {
  /// Appends an endpoint in the shape of Pinpoint's import and export files, on one line without
  /// its line end. Members that are not given are left out.
  package mutating func append(_ endpoint: EndpointView, project: String? = nil) {
    append(#"{"Id":"# as StaticString)
    append(jsonString: endpoint.id)
    if let project {
      append(#","ApplicationId":"# as StaticString)
      append(jsonString: project)
    }
    append(member: #","ChannelType":"#, endpoint.channel)
    append(member: #","Address":"#, endpoint.address)
    append(#","EndpointStatus":"# as StaticString)
    append(endpoint.isActive ? #""ACTIVE""# as StaticString : #""INACTIVE""#)
    append(#","OptOut":"# as StaticString)
    append(endpoint.isOptedOut ? #""ALL""# as StaticString : #""NONE""#)
    append(member: #","RequestId":"#, endpoint.requestID)
    append(member: #","EffectiveDate":"#, endpoint.effective)
    append(member: #","CreationDate":"#, endpoint.created)
    if let cohort = endpoint.cohort {
      append(#","CohortId":""# as StaticString)
      append(decimal: Int64(cohort))
      append(UInt8(ascii: "\""))
    }
    appendLocation(endpoint)
    append(map: #","Demographic":"#, endpoint.demographic)
    append(map: #","Attributes":"#, endpoint.attributes)
    append(map: #","Metrics":"#, endpoint.metrics)
    if !endpoint.userID.isEmpty {
      append(#","User":{"UserId":"# as StaticString)
      append(jsonString: endpoint.userID)
      append(map: #","UserAttributes":"#, endpoint.userAttributes)
      append(UInt8(ascii: "}"))
    }
    append(UInt8(ascii: "}"))
  }

  private mutating func appendLocation(_ endpoint: EndpointView) {
    guard !endpoint.country.isEmpty else { return append(map: #","Location":"#, endpoint.location) }
    append(#","Location":{"Country":"# as StaticString)
    append(jsonString: endpoint.country)
    if endpoint.location.count > 2 {
      append(UInt8(ascii: ","))
      append(Bytes(rebasing: endpoint.location[1...]))
    } else {
      append(UInt8(ascii: "}"))
    }
  }

  private mutating func append(member name: StaticString, _ text: Bytes) {
    guard !text.isEmpty else { return }
    append(name)
    append(jsonString: text)
  }

  package mutating func append(member name: StaticString, _ instant: Instant?) {
    guard let instant else { return }
    append(name)
    append(UInt8(ascii: "\""))
    append(instant)
    append(UInt8(ascii: "\""))
  }

  private mutating func append(map name: StaticString, _ object: Bytes) {
    guard object.count > 2 else { return }
    append(name)
    append(object)
  }
}
