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

extension EndpointEntry {
  /// Whether a record says of itself that it is of an earlier time than what is there.
  func isNewer(than patch: EndpointPatch) -> Bool {
    guard let theirs = patch.effective, let effective else { return false }
    return theirs < effective
  }

  /// Whether a record says of itself that it is of a later time than what is there.
  func isOlder(than patch: EndpointPatch) -> Bool {
    guard let theirs = patch.effective, let effective else { return false }
    return effective < theirs
  }

  /// Applies what `patch` says, but for its user; whether anything but the status is another than
  /// before. Values are those of the patch where it has them, merged ones are put into `arena`.
  mutating func apply(
    _ patch: EndpointPatch, _ merge: inout MapMerge, into arena: inout ByteArena
  ) throws -> Bool {
    let before = self
    if let channel = patch.channel, !self.channel.equals(channel.bytes) {
      self.channel = channel.bytes
    }
    if !patch.address.isEmpty, !address.equals(patch.address) { address = patch.address }
    isActive = patch.isActive ?? true
    if let optedOut = patch.isOptedOut { isOptedOut = optedOut }
    if let cohort = patch.cohort { self.cohort = Int64(cohort) }
    if patch.cleared.contains(.country) { country = Bytes(start: nil, count: 0) }
    if patch.cleared.contains(.requestID) { requestID = Bytes(start: nil, count: 0) }
    if !patch.country.isEmpty, !country.equals(patch.country) { country = patch.country }
    if !patch.requestID.isEmpty, !requestID.equals(patch.requestID) { requestID = patch.requestID }
    location = try merge(location, patch.location, into: &arena)
    demographic = try merge(demographic, patch.demographic, into: &arena)
    attributes = try merge(attributes, patch.attributes, into: &arena)
    metrics = try merge(metrics, patch.metrics, into: &arena)
    if !address.isSamePlace(as: before.address) || !channel.isSamePlace(as: before.channel) {
      addressChanged = true
    }
    if isNew, !isChanged { return true }
    return !isSame(as: before) || patch.effective.map { $0 != effective } ?? false
  }

  /// Takes over the columns of a row of the table, in the order of the schema; the project, or nil
  /// for a record that is none.
  mutating func read(_ record: Bytes) -> Int64? {
    var cells = RecordCells(record)
    cells.skip()
    let project = cells.integer()
    country = cells.text()
    channel = cells.text()
    isActive = !cells.text().equals("INACTIVE")
    wasActive = isActive
    storedActive = isActive
    isOptedOut = cells.text().equals("ALL")
    effective = cells.integer().map(Instant.init(milliseconds:))
    created = cells.integer().map(Instant.init(milliseconds:))
    cohort = cells.integer()
    user = cells.integer()
    id = cells.text()
    address = cells.text()
    addressKey = cells.integer().map(AddressKey.init(value:))
    attributes = cells.text()
    metrics = cells.text()
    location = cells.text()
    demographic = cells.text()
    requestID = cells.text()
    return cells.isBroken ? nil : project
  }

  /// Writes the row, its columns in the order of the schema.
  func write(to record: inout RecordText, project: Int64) {
    record.removeAll()
    record.addNull()
    record.add(project)
    record.add(country)
    record.add(channel)
    if isActive { record.addNull() } else { record.add("INACTIVE" as StaticString) }
    if isOptedOut { record.add("ALL" as StaticString) } else { record.addNull() }
    record.add(effective?.milliseconds)
    record.add(created?.milliseconds)
    record.add(cohort)
    record.add(user)
    record.add(id)
    record.add(address)
    record.add(addressKey?.value)
    record.add(attributes)
    record.add(metrics)
    record.add(location)
    record.add(demographic)
    record.add(requestID)
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
