import DueModel
import DueSystem

/// Finding what a batch touches, and writing it back.
extension EndpointUpsert {
  /// Numbers the users of the batch, finds those that the store has, and reads what it knows of
  /// those that records describe.
  mutating func findUsers(_ patches: UnsafeBufferPointer<EndpointPatch>) throws {
    for row in patches.indices {
      guard !patches[row].userID.isEmpty else {
        userOfRow.append(-1)
        continue
      }
      let (number, isNew) = users.number(of: patches[row].userID)
      if isNew { userEntries.append(UserEntry()) }
      if !patches[row].userAttributes.isEmpty { userEntries[number].isDescribed = true }
      userOfRow.append(Int32(number))
    }
    if nextUser == 1 { return }
    var known: [(seq: Int64, index: Int)] = []
    try tables.users(named: users) { index, seq in
      userEntries[index].seq = seq
      userEntries[index].isNew = false
      known.append((seq, index))
    }
    known.sortUnlessSorted { $0.seq < $1.seq }
    tables.rewindUsers()
    for (seq, index) in known {
      userOfSeq[seq] = index
      guard userEntries[index].isDescribed else { continue }
      let stored = try tables.userAttributes(at: seq, rises: true, &arena)
      userEntries[index].attributes = stored
      userEntries[index].original = stored
    }
  }

  /// Finds the endpoints that the batch names by id or by address, and reads them in the order of
  /// the store.
  mutating func findEndpoints(_ patches: UnsafeBufferPointer<EndpointPatch>) throws {
    for row in patches.indices {
      let isNameless = patches[row].id.isEmpty && !patches[row].address.isEmpty
      let id = isNameless ? generatedID(patches[row]) : patches[row].id
      guard !id.isEmpty else {
        idOfRow.append(-1)
        continue
      }
      let (number, isNew) = ids.number(of: id)
      if isNew { entryOfID.append(-1) }
      idOfRow.append(Int32(number))
    }
    if nextEndpoint == 1 { return }
    var places: [Place] = []
    places.reserveCapacity(2 * patches.count)
    try tables.endpoints(named: ids) { number, seq in
      places.append(Place(seq: seq, number: Int32(number)))
    }
    // A record with an id only takes its address from active endpoints; one without may be
    // about any.
    var wanted: [(key: Int64, onlyActive: Bool)] = []
    wanted.reserveCapacity(patches.count)
    for row in patches.indices {
      guard let channel = patches[row].channel, !patches[row].address.isEmpty,
        takesAddresses || patches[row].id.isEmpty
      else { continue }
      wanted.append((key(channel, patches[row].address).value, !patches[row].id.isEmpty))
    }
    try findAddresses(&wanted, &places)
    try read(&places)
    if takesAddresses { try findHolders(patches) }
  }

  /// An endpoint of the store, and the number of its id, or -1 where that is not known.
  private struct Place {
    var seq: Int64
    var number: Int32
  }

  /// Finds endpoints that have one of the addresses: of keys that only active ones are wanted of,
  /// perhaps others too.
  private mutating func findAddresses(
    _ wanted: inout [(key: Int64, onlyActive: Bool)], _ places: inout [Place]
  ) throws {
    wanted.sort { $0.key != $1.key ? $0.key < $1.key : !$0.onlyActive && $1.onlyActive }
    var unique: [(key: Int64, onlyActive: Bool)] = []
    unique.reserveCapacity(wanted.count)
    for item in wanted where item.key != unique.last?.key {
      unique.append(item)
      if let seq = statuses.holder(of: item.key) { places.append(Place(seq: seq, number: -1)) }
    }
    let statuses = statuses
    try tables.endpoints(addresses: unique) { seq, onlyActive in
      if onlyActive, statuses.status(of: seq) == false { return }
      places.append(Place(seq: seq, number: -1))
    }
  }

  /// Reads the endpoints at `places` that have not been read, in the order of the store.
  private mutating func read(_ places: inout [Place]) throws {
    // Of two of one place, the one whose id is known comes first.
    places.sortUnlessSorted { $0.seq != $1.seq ? $0.seq < $1.seq : $0.number > $1.number }
    tables.rewindEndpoints()
    let known = readSeqs
    var last: Int64 = 0
    for place in places where place.seq != last {
      last = place.seq
      if !known.isEmpty, known.containsSorted(place.seq) { continue }
      readSeqs.append(place.seq)
      try load(place)
    }
    if !known.isEmpty { readSeqs.sort() }
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
    var reaches: [Int32: Reach] = [:]
    for row in patches.indices {
      let patch = patches[row]
      guard !patch.id.isEmpty, patch.address.isEmpty || patch.channel == nil else { continue }
      let number = idOfRow[row]
      let entry = Int(entryOfID[Int(number)])
      // One that neither moves nor becomes active again has its address already.
      let returns = entry >= 0 && !entries[entry].isActive
      guard returns || patch.channel != nil || !patch.address.isEmpty else { continue }
      guard reaches[number] == nil else { continue }
      var reach = Reach()
      if entry >= 0 { reach.add(Channel(entries[entry].channel), entries[entry].address) }
      reaches[number] = reach
    }
    if reaches.isEmpty { return }
    for row in patches.indices where idOfRow[row] >= 0 {
      reaches[idOfRow[row]]?.add(patches[row].channel, patches[row].address)
    }
    var wanted: [(key: Int64, onlyActive: Bool)] = []
    for reach in reaches.values {
      for family in reach.families {
        for address in reach.addresses {
          let key = AddressKey(project: project.seq, family: family, address: address)
          wanted.append((key.value, true))
        }
      }
    }
    var places: [Place] = []
    try findAddresses(&wanted, &places)
    try read(&places)
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

  /// Reads an endpoint into an entry.
  private mutating func load(_ place: Place) throws {
    guard var entry = try tables.endpoint(at: place.seq, &arena) else { return }
    if let isActive = statuses.status(of: place.seq) {
      entry.isActive = isActive
      entry.wasActive = isActive
    }
    let index = entries.count
    var number = Int(place.number)
    if number < 0 {
      let (other, isNew) = ids.number(of: entry.id)
      if isNew { entryOfID.append(-1) }
      number = other
    }
    entries.append(entry)
    entryOfID[number] = Int32(index)
    if let key = entry.addressKey {
      addresses.add(index, to: key.value, isActive: entry.isActive)
    } else {
      link(index)
    }
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
    addresses.add(index, to: key.value, isActive: entries[index].isActive)
  }

  /// The entry that `patch` is about: by id, else by channel, address and, if given, user, else
  /// by the id that it would be given.
  ///
  /// Of several endpoints of one address, the active one is meant, else the oldest.
  func find(_ patch: EndpointPatch, _ row: Int) -> Int? {
    if patch.id.isEmpty, let index = find(byAddressOf: patch, row) { return index }
    guard idOfRow[row] >= 0 else { return nil }
    let entry = entryOfID[Int(idOfRow[row])]
    return entry < 0 ? nil : Int(entry)
  }

  private func find(byAddressOf patch: EndpointPatch, _ row: Int) -> Int? {
    guard let channel = patch.channel, !patch.address.isEmpty else { return nil }
    let user = patch.userID.isEmpty ? nil : userEntries[Int(userOfRow[row])].seq
    let address = patch.address
    var best: Int?
    addresses.forEach(key(channel, address).value) { index in
      guard has(index, channel, address) else { return }
      let entry = entries[index]
      guard entry.channel.equals(channel.bytes), user == nil || entry.user == user else { return }
      guard let other = best.map({ entries[$0] }) else { return best = index }
      if entry.isActive != other.isActive ? entry.isActive : entry.seq < other.seq { best = index }
    }
    return best
  }

  /// Whether an entry has this address now, on any channel of the family.
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
    guard let key = entries[index].addressKey else { return }
    let address = entries[index].address
    var chain = addresses.takeActive(of: key.value)
    var isListed = false
    while let other = addresses.first(of: chain) {
      let loses = other != index && has(other, channel, address)
      if loses { entries[other].isActive = false }
      if other == index { isListed = true }
      addresses.next(&chain, keepsFirst: !loses)
    }
    if !isListed { addresses.activate(index, chain) }
  }

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
      let stored = try tables.userAttributes(
        at: userEntries[index].seq, rises: false, &arena)
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

extension Array {
  /// Sorts what is often in order already.
  mutating func sortUnlessSorted(by precedes: (Element, Element) -> Bool) {
    for i in indices.dropFirst() where precedes(self[i], self[i - 1]) {
      return sort(by: precedes)
    }
  }
}

extension [Int64] {
  /// Whether an array in order has `value`.
  fileprivate func containsSorted(_ value: Int64) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == value
  }
}
