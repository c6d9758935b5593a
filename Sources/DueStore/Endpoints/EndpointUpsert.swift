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
  let createsEndpoints: Bool
  let keepsNewer: Bool
  let now: Instant
  let tables: UpsertTables
  var merge = MapMerge()
  /// What the batch keeps of rows of the store, and maps merged in it.
  var arena = ByteArena()
  var nextEndpoint: Int64
  var nextUser: Int64
  var statuses = PendingStatuses()
  /// Records that were passed over, as what is there is newer.
  package private(set) var older = 0

  // The batch in hand.
  var entries: [EndpointEntry] = []
  /// Entries as the store has them.
  var originals: [EndpointEntry] = []
  /// The places of entries that were read, in order.
  var readSeqs: [Int64] = []
  var ids = ByteKeys()
  /// Entry of each id number; -1 where the store has no such endpoint (yet).
  var entryOfID: [Int32] = []
  var addresses = AddressPlaces()
  var users = ByteKeys()
  var userEntries: [UserEntry] = []
  var userOfSeq: [Int64: Int] = [:]
  /// The number of each record's id, be it one that was made for it, and of its user; or -1.
  var idOfRow: [Int32] = []
  var userOfRow: [Int32] = []
  /// The entry of each record, or -1.
  var entryOfRow: [Int32] = []

  /// - Parameters:
  ///   - takesAddresses: an endpoint takes its address over from others, which become INACTIVE.
  ///   - createsEndpoints: a record of an endpoint that is not there makes it.
  ///   - keepsNewer: of what has times of its own the latest stands, in whatever order it comes. What
  ///     a record says of its user has none, and counts in the order of the records.
  ///   - now: the time of the update where a record has none.
  ///   - snapshot: the endpoints and users that are there, as nothing has changed them since the
  ///     transaction began.
  package static func prepared(
    for project: Project, takesAddresses: Bool, createsEndpoints: Bool = true,
    keepsNewer: Bool = false, now: Instant, snapshot: StoreSnapshot? = nil, _ database: Database
  ) throws -> EndpointUpsert {
    let last = try LastPlaces(database)
    return EndpointUpsert(
      project: project, takesAddresses: takesAddresses, createsEndpoints: createsEndpoints,
      keepsNewer: keepsNewer, now: now,
      tables: try UpsertTables(
        project, snapshot, lastEndpoint: last.endpoint, lastUser: last.user, database),
      nextEndpoint: last.endpoint + 1, nextUser: last.user + 1)
  }

  private init(
    project: Project, takesAddresses: Bool, createsEndpoints: Bool, keepsNewer: Bool,
    now: Instant, tables: UpsertTables, nextEndpoint: Int64, nextUser: Int64
  ) {
    self.project = project
    self.takesAddresses = takesAddresses
    self.createsEndpoints = createsEndpoints
    self.keepsNewer = keepsNewer
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
    for row in patches.indices { outcomes.append(try apply(patches[row], row)) }
    settle(&outcomes)
    try writeUsers()
    try writeEndpoints()
    return outcomes
  }

  /// Writes what waits for the end: call it when no record is left, before anything else looks at
  /// the endpoints.
  package mutating func finish() throws {
    try statuses.flush { seq, isActive, key in try tables.setStatus(isActive, of: seq, key: key) }
  }

  /// The id of the endpoint that record `row` of the batch in hand is about; empty for none.
  package func id(ofRow row: Int) -> Bytes {
    let entry = entryOfRow[row]
    return entry < 0 ? Bytes(start: nil, count: 0) : entries[Int(entry)].id
  }

  /// What a batch changes and changes back is no change.
  private mutating func settle(_ outcomes: inout [Outcome]) {
    for index in entries.indices where entries[index].original >= 0 {
      let entry = entries[index]
      let original = originals[Int(entry.original)]
      guard original.isEqual(to: entry),
        entry.statedEffective ?? original.effective == original.effective
      else { continue }
      entries[index].isChanged = false
      entries[index].addressChanged = false
    }
    for row in outcomes.indices {
      guard case .updated(let seq) = outcomes[row] else { continue }
      let entry = Int(entryOfRow[row])
      if !entries[entry].isNew, !entries[entry].isChanged,
        entries[entry].isActive == entries[entry].wasActive
      {
        outcomes[row] = .unchanged(seq)
      }
    }
  }

  private mutating func writeEndpoints() throws {
    for index in entries.indices where entries[index].isChanged { try tables.write(entries[index]) }
    // Who gives an address up comes first, so that its place is free.
    for gains in [false, true] {
      for index in entries.indices where entries[index].isActive == gains {
        try note(index)
      }
    }
    if statuses.isFull { try finish() }
  }

  /// Sees to the status of an entry whose row was not written with it.
  private mutating func note(_ index: Int) throws {
    let seq = entries[index].seq
    let isActive = entries[index].isActive
    if entries[index].isNew { return }
    if entries[index].isChanged && entries[index].addressChanged
      || isActive == entries[index].storedActive
    {
      return statuses.remove(seq)
    }
    if isActive == entries[index].wasActive { return }
    let key = entries[index].addressKey?.value
    if let key, statuses.set(isActive, of: seq, key: key) { return }
    statuses.remove(seq)
    try tables.setStatus(isActive, of: seq, key: key ?? 0)
  }

  private mutating func begin() {
    arena.removeAll()
    entries.removeAll(keepingCapacity: true)
    originals.removeAll(keepingCapacity: true)
    readSeqs.removeAll(keepingCapacity: true)
    ids.removeAll()
    entryOfID.removeAll(keepingCapacity: true)
    addresses.removeAll()
    users.removeAll()
    userEntries.removeAll(keepingCapacity: true)
    userOfSeq.removeAll(keepingCapacity: true)
    idOfRow.removeAll(keepingCapacity: true)
    userOfRow.removeAll(keepingCapacity: true)
    entryOfRow.removeAll(keepingCapacity: true)
  }

  private mutating func apply(_ patch: EndpointPatch, _ row: Int) throws -> Outcome {
    entryOfRow.append(-1)
    if patch.isUserOnly { return .user(try applyUser(patch, to: Int(userOfRow[row]))) }
    let found = find(patch, row)
    if let fault = refusal(of: patch, for: found) { return .refused(fault) }
    let isNew = found == nil
    let index = found ?? addEntry(Int(idOfRow[row]))
    entryOfRow[row] = Int32(index)
    let before = entries[index]
    if keepsNewer, before.isNewer(than: patch) { return try passOver(patch, row, index) }
    let statusChanges = before.isActive != (patch.isActive ?? true)
    var changed = try change(index, patch)
    if try applyUser(of: patch, row, to: index) { changed = true }
    if keepsNewer, before.isOlder(than: patch) { changed = true }
    if changed {
      if !entries[index].isNew, before.original < 0 {
        entries[index].original = Int32(originals.count)
        originals.append(before)
      }
      entries[index].isChanged = true
      entries[index].effective = patch.effective ?? now
    }
    if let effective = patch.effective { entries[index].statedEffective = effective }
    if takesAddresses { takeAddress(index) }
    if isNew { return .created(before.seq) }
    return changed || statusChanges ? .updated(before.seq) : .unchanged(before.seq)
  }

  /// Takes what a record of an earlier time says of its user, and no more.
  private mutating func passOver(_ patch: EndpointPatch, _ row: Int, _ index: Int) throws
    -> Outcome
  {
    let user = entries[index].user
    _ = try applyUser(of: patch, row, to: index)
    entries[index].user = user
    older += 1
    return .unchanged(entries[index].seq)
  }

  /// Gives the entry the user of the record, and the user what the record says of it; whether the
  /// entry has another user than before.
  private mutating func applyUser(
    of patch: EndpointPatch, _ row: Int, to index: Int
  ) throws -> Bool {
    let before = entries[index].user
    if !patch.userID.isEmpty {
      entries[index].user = try applyUser(patch, to: Int(userOfRow[row]))
    } else if patch.cleared.contains(.user) {
      entries[index].user = nil
    } else if let user = before, !patch.userAttributes.isEmpty {
      _ = try applyUser(patch, to: userEntry(at: user))
    }
    return entries[index].user != before
  }

  /// Why the store cannot take `patch` for an entry, which is nil for a new endpoint.
  private func refusal(of patch: EndpointPatch, for index: Int?) -> RecordFault? {
    if !patch.userAttributes.isEmpty, patch.userID.isEmpty, user(ofEntry: index) == nil {
      return .missing("User.UserId", "beside user attributes")
    }
    if index == nil, !createsEndpoints { return patch.isUnknown }
    if patch.channel != nil, !patch.address.isEmpty { return nil }
    guard let entry = index.map({ entries[$0] }) else {
      return patch.lacksEndpoint
    }
    guard patch.channel != nil || !patch.address.isEmpty else { return nil }
    let address = patch.address.isEmpty ? entry.address : patch.address
    guard let channel = patch.channel ?? Channel(entry.channel),
      let expected = AddressForm.expectation(address, channel)
    else { return nil }
    return .unexpected("Address", address.string, expected: expected)
  }

  private func user(ofEntry index: Int?) -> Int64? {
    guard let index else { return nil }
    return entries[index].user
  }

  private mutating func addEntry(_ number: Int) -> Int {
    var entry = EndpointEntry()
    entry.seq = nextEndpoint
    nextEndpoint += 1
    entry.isNew = true
    entry.id = ids.keys[number]
    entry.created = now
    entryOfID[number] = Int32(entries.count)
    entries.append(entry)
    return entries.count - 1
  }

  /// Applies `patch` to an entry; whether anything but its status is another than before.
  private mutating func change(_ index: Int, _ patch: EndpointPatch) throws -> Bool {
    var entry = entries[index]
    let moved = entry.addressChanged
    entry.addressChanged = false
    let changed = try entry.apply(patch, &merge, into: &arena)
    let moves = entry.addressChanged
    entry.addressChanged = moved || moves
    entries[index] = entry
    if moves { link(index) }
    return changed
  }
}
