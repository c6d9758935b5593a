import DueModel
import DueSystem

/// An endpoint that a batch of changes touches, as it is at the moment.
struct EndpointEntry {
  var seq: Int64 = 0
  var isNew = false
  /// To be written.
  var isChanged = false
  /// The address or the channel is to be written too: an index hangs on them.
  var addressChanged = false
  var isActive = true
  /// The status before the batch.
  var wasActive = true
  /// The status that the row in the store has.
  var storedActive = true
  var isOptedOut = false
  var cohort: Int64?
  var user: Int64?
  var effective: Instant?
  var created: Instant?
  /// The last time that a record of the batch has given.
  var statedEffective: Instant?
  /// Where the values lie that the store has, once the batch has changed some; -1 before.
  var original: Int32 = -1
  var addressKey: AddressKey?
  var id = Bytes(start: nil, count: 0)
  var channel = Bytes(start: nil, count: 0)
  var address = Bytes(start: nil, count: 0)
  var country = Bytes(start: nil, count: 0)
  var location = Bytes(start: nil, count: 0)
  var demographic = Bytes(start: nil, count: 0)
  var attributes = Bytes(start: nil, count: 0)
  var metrics = Bytes(start: nil, count: 0)
  var requestID = Bytes(start: nil, count: 0)

  /// Whether nothing that a record can name, the status aside, differs from `other`, an earlier state of the same
  /// entry: a value that was set anew lies in another place.
  func isSame(as other: EndpointEntry) -> Bool {
    isOptedOut == other.isOptedOut && cohort == other.cohort
      && channel.isSamePlace(as: other.channel) && address.isSamePlace(as: other.address)
      && country.isSamePlace(as: other.country) && location.isSamePlace(as: other.location)
      && demographic.isSamePlace(as: other.demographic)
      && attributes.isSamePlace(as: other.attributes) && metrics.isSamePlace(as: other.metrics)
      && requestID.isSamePlace(as: other.requestID)
  }

  /// As `isSame`, the user included, for states whose values may lie in different places.
  func isEqual(to other: EndpointEntry) -> Bool {
    isOptedOut == other.isOptedOut && cohort == other.cohort && user == other.user
      && channel.equals(other.channel) && address.equals(other.address)
      && country.equals(other.country) && location.equals(other.location)
      && demographic.equals(other.demographic) && attributes.equals(other.attributes)
      && metrics.equals(other.metrics) && requestID.equals(other.requestID)
  }
}

/// A user that a batch of changes touches, as it is at the moment.
struct UserEntry {
  /// 0 until a record that is taken needs it.
  var seq: Int64 = 0
  var isNew = true
  var isChanged = false
  /// A record of the batch says something of the attributes.
  var isDescribed = false
  /// What the store has; nil until it was read.
  var original: Bytes?
  var attributes = Bytes(start: nil, count: 0)
}

extension UnsafeRawBufferPointer {
  /// Whether these are the very same bytes in memory, or both none.
  func isSamePlace(as other: UnsafeRawBufferPointer) -> Bool {
    count == other.count && (count == 0 || baseAddress == other.baseAddress)
  }
}
