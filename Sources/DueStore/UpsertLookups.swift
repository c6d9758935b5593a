import DueModel
import DueSystem

/// Finding what a batch touches, and writing it back.
extension EndpointUpsert {
  /// Numbers the users of the batch and finds those that the store has, in the order of their ids.
  mutating func findUsers(_ patches: UnsafeBufferPointer<EndpointPatch>) throws {
    for patch in patches where !patch.userID.isEmpty {
      if users.number(of: patch.userID).isNew { userEntries.append(UserEntry()) }
    }
    if nextUser == 1 { return }
    for index in users.sortedNumbers {
      guard let seq = try tables.user(id: users.keys[index]) else { continue }
      userEntries[index].seq = seq
      userEntries[index].isNew = false
      userOfSeq[seq] = index
    }
  }

  /// Finds the endpoints that the batch names by id or by address, and reads them in the order of
  /// the store.
  mutating func findEndpoints(_ patches: UnsafeBufferPointer<EndpointPatch>) throws {
    for patch in patches {
      let id = patch.id.isEmpty && !patch.address.isEmpty ? generatedID(patch) : patch.id
      generated.append(id)
      if !id.isEmpty, ids.number(of: id).isNew { entryOfID.append(-1) }
    }
    if nextEndpoint == 1 { return }
    var seqs: [Int64] = []
    for index in ids.sortedNumbers {
      if let seq = try tables.endpoint(id: ids.keys[index]) { seqs.append(seq) }
    }
    // A record with an id only takes its address from active endpoints; one without may be
    // about any.
    var wanted: [(key: Int64, onlyActive: Bool)] = []
    for patch in patches {
      guard let channel = patch.channel, !patch.address.isEmpty, takesAddresses || patch.id.isEmpty
      else { continue }
      wanted.append((key(channel, patch.address).value, !patch.id.isEmpty))
    }
    wanted.sort { $0.key != $1.key ? $0.key < $1.key : !$0.onlyActive && $1.onlyActive }
    var last: Int64?
    for (value, onlyActive) in wanted where value != last {
      last = value
      try tables.endpoints(address: AddressKey(value: value), onlyActive: onlyActive) {
        seqs.append($0)
      }
    }
    seqs.sort()
    for seq in seqs { try load(seq) }
    if takesAddresses { try findHolders(patches) }
  }

  /// Where an endpoint may be after records that do not say all of its place.
  private struct Reach {
    var families: [Channel.Family] = []
    var addresses: [Bytes] = []

    mutating func add(_ channel: Channel?, _ address: Bytes) {
      if let family = channel?.family, !families.contains(family) { families.append(family) }
      if !address.isEmpty { addresses.append(address) }
    }
  }

  /// Reads the endpoints whose address is taken by one whose record leaves out its address or its
  /// channel: that is the stored one, or one of another record of the batch. Records that will be
  /// refused count too: an endpoint read for nothing does no harm.
  private mutating func findHolders(_ patches: UnsafeBufferPointer<EndpointPatch>) throws {
    var reaches: [Int: Reach] = [:]
    for patch in patches
    where !patch.id.isEmpty && (patch.address.isEmpty || patch.channel == nil) {
      let number = ids.number(of: patch.id).index
      let entry = Int(entryOfID[number])
      // One that neither moves nor becomes active again has its address already.
      let returns = entry >= 0 && !entries[entry].isActive
      guard returns || patch.channel != nil || !patch.address.isEmpty else { continue }
      guard reaches[number] == nil else { continue }
      var reach = Reach()
      if entry >= 0 { reach.add(Channel(entries[entry].channel), entries[entry].address) }
      reaches[number] = reach
    }
    if reaches.isEmpty { return }
    for (row, patch) in patches.enumerated() where !generated[row].isEmpty {
      reaches[ids.number(of: generated[row]).index]?.add(patch.channel, patch.address)
    }
    var keys: Set<Int64> = []
    for reach in reaches.values {
      for family in reach.families {
        for address in reach.addresses {
          keys.insert(AddressKey(project: project.seq, family: family, address: address).value)
        }
      }
    }
    var seqs: [Int64] = []
    for key in keys.sorted() {
      try tables.endpoints(address: AddressKey(value: key), onlyActive: true) { seqs.append($0) }
    }
    seqs.sort()
    for seq in seqs { try load(seq) }
  }

  /// The id of an endpoint that was given none: it follows from channel, address and user, so
  /// that the same file makes the same endpoints.
  private mutating func generatedID(_ patch: EndpointPatch) -> Bytes {
    var text = ByteBuffer(capacity: 128)
    Self.appendGeneratedID(of: patch, to: &text)
    return arena.copy(text.bytes)
  }

  static func appendGeneratedID(of patch: EndpointPatch, to buffer: inout ByteBuffer) {
    var text = ByteBuffer(capacity: 128)
    if let channel = patch.channel { text.append(channel.bytes) }
    text.append(UInt8(ascii: "\n"))
    text.append(patch.address)
    text.append(UInt8(ascii: "\n"))
    text.append(patch.userID)
    buffer.append(String(SHA256(text.bytes).hex.prefix(32)))
  }

  /// Reads the endpoint at `seq` into an entry, unless it has one.
  mutating func load(_ seq: Int64) throws {
    if entryOfSeq[seq] != nil { return }
    guard let entry = try tables.endpoint(at: seq, &arena) else { return }
    let index = entries.count
    entries.append(entry)
    entryOfSeq[seq] = Int32(index)
    let (number, isNew) = ids.number(of: entry.id)
    if isNew { entryOfID.append(-1) }
    entryOfID[number] = Int32(index)
    link(index)
  }

  func key(_ channel: Channel, _ address: Bytes) -> AddressKey {
    AddressKey(project: project.seq, family: channel.family, address: address)
  }

  /// Puts an entry among those of its address. Where it was before, it stays listed: who reads
  /// the list looks at the address that an entry has.
  mutating func link(_ index: Int) {
    guard let channel = Channel(entries[index].channel), !entries[index].address.isEmpty else {
      return
    }
    let key = key(channel, entries[index].address)
    entries[index].addressKey = key
    let place: Int
    if let known = addresses[key.value] {
      place = Int(known)
    } else {
      place = places.count
      addresses[key.value] = Int32(place)
      places.append(AddressPlace())
    }
    places[place].all.append(Int32(index))
    if entries[index].isActive { places[place].active.append(Int32(index)) }
  }

  /// The entry that `patch` is about: by id, else by channel, address and, if given, user, else
  /// by the id that it would be given.
  ///
  /// Of several endpoints of one address, the active one is meant, else the oldest.
  mutating func find(_ patch: EndpointPatch, _ row: Int) throws -> Int? {
    if patch.id.isEmpty, let index = find(byAddressOf: patch) { return index }
    guard !generated[row].isEmpty else { return nil }
    let entry = entryOfID[ids.number(of: generated[row]).index]
    return entry < 0 ? nil : Int(entry)
  }

  private mutating func find(byAddressOf patch: EndpointPatch) -> Int? {
    guard let channel = patch.channel, !patch.address.isEmpty else { return nil }
    let user = patch.userID.isEmpty ? nil : userEntries[users.number(of: patch.userID).index].seq
    var best: Int?
    forEachEntry(of: channel, patch.address) { index in
      let entry = entries[index]
      guard entry.channel.equals(channel.bytes), user == nil || entry.user == user else { return }
      guard let other = best.map({ entries[$0] }) else { return best = index }
      if entry.isActive != other.isActive ? entry.isActive : entry.seq < other.seq { best = index }
    }
    return best
  }

  /// The entries that have this address now.
  private func forEachEntry(of channel: Channel, _ address: Bytes, _ body: (Int) -> Void) {
    guard let place = addresses[key(channel, address).value] else { return }
    for index in places[Int(place)].all where has(Int(index), channel, address) {
      body(Int(index))
    }
  }

  /// Whether an entry has this address, on any channel of the family.
  private func has(_ index: Int, _ channel: Channel, _ address: Bytes) -> Bool {
    guard let other = Channel(entries[index].channel) else { return false }
    return other.family == channel.family
      && NormalizedAddress.equal(entries[index].address, address, channel.family)
  }

  /// Makes every other endpoint of the entry's address INACTIVE.
  mutating func takeAddress(_ index: Int) {
    guard entries[index].isActive, let channel = Channel(entries[index].channel),
      !entries[index].address.isEmpty
    else { return }
    if entries[index].addressKey == nil { link(index) }
    let address = entries[index].address
    guard let place = addresses[key(channel, address).value].map(Int.init) else { return }
    var active: [Int32] = []
    for other in places[place].active where Int(other) != index {
      if has(Int(other), channel, address) {
        entries[Int(other)].isActive = false
      } else {
        active.append(other)
      }
    }
    active.append(Int32(index))
    places[place].active = active
  }

  mutating func userEntry(_ id: Bytes) -> Int { users.number(of: id).index }

  /// The entry of a user of the store whom no record of the batch names.
  mutating func userEntry(at seq: Int64) -> Int {
    if let index = userOfSeq[seq] { return index }
    var entry = UserEntry()
    entry.seq = seq
    entry.isNew = false
    userEntries.append(entry)
    userOfSeq[seq] = userEntries.count - 1
    return userEntries.count - 1
  }

  /// Applies what `patch` says of its user; the user's place.
  mutating func applyUser(_ patch: EndpointPatch, to index: Int) throws -> Int64 {
    if userEntries[index].seq == 0 {
      userEntries[index].seq = nextUser
      userEntries[index].isChanged = true
      userOfSeq[nextUser] = index
      nextUser += 1
    }
    guard !patch.userAttributes.isEmpty else { return userEntries[index].seq }
    if !userEntries[index].isNew, userEntries[index].original == nil {
      let stored = try tables.userAttributes(at: userEntries[index].seq, &arena)
      userEntries[index].attributes = stored
      userEntries[index].original = stored
    }
    let old = userEntries[index].attributes
    let new = try merge(old, patch.userAttributes, into: &arena)
    if !new.isSamePlace(as: old) {
      userEntries[index].attributes = new
      userEntries[index].isChanged = true
    }
    return userEntries[index].seq
  }

  /// Writes the users that are new, or have other attributes than before.
  mutating func writeUsers() throws {
    for (index, user) in userEntries.enumerated() where user.isChanged {
      if user.isNew {
        try tables.insertUser(seq: user.seq, id: users.keys[index], attributes: user.attributes)
      } else if let original = user.original, !original.equals(user.attributes) {
        try tables.updateUser(seq: user.seq, attributes: user.attributes)
      }
    }
  }
}
