import DueModel
import DueSystem

/// Takes records that are surely simple, a batch at a time, and puts the rest off.
package protocol EndpointIntake: ~Copyable {
  /// The rest of the records is the business of the database.
  var isFull: Bool { get }

  /// Takes the records of a batch, each if it is surely simple; hands on what became of it.
  mutating func add(
    _ patches: [EndpointPatch], _ tell: (EndpointPatch, IntakeOutcome) throws -> Void
  ) throws
}

package enum IntakeOutcome {
  case created(Int64)
  /// About an endpoint that is there: whether it is another one then, will be known at the end.
  case taken(Int64)
  /// To be applied when the tables stand.
  case putOff
  case refused(RecordFault)
}

extension EndpointPatch {
  /// Why a record that would make an endpoint cannot: it has no channel, or no address.
  package var lacksEndpoint: RecordFault {
    .missing(
      channel == nil ? "ChannelType" : "Address", "for an endpoint that the store does not have")
  }

  /// Why a record cannot be used that is of no endpoint of the project.
  package var isUnknown: RecordFault {
    let column = id.isEmpty ? "Address" : "Id"
    let value = id.isEmpty ? address : id
    return .unexpected(column, value.string, expected: "an endpoint of the project")
  }

  /// The value of its `AddressKey`; nil without a channel or an address.
  func addressKey(_ project: Project) -> Int64? {
    guard let channel, !address.isEmpty else { return nil }
    return AddressKey(project: project.seq, family: channel.family, address: address).value
  }

  /// Whether the record can be stored as it is: nothing to be removed, nothing overlong.
  var isPlain: Bool {
    if !userAttributes.isEmpty, userID.isEmpty { return false }
    let size =
      id.count + address.count + attributes.count + metrics.count + location.count
      + demographic.count + requestID.count + country.count
    if size > 3_000 || userID.count + userAttributes.count > 3_000 { return false }
    return !MapMerge.mayRemove(attributes) && !MapMerge.mayRemove(metrics)
      && !MapMerge.mayRemove(location) && !MapMerge.mayRemove(demographic)
      && !MapMerge.mayRemove(userAttributes)
  }
}

/// What records that were put off are about: later records about any of it are put off too.
struct PutOff {
  private(set) var all = false
  private var users: Set<UInt64> = []
  private var addresses: Set<Int64> = []
  private var ids: Set<UInt64> = []

  /// Everything is put off from here on.
  mutating func everything() { all = true }

  /// - Parameters:
  ///   - address: the value of the record's `AddressKey`, or nil where it is not known.
  mutating func add(_ patch: EndpointPatch, address: Int64?) {
    if let address { addresses.insert(address) }
    if !patch.id.isEmpty { ids.insert(patch.id.hash64) }
    if !patch.userID.isEmpty {
      users.insert(patch.userID.hash64)
    } else if !patch.userAttributes.isEmpty {
      all = true  // whose attributes, only the tables will tell
    }
  }

  var hasUsers: Bool { !users.isEmpty }
  func hasUser(_ hash: UInt64) -> Bool { !users.isEmpty && users.contains(hash) }
  func hasAddress(_ key: Int64) -> Bool { !addresses.isEmpty && addresses.contains(key) }

  /// Whether a record that was put off may be about the endpoint, the address or the user of
  /// `patch`.
  func has(_ patch: EndpointPatch, _ terms: RenewalTerms) -> Bool {
    if ids.isEmpty && addresses.isEmpty && users.isEmpty { return false }
    return ids.contains(patch.id.hash64)
      || patch.addressKey(terms.project).map(addresses.contains) ?? false
      || !patch.userID.isEmpty && users.contains(patch.userID.hash64)
  }
}
