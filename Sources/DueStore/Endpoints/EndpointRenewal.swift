import DueFormats
import DueModel
import DueSystem

/// Merges a large file with the endpoints and users of a store, page by page, into new tables.
///
/// Only simple records are taken: those that name id, channel and address and remove nothing. Each
/// is looked up by its id alone and waits, in a file, in the order of the rows; then old rows and
/// records are read side by side. Who has a shared address follows from the order of the records.
/// What is put off is applied when the tables stand, and so is all that could touch it, so that the
/// outcome is that of one record after the other.
package struct EndpointRenewal: ~Copyable, EndpointIntake {
  let terms: RenewalTerms
  let old: StoreSnapshot
  /// Endpoints and users of the store have places up to these.
  let lastEndpoint: Int64
  let lastUser: Int64
  /// Patches in the order of endpoints, and in that of the records for each.
  var patches = KeySorter(.prefixes)
  /// Ids of new users, and attributes of users, in the order of users and records.
  var userPatches = KeySorter(.prefixes)
  var ids = KeySorter()
  var userIDs = KeySorter()
  private var seen = KeyFilter()
  private var newUsers = LoadedUsers()
  private var off = PutOff()
  private var batchIDs = ByteKeys()
  private var batchUsers = BatchUsers()
  private var arena = ByteArena()
  private var merge = MapMerge()
  private var text = ByteBuffer(capacity: 1024)
  private var records: Int64 = 0
  private(set) var nextEndpoint: Int64
  private(set) var nextUser: Int64

  package var isFull: Bool { off.all || newUsers.count >= LoadedUsers.limit }

  init(
    _ terms: RenewalTerms, old: StoreSnapshot, lastEndpoint: Int64, lastUser: Int64
  ) {
    self.terms = terms
    self.old = old
    self.lastEndpoint = lastEndpoint
    self.lastUser = lastUser
    nextEndpoint = lastEndpoint + 1
    nextUser = lastUser + 1
  }

  package mutating func add(
    _ patches: [EndpointPatch], _ tell: (EndpointPatch, IntakeOutcome) throws -> Void
  ) throws {
    let places = try places(of: patches)
    try findUsers(patches)
    for (row, patch) in patches.enumerated() {
      try tell(patch, add(patch, row, places[row]))
    }
    try endBatch()
  }

  /// The endpoint of each record in the store; 0 for none.
  private mutating func places(of patches: [EndpointPatch]) throws -> [Int64] {
    batchIDs.removeAll()
    var numbers: [Int32] = []
    numbers.reserveCapacity(patches.count)
    for patch in patches {
      numbers.append(patch.id.isEmpty ? -1 : Int32(batchIDs.number(of: patch.id).index))
    }
    var found = [Int64](repeating: 0, count: batchIDs.count)
    old.endpointIDs.rewind()
    for number in batchIDs.sortedNumbers {
      found[number] = old.endpointIDs.place(terms.project.seq, batchIDs.keys[number]) ?? 0
    }
    try old.requireSound()
    return numbers.map { $0 < 0 ? 0 : found[Int($0)] }
  }

  private mutating func findUsers(_ patches: [EndpointPatch]) throws {
    batchUsers.removeAll()
    for patch in patches { batchUsers.add(patch.userID) }
    old.userIDs.rewind()
    for number in batchUsers.keys.sortedNumbers {
      let seq = old.userIDs.place(terms.project.seq, batchUsers.keys.keys[number])
      batchUsers.users[number].seq = seq ?? 0
    }
    try old.requireSound()
  }

  private mutating func add(
    _ patch: EndpointPatch, _ row: Int, _ place: Int64
  ) throws -> IntakeOutcome {
    if off.all || patch.isUserOnly { return putOff(patch) }
    if patch.id.isEmpty {
      off.everything()  // which endpoint it is about, only the tables will tell
      return .putOff
    }
    guard patch.channel != nil, !patch.address.isEmpty else {
      return refuseOrPutOff(patch, isKnown: place > 0 || isSeen(patch) || off.has(patch, terms))
    }
    let isNew = place == 0
    guard !(isNew && isSeen(patch)), !off.has(patch, terms), patch.isPlain,
      patch.cleared.isEmpty, let user = try user(of: patch, row)
    else { return putOff(patch) }
    let seq = isNew ? nextEndpoint : place
    if isNew {
      try ids.add(patch.id, seq)
      nextEndpoint += 1
    }
    text.removeAll()
    StoredPatch(patch, seq: seq, isNew: isNew, user: user).write(to: &text)
    records += 1
    try patches.add(text.bytes, records)
    return isNew ? .created(seq) : .taken(seq)
  }

  /// A record without an address or a channel is about an endpoint that is there, or no use.
  private mutating func refuseOrPutOff(_ patch: EndpointPatch, isKnown: Bool) -> IntakeOutcome {
    if isKnown {
      off.everything()  // which address it is about, only the tables will tell
      return .putOff
    }
    return .refused(patch.lacksEndpoint)
  }

  private mutating func isSeen(_ patch: EndpointPatch) -> Bool { seen.insert(patch.id.hash64) }

  private mutating func putOff(_ patch: EndpointPatch) -> IntakeOutcome {
    off.add(patch, address: patch.addressKey(terms.project))
    return .putOff
  }

  /// The place of the record's user, 0 for none; nil where the user must wait for the tables.
  private mutating func user(of patch: EndpointPatch, _ row: Int) throws -> Int64? {
    if patch.userID.isEmpty { return 0 }
    let number = batchUsers.numbers[row]
    if batchUsers.users[number].seq == 0 {
      let hash = patch.userID.hash64
      let check = patch.userID.hash64(seed: LoadedUsers.checkSeed)
      switch newUsers.insert(hash, check, attributes: 0, seq: nextUser - lastUser) {
      case .old(let seq, _, _): batchUsers.users[number].seq = lastUser + seq
      case .new:
        batchUsers.users[number].seq = nextUser
        batchUsers.users[number].isNew = true
        nextUser += 1
      }
    }
    if !patch.userAttributes.isEmpty {
      let said = batchUsers.users[number].attributes
      batchUsers.users[number].attributes = try merge(said, patch.userAttributes, into: &arena)
    }
    return batchUsers.users[number].seq
  }

  /// Notes what the batch says of users, before its bytes go.
  private mutating func endBatch() throws {
    for (number, user) in batchUsers.users.enumerated()
    where user.isNew || !user.attributes.isEmpty {
      let id = user.isNew ? batchUsers.keys.keys[number] : Bytes(start: nil, count: 0)
      text.removeAll()
      text.append(bigEndian: user.seq, bytes: 8)
      text.append(bigEndian: Int64(id.count), bytes: 2)
      text.append(id)
      text.append(user.attributes)
      try userPatches.add(text.bytes, records)
      if user.isNew { try userIDs.add(id, user.seq) }
    }
    arena.removeAll()
  }

  /// Frees what only records needed.
  mutating func endRecords() {
    seen = KeyFilter(bits: 1)
    newUsers = LoadedUsers()
    batchIDs = ByteKeys()
    batchUsers = BatchUsers()
  }
}

/// What a renewal is told.
struct RenewalTerms {
  let project: Project
  let takesAddresses: Bool
  /// As in `EndpointUpsert`.
  let keepsNewer: Bool
  let now: Instant
}

/// The users of a batch.
private struct BatchUsers: ~Copyable {
  struct User {
    var seq: Int64 = 0
    var isNew = false
    /// What the batch says of the attributes.
    var attributes = Bytes(start: nil, count: 0)
  }

  var keys = ByteKeys()
  var users: [User] = []
  /// The user of each record, or -1.
  private(set) var numbers: [Int] = []

  mutating func removeAll() {
    keys.removeAll()
    users.removeAll(keepingCapacity: true)
    numbers.removeAll(keepingCapacity: true)
  }

  mutating func add(_ id: Bytes) {
    guard !id.isEmpty else { return numbers.append(-1) }
    // Endpoints of one user often follow one another.
    if let last = numbers.last, last >= 0, keys.keys[last].equals(id) {
      return numbers.append(last)
    }
    let (number, isNew) = keys.number(of: id)
    if isNew { users.append(User()) }
    numbers.append(number)
  }
}
