import DueFormats
import DueModel
import DueSystem
import GRDB

/// Creates and updates endpoints and users, a batch of records at a time.
///
/// Records count in the order in which they come: of two that name one value the later stands,
/// also within a batch. Ids, addresses and users of a batch are looked up in sorted order, each
/// row is read once and written once.
///
/// Source: Pinpoint API, UpdateEndpoint: a member named is changed, the rest stays; another
/// endpoint of the same address becomes INACTIVE.
package struct EndpointUpsert: ~Copyable {
  /// What became of one record.
  package enum Outcome: Sendable, Equatable {
    case created(Int64)
    case updated(Int64)
    case unchanged(Int64)
    /// A record of a user id alone: `user.seq`.
    case user(Int64)
    case refused(RecordFault)
  }

  let project: Project
  let takesAddresses: Bool
  let now: Instant
  let tables: UpsertTables
  var merge = MapMerge()
  /// What the batch keeps of rows of the store, and maps merged in it.
  var arena = ByteArena()
  var nextEndpoint: Int64
  var nextUser: Int64

  // The batch in hand.
  var entries: [EndpointEntry] = []
  var ids = ByteKeys()
  /// Entry of each id number; -1 where the store has no such endpoint (yet).
  var entryOfID: [Int32] = []
  var entryOfSeq: [Int64: Int32] = [:]
  /// Where the entries of each address key are, in `places`.
  var addresses: [Int64: Int32] = [:]
  var places: [AddressPlace] = []
  var users = ByteKeys()
  var userEntries: [UserEntry] = []
  var userOfSeq: [Int64: Int] = [:]
  /// The id that each record without one would have.
  var generated: [Bytes] = []
  /// The entry of each record, or -1.
  var entryOfRow: [Int32] = []

  /// - Parameters:
  ///   - takesAddresses: an endpoint takes its address over from others, which become INACTIVE.
  ///   - now: the time of the update where a record has none.
  package static func prepared(
    for project: Project, takesAddresses: Bool, now: Instant, _ database: Database
  ) throws -> EndpointUpsert {
    EndpointUpsert(
      project: project, takesAddresses: takesAddresses, now: now,
      tables: try UpsertTables(project, database),
      nextEndpoint: 1 + (try Int64.fetchOne(database, sql: "SELECT max(seq) FROM endpoint") ?? 0),
      nextUser: 1 + (try Int64.fetchOne(database, sql: "SELECT max(seq) FROM user") ?? 0))
  }

  private init(
    project: Project, takesAddresses: Bool, now: Instant, tables: UpsertTables,
    nextEndpoint: Int64, nextUser: Int64
  ) {
    self.project = project
    self.takesAddresses = takesAddresses
    self.now = now
    self.tables = tables
    self.nextEndpoint = nextEndpoint
    self.nextUser = nextUser
  }

  /// Applies `patches` in order; one outcome each.
  package mutating func apply(_ patches: UnsafeBufferPointer<EndpointPatch>) throws -> [Outcome] {
    begin()
    try findUsers(patches)
    try findEndpoints(patches)
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(patches.count)
    for (row, patch) in patches.enumerated() { outcomes.append(try apply(patch, row)) }
    settle(&outcomes)
    try writeUsers()
    for entry in entries where entry.isChanged || entry.isActive != entry.wasActive {
      try tables.write(entry)
    }
    return outcomes
  }

  /// The id of the endpoint that record `row` of the batch in hand is about; empty for none.
  package func id(ofRow row: Int) -> Bytes {
    let entry = entryOfRow[row]
    return entry < 0 ? Bytes(start: nil, count: 0) : entries[Int(entry)].id
  }

  /// What a batch changes and changes back is no change.
  private mutating func settle(_ outcomes: inout [Outcome]) {
    for index in entries.indices where entries[index].isChanged && !entries[index].isNew {
      let entry = entries[index]
      guard let original = entry.original, original.value.isEqual(to: entry),
        entry.statedEffective ?? original.value.effective == original.value.effective
      else { continue }
      entries[index].isChanged = false
    }
    for (row, outcome) in outcomes.enumerated() {
      guard case .updated(let seq) = outcome else { continue }
      let entry = entries[Int(entryOfRow[row])]
      if !entry.isNew, !entry.isChanged, entry.isActive == entry.wasActive {
        outcomes[row] = .unchanged(seq)
      }
    }
  }

  private mutating func begin() {
    arena.removeAll()
    entries.removeAll(keepingCapacity: true)
    ids.removeAll()
    entryOfID.removeAll(keepingCapacity: true)
    entryOfSeq.removeAll(keepingCapacity: true)
    addresses.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    users.removeAll()
    userEntries.removeAll(keepingCapacity: true)
    userOfSeq.removeAll(keepingCapacity: true)
    generated.removeAll(keepingCapacity: true)
    entryOfRow.removeAll(keepingCapacity: true)
  }

  private mutating func apply(_ patch: EndpointPatch, _ row: Int) throws -> Outcome {
    entryOfRow.append(-1)
    if patch.isUserOnly { return .user(try applyUser(patch, to: userEntry(patch.userID))) }
    let found = try find(patch, row)
    if let fault = Self.refusal(of: patch, for: found.map { entries[$0] }) {
      return .refused(fault)
    }
    let isNew = found == nil
    let index = found ?? addEntry(patch.id.isEmpty ? generated[row] : patch.id)
    entryOfRow[row] = Int32(index)
    let statusChanges = entries[index].isActive != (patch.isActive ?? true)
    var changed = try change(index, patch)
    if try applyUser(of: patch, to: index) { changed = true }
    if changed {
      entries[index].isChanged = true
      entries[index].effective = patch.effective ?? now
    }
    if let effective = patch.effective { entries[index].statedEffective = effective }
    if takesAddresses { takeAddress(index) }
    let seq = entries[index].seq
    return isNew ? .created(seq) : changed || statusChanges ? .updated(seq) : .unchanged(seq)
  }

  /// Gives the entry the user of the record, and the user what the record says of it; whether the
  /// entry has another user than before.
  private mutating func applyUser(of patch: EndpointPatch, to index: Int) throws -> Bool {
    let before = entries[index].user
    if !patch.userID.isEmpty {
      entries[index].user = try applyUser(patch, to: userEntry(patch.userID))
    } else if patch.cleared.contains(.user) {
      entries[index].user = nil
    } else if let user = before, !patch.userAttributes.isEmpty {
      _ = try applyUser(patch, to: userEntry(at: user))
    }
    return entries[index].user != before
  }

  /// Why the store cannot take `patch` for `entry`, which is nil for a new endpoint.
  private static func refusal(of patch: EndpointPatch, for entry: EndpointEntry?) -> RecordFault? {
    if !patch.userAttributes.isEmpty, patch.userID.isEmpty, entry?.user == nil {
      return .missing("User.UserId", "beside user attributes")
    }
    if patch.channel != nil, !patch.address.isEmpty { return nil }
    guard let entry else {
      let why = "for an endpoint that the store does not have"
      return .missing(patch.channel == nil ? "ChannelType" : "Address", why)
    }
    guard patch.channel != nil || !patch.address.isEmpty else { return nil }
    let address = patch.address.isEmpty ? entry.address : patch.address
    guard let channel = patch.channel ?? Channel(entry.channel),
      let expected = AddressForm.expectation(address, channel)
    else { return nil }
    return .unexpected("Address", address.string, expected: expected)
  }

  private mutating func addEntry(_ id: Bytes) -> Int {
    var entry = EndpointEntry()
    entry.seq = nextEndpoint
    nextEndpoint += 1
    entry.isNew = true
    entry.id = id
    entry.created = now
    entryOfID[ids.number(of: id).index] = Int32(entries.count)
    entries.append(entry)
    return entries.count - 1
  }

  /// Applies `patch` to an entry; whether anything but its status is another than before.
  private mutating func change(_ index: Int, _ patch: EndpointPatch) throws -> Bool {
    var entry = entries[index]
    let before = entry
    if !entry.isNew, entry.original == nil { entry.original = EndpointOriginal(before) }
    if let channel = patch.channel, !entry.channel.equals(channel.bytes) {
      entry.channel = channel.bytes
    }
    if !patch.address.isEmpty, !entry.address.equals(patch.address) {
      entry.address = patch.address
    }
    entry.isActive = patch.isActive ?? true
    if let optedOut = patch.isOptedOut { entry.isOptedOut = optedOut }
    if let cohort = patch.cohort { entry.cohort = Int64(cohort) }
    if patch.cleared.contains(.country) { entry.country = Bytes(start: nil, count: 0) }
    if patch.cleared.contains(.requestID) { entry.requestID = Bytes(start: nil, count: 0) }
    if !patch.country.isEmpty, !entry.country.equals(patch.country) {
      entry.country = patch.country
    }
    if !patch.requestID.isEmpty, !entry.requestID.equals(patch.requestID) {
      entry.requestID = patch.requestID
    }
    entry.location = try merge(entry.location, patch.location, into: &arena)
    entry.demographic = try merge(entry.demographic, patch.demographic, into: &arena)
    entry.attributes = try merge(entry.attributes, patch.attributes, into: &arena)
    entry.metrics = try merge(entry.metrics, patch.metrics, into: &arena)
    var changed = entry.isNew && !entry.isChanged || !entry.isSame(as: before)
    if let effective = patch.effective, entry.effective != effective { changed = true }
    let moved =
      !entry.address.isSamePlace(as: before.address)
      || !entry.channel.isSamePlace(as: before.channel)
    entry.addressChanged = entry.addressChanged || moved
    entries[index] = entry
    if moved { link(index) }
    return changed
  }
}
