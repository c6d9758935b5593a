import DueFormats
import DueModel
import DueSystem

/// Fills the tables of endpoints and users of a store that has none, page by page.
///
/// Only records that are surely about an endpoint that came for the first time are taken; the
/// rest is put off until the tables stand, and then goes the way of `EndpointUpsert`. What is put
/// off takes all that could touch it along, so that the outcome is that of one record after the
/// other.
package struct EndpointLoad: ~Copyable, EndpointIntake {
  private let project: Project
  private let takesAddresses: Bool
  private let now: Instant
  private var pages: PageStream
  private var endpoints: TreeBuilder
  private var users: TreeBuilder
  private let roots: LoadRoots
  private var ids = KeySorter()
  private var addresses = KeySorter(.prefixes)
  private var userIDs = KeySorter()
  private var seen = KeyFilter()
  private var knownUsers = LoadedUsers()
  private var off = PutOff()
  /// Users of the batch in hand, who may still change; the first one's place.
  private var openUsers: [(id: Bytes, attributes: Bytes)] = []
  private var firstOpenUser: Int64 = 1
  private var lastSlot = LoadedUsers.Slot()
  private var arena = ByteArena()
  private var merge = MapMerge()
  private var record = RecordText()
  private var scratch = ByteBuffer(capacity: 256)
  private var nextEndpoint: Int64 = 1
  private var nextUser: Int64 = 1

  /// More users than this are the business of the database.
  package var isFull: Bool { off.all || knownUsers.count >= LoadedUsers.limit }

  init(
    _ project: Project, takesAddresses: Bool, now: Instant, pages: consuming PageStream,
    roots: LoadRoots
  ) {
    self.project = project
    self.takesAddresses = takesAddresses
    self.now = now
    self.pages = pages
    self.roots = roots
    endpoints = TreeBuilder(.table, root: roots.endpoint)
    users = TreeBuilder(.table, root: roots.user)
  }

  /// Takes the records of a batch, each if it is surely about a new endpoint; hands on what became
  /// of it.
  package mutating func add(
    _ patches: [EndpointPatch], _ tell: (EndpointPatch, IntakeOutcome) throws -> Void
  ) throws {
    var keys: [PatchKeys] = []
    keys.reserveCapacity(patches.count)
    for patch in patches { keys.append(PatchKeys(patch, project)) }
    for row in patches.indices {
      if row + Self.foresight < keys.count { expect(keys[row + Self.foresight]) }
      try tell(patches[row], add(patches[row], keys[row]))
    }
    try endBatch()
  }

  /// How many records ahead memory is asked for.
  private static let foresight = 12

  private func expect(_ keys: PatchKeys) {
    seen.expect(keys.id)
    seen.expect(keys.spreadAddress)
    knownUsers.expect(keys.user, keys.userCheck)
  }

  private mutating func add(_ patch: EndpointPatch, _ keys: PatchKeys) throws -> IntakeOutcome {
    if off.all || patch.isUserOnly { return putOff(patch) }
    guard patch.channel != nil, !patch.address.isEmpty else {
      return refuseOrPutOff(patch)
    }
    let id = patch.id.isEmpty ? generatedID(patch) : patch.id
    let key = AddressKey(value: keys.address)
    let seenID = seen.insert(patch.id.isEmpty ? id.hash64 : keys.id)
    let seenAddress = seen.insert(keys.spreadAddress)
    // A record with an id takes a known address over; one without may be about its endpoint.
    guard !seenID, !(seenAddress && patch.id.isEmpty), patch.isPlain,
      !off.hasAddress(key.value)
    else { return putOff(patch, key) }
    guard let user = try user(of: patch, keys) else {
      return putOff(patch, key)
    }
    try write(patch, id: id, key: key, user: user == 0 ? nil : user)
    nextEndpoint += 1
    return .created(nextEndpoint - 1)
  }

  /// A record without an address or a channel is about an endpoint that came before, or no use.
  private mutating func refuseOrPutOff(_ patch: EndpointPatch) -> IntakeOutcome {
    // Asking leaves a trace, which only puts more off.
    if seen.insert(patch.id.hash64) {
      off.everything()  // which address it is about, only the tables will tell
      return .putOff
    }
    return .refused(patch.lacksEndpoint)
  }

  private mutating func putOff(_ patch: EndpointPatch, _ address: AddressKey? = nil)
    -> IntakeOutcome
  {
    off.add(patch, address: address?.value)
    return .putOff
  }

  private mutating func generatedID(_ patch: EndpointPatch) -> Bytes {
    scratch.removeAll()
    EndpointUpsert.appendGeneratedID(of: patch, to: &scratch)
    return scratch.bytes
  }

  /// The place of the record's user, 0 for none; nil where the user must wait for the tables.
  private mutating func user(of patch: EndpointPatch, _ keys: PatchKeys) throws -> Int64? {
    if patch.userID.isEmpty { return 0 }
    // Endpoints of one user often follow one another.
    if let last = openUsers.last, !off.hasUsers, last.id.equals(patch.userID) {
      try changeOpenUser(openUsers.count - 1, patch, slot: lastSlot)
      return nextUser - 1
    }
    if off.hasUser(keys.user) { return nil }
    let attributes = patch.userAttributes.isEmpty ? 0 : patch.userAttributes.hash64
    switch knownUsers.insert(keys.user, keys.userCheck, attributes: attributes, seq: nextUser) {
    case .new(let slot):
      openUsers.append((patch.userID, patch.userAttributes))
      lastSlot = slot
      nextUser += 1
      return nextUser - 1
    case .old(let seq, let same, let slot):
      if same || attributes == 0 { return seq }
      guard seq >= firstOpenUser else { return nil }
      try changeOpenUser(Int(seq - firstOpenUser), patch, slot: slot)
      return seq
    }
  }

  /// Gives a user of the batch what the record says of it.
  private mutating func changeOpenUser(_ index: Int, _ patch: EndpointPatch, slot: LoadedUsers.Slot)
    throws
  {
    let old = openUsers[index].attributes
    let merged = try merge(old, patch.userAttributes, into: &arena)
    if merged.isSamePlace(as: old) { return }
    openUsers[index].attributes = merged
    knownUsers.setAttributes(merged.isEmpty ? 0 : merged.hash64, of: slot)
  }

  /// Writes the users of the batch, before its bytes go.
  private mutating func endBatch() throws {
    for user in openUsers {
      record.removeAll()
      record.addNull()
      record.add(project.seq)
      record.add(user.id)
      record.add(user.attributes)
      try users.add(record, rowID: firstOpenUser, to: &pages)
      try userIDs.add(user.id, firstOpenUser)
      firstOpenUser += 1
    }
    openUsers.removeAll(keepingCapacity: true)
    arena.removeAll()
  }

  /// Writes a row in the order of the schema's columns, and notes its keys.
  private mutating func write(
    _ patch: EndpointPatch, id: Bytes, key: AddressKey, user: Int64?
  ) throws {
    record.removeAll()
    record.addNull()
    record.add(project.seq)
    record.add(patch.country)
    record.add(patch.channel?.bytes ?? Bytes(start: nil, count: 0))
    if patch.isActive == false { record.add("INACTIVE" as StaticString) } else { record.addNull() }
    if patch.isOptedOut == true { record.add("ALL" as StaticString) } else { record.addNull() }
    record.add((patch.effective ?? now).milliseconds)
    record.add(now.milliseconds)
    record.add(patch.cohort.map(Int64.init))
    record.add(user)
    record.add(id)
    record.add(patch.address)
    record.add(key.value)
    record.add(patch.attributes)
    record.add(patch.metrics)
    record.add(patch.location)
    record.add(patch.demographic)
    record.add(patch.requestID)
    try endpoints.add(record, rowID: nextEndpoint, to: &pages)
    try ids.add(id, nextEndpoint)
    guard let family = patch.channel?.family else { preconditionFailure("no channel") }
    let second = AddressKey.second(project: project.seq, family: family, address: patch.address)
    let isActive = patch.isActive ?? true
    let event = AddressEvent(
      time: nextEndpoint, key: key.value, check: UInt64(bitPattern: second.value),
      seq: nextEndpoint, isActive: isActive, takes: isActive && takesAddresses, isLast: true)
    try event.add(to: &addresses)
  }

  /// Writes the last pages of the tables, and the indexes.
  ///
  /// - Returns: the page where the index of addresses begins, and endpoints that are still to be
  ///   INACTIVE in their table, as another one has taken their address over.
  mutating func finish() throws -> (addresses: UInt32, losers: [Int64]) {
    // No record is asked about any more: the memory is for those who come next.
    seen = KeyFilter()
    knownUsers = LoadedUsers()
    try endpoints.finish(&pages)
    try users.finish(&pages)
    try Self.index(&ids, of: project, root: roots.endpointID, &record, &pages)
    try Self.index(&userIDs, of: project, root: roots.userID, &record, &pages)
    var index = AddressIndexWriter()
    try addresses.forEach { bytes, time in
      try index.add(AddressEvent(bytes, time: time), to: &pages)
    }
    let root = try index.finish(&pages)
    try pages.finish()
    return (root, try StatusEditor.deactivate(index.losers, in: endpoints.leaves, &pages))
  }

  private static func index(
    _ keys: inout KeySorter, of project: Project, root: UInt32, _ record: inout RecordText,
    _ pages: inout PageStream
  ) throws {
    var tree = TreeBuilder(.index, root: root)
    try keys.forEach { key, seq in
      record.removeAll()
      record.add(project.seq)
      record.add(key)
      record.add(seq)
      try tree.add(record, rowID: 0, to: &pages)
    }
    try tree.finish(&pages)
  }
}

/// Hashes of what a record is about, computed before they are needed, so that memory can be asked
/// for.
private struct PatchKeys {
  let id: UInt64
  /// The value of its `AddressKey`; 0 without a channel.
  let address: Int64
  let user: UInt64
  let userCheck: UInt64

  init(_ patch: EndpointPatch, _ project: Project) {
    id = patch.id.hash64
    address =
      patch.channel.map {
        AddressKey(project: project.seq, family: $0.family, address: patch.address).value
      } ?? 0
    user = patch.userID.hash64
    userCheck = patch.userID.hash64(seed: LoadedUsers.checkSeed)
  }

  /// The key of the address in a filter that it shares with ids.
  var spreadAddress: UInt64 { UInt64(bitPattern: address) &* 0x9e37_79b9_7f4a_7c15 }
}

/// Where the trees of the tables begin: page numbers that the schema gave them.
struct LoadRoots {
  var endpoint: UInt32
  var endpointID: UInt32
  var user: UInt32
  var userID: UInt32
}
