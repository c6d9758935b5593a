import DueSystem

/// What one record says of one endpoint: what it names is changed, the rest stays.
///
/// Bytes that somebody else owns, checked and in canonical form. Empty bytes are values not given.
/// Maps are JSON objects without white space and without a name twice; a member that is `null`
/// is to be removed.
package struct EndpointPatch {
  package var id = Bytes(start: nil, count: 0)
  package var address = Bytes(start: nil, count: 0)
  package var channel: Channel?
  package var isActive: Bool?
  package var isOptedOut: Bool?
  package var cohort: Int8?
  package var cleared: Cleared = []
  /// The physical line of the record.
  package var line = 0
  package var effective: Instant?
  package var country = Bytes(start: nil, count: 0)
  /// Without `Country`.
  package var location = Bytes(start: nil, count: 0)
  package var demographic = Bytes(start: nil, count: 0)
  package var attributes = Bytes(start: nil, count: 0)
  package var metrics = Bytes(start: nil, count: 0)
  package var requestID = Bytes(start: nil, count: 0)
  package var userID = Bytes(start: nil, count: 0)
  package var userAttributes = Bytes(start: nil, count: 0)
  /// The bytes of the record as they came, where the store may still refuse it.
  package var source = Bytes(start: nil, count: 0)

  /// Members that are to be removed and have no map to say so.
  package struct Cleared: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let country = Cleared(rawValue: 1)
    package static let requestID = Cleared(rawValue: 2)
    package static let user = Cleared(rawValue: 4)
  }

  package init() {}

  /// Whether anything but the user is named: a record of a user id alone means all of the user's
  /// endpoints, whichever they are.
  package var isUserOnly: Bool {
    id.isEmpty && address.isEmpty && channel == nil && !userID.isEmpty && attributes.isEmpty
      && metrics.isEmpty && location.isEmpty && country.isEmpty && demographic.isEmpty
  }
}
