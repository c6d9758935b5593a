import DueModel
import DueSystem

/// How many endpoints of a renewed store are other than before, and how many are not, of those that
/// records were about.
package struct RenewalCounts: Sendable {
  package var updated = 0
  package var unchanged = 0
  /// Records that were passed over, as what is there is newer.
  package var older = 0
}

/// Writes the tables of a renewal: old rows, and what records say of them, side by side.
struct RenewalMerge: ~Copyable {
  private let roots: LoadRoots
  private var pages: PageStream
  private var record = RecordText()
  private var merge = MapMerge()
  private var arena = ByteArena()
  private var addresses = KeySorter(.prefixes)
  private var counts = RenewalCounts()
  /// Rows of which nothing but the status is another than before: it may go back to what it was.
  private var revived = SeqSet()

  init(_ roots: LoadRoots, pages: consuming PageStream) {
    self.roots = roots
    self.pages = pages
  }

  /// - Returns: the page where the index of addresses begins, endpoints that are still to be
  ///   INACTIVE in their table, and what there is to tell.
  mutating func write(_ renewal: inout EndpointRenewal) throws
    -> (addresses: UInt32, losers: [Int64], counts: RenewalCounts)
  {
    let leaves = try writeEndpoints(&renewal)
    try writeUsers(&renewal)
    let old = renewal.old
    let project = renewal.terms.project
    try index(
      old.walkEndpointIDs(), &renewal.ids, of: project, root: roots.endpointID)
    try index(old.walkUserIDs(), &renewal.userIDs, of: project, root: roots.userID)
    var index = AddressIndexWriter()
    try addresses.forEach { bytes, time in
      try index.add(AddressEvent(bytes, time: time), to: &pages)
    }
    let root = try index.finish(&pages)
    try pages.finish()
    for seq in index.losers.ranges.joined() where revived.contains(seq) {
      counts.updated -= 1
      counts.unchanged += 1
    }
    return (root, try StatusEditor.deactivate(index.losers, in: leaves, &pages), counts)
  }

  // MARK: Endpoints

  private mutating func writeEndpoints(_ renewal: inout EndpointRenewal) throws
    -> [(page: UInt32, lastRowID: Int64)]
  {
    let terms = renewal.terms
    var table = OldTable(renewal.old.walkEndpoints(), TreeBuilder(.table, root: roots.endpoint))
    // The patches of one endpoint, and the number of each one's record.
    var group: [(patch: StoredPatch, time: Int64)] = []
    var rows = 0
    try table.next()
    try renewal.patches.forEach { bytes, time in
      let seq = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
      if let first = group.first, first.patch.seq != seq {
        try turn(group, terms, &table)
        group.removeAll(keepingCapacity: true)
        rows += 1
        if rows & 255 == 0 { arena.removeAll() }
      }
      group.append((StoredPatch(arena.copy(bytes)), time))
    }
    if !group.isEmpty { try turn(group, terms, &table) }
    while table.isThere { try copy(&table) }
    try table.tree.finish(&pages)
    return table.tree.leaves
  }

  /// Writes the rows up to the endpoint of `group`, and that one as the records leave it.
  private mutating func turn(
    _ group: [(patch: StoredPatch, time: Int64)], _ terms: RenewalTerms, _ table: inout OldTable
  ) throws {
    let seq = group[0].patch.seq
    while table.isThere, table.walk.rowID < seq { try copy(&table) }
    var entry = EndpointEntry()
    entry.seq = seq
    guard table.isThere, table.walk.rowID == seq else {
      entry.isNew = true
      entry.id = group[0].patch.patch.id
      entry.created = terms.now
      return try change(&entry, by: group, terms, Bytes(start: nil, count: 0), to: &table.tree)
    }
    guard entry.read(table.walk.record) == terms.project.seq else { throw Self.damage(seq) }
    try change(&entry, by: group, terms, table.walk.record, to: &table.tree)
    try table.next()
  }

  private static func damage(_ seq: Int64) -> RunFault {
    RunFault(.inputOutput, "due.db: expected endpoint \(seq) in its table")
  }

  /// Takes over a row that no record is about.
  private mutating func copy(_ table: inout OldTable) throws {
    let seq = table.walk.rowID
    var entry = EndpointEntry()
    entry.seq = seq
    guard let project = entry.read(table.walk.record) else { throw Self.damage(seq) }
    try table.tree.add(table.walk.record, rowID: seq, to: &pages)
    try note(entry, of: project, at: AddressEvent.before(seq), takes: false, isLast: true)
    try table.next()
  }

  /// Writes an endpoint as records leave it; `row` is the old one, if any.
  private mutating func change(
    _ entry: inout EndpointEntry, by group: [(patch: StoredPatch, time: Int64)],
    _ terms: RenewalTerms, _ row: Bytes, to tree: inout TreeBuilder
  ) throws {
    let original = entry
    for (index, (stored, time)) in group.enumerated() {
      let before = entry
      let changed = try apply(stored, to: &entry, terms)
      if entry.addressKey == nil || entry.addressChanged { entry.findAddressKey(terms.project) }
      entry.addressChanged = false
      let isLast = index == group.count - 1
      count(entry, before, changed, isLast: isLast, original)
      if isLast || entry.isActive {
        try note(
          entry, of: terms.project.seq, at: time,
          takes: terms.takesAddresses && entry.isActive, isLast: isLast)
      }
    }
    let isSame =
      !original.isNew && original.isEqual(to: entry)
      && (entry.statedEffective ?? original.effective) == original.effective
    if isSame { entry.effective = original.effective }
    if isSame, entry.isActive == original.isActive {
      try tree.add(row, rowID: entry.seq, to: &pages)
    } else {
      entry.write(to: &record, project: terms.project.seq)
      try tree.add(record, rowID: entry.seq, to: &pages)
    }
  }

  /// Applies a record to its endpoint; whether anything but the status is another than before.
  private mutating func apply(
    _ stored: StoredPatch, to entry: inout EndpointEntry, _ terms: RenewalTerms
  ) throws -> Bool {
    let patch = stored.patch
    if terms.keepsNewer, entry.isNewer(than: patch) {
      counts.older += 1
      return false
    }
    var changed = terms.keepsNewer && entry.isOlder(than: patch)
    if try entry.apply(patch, &merge, into: &arena) { changed = true }
    if stored.user != 0, entry.user != stored.user {
      entry.user = stored.user
      changed = true
    }
    if changed {
      entry.isChanged = true
      entry.effective = patch.effective ?? terms.now
    }
    if let effective = patch.effective { entry.statedEffective = effective }
    return changed
  }

  private mutating func count(
    _ entry: EndpointEntry, _ before: EndpointEntry, _ changed: Bool, isLast: Bool,
    _ original: EndpointEntry
  ) {
    if original.isNew, !before.isChanged { return }
    if changed || entry.isActive != before.isActive {
      counts.updated += 1
      if isLast, !entry.isChanged, entry.isActive { revived.insert(entry.seq) }
    } else {
      counts.unchanged += 1
    }
  }

  /// Notes that an endpoint has its address.
  private mutating func note(
    _ entry: EndpointEntry, of project: Int64, at time: Int64, takes: Bool, isLast: Bool
  ) throws {
    guard let key = entry.addressKey?.value else { return }
    // An endpoint without a known channel competes with nobody.
    let check =
      Channel(entry.channel).map {
        AddressKey.second(project: project, family: $0.family, address: entry.address).value
      } ?? entry.seq << 3
    let event = AddressEvent(
      time: time, key: key, check: UInt64(bitPattern: check), seq: entry.seq,
      isActive: entry.isActive, takes: takes, isLast: isLast)
    try event.add(to: &addresses)
  }

  // MARK: Users

  private mutating func writeUsers(_ renewal: inout EndpointRenewal) throws {
    var tree = TreeBuilder(.table, root: roots.user)
    var walk = renewal.old.walkUsers()
    var isThere = try walk.next()
    var user = MergedUser()
    let project = renewal.terms.project.seq
    func turn(_ merging: inout Self) throws {
      guard user.seq > 0 else { return }
      try user.write(to: &merging.record, project: project)
      try tree.add(merging.record, rowID: user.seq, to: &merging.pages)
      user = MergedUser()
      merging.arena.removeAll()
    }
    try renewal.userPatches.forEach { bytes, _ in
      let patch = UserPatch(bytes)
      if user.seq != patch.seq {
        try turn(&self)
        while isThere, walk.rowID < patch.seq {
          try tree.add(walk.record, rowID: walk.rowID, to: &pages)
          isThere = try walk.next()
        }
        user.seq = patch.seq
        if isThere, walk.rowID == patch.seq {
          user.read(walk.record, &arena)
          isThere = try walk.next()
        } else {
          user.id = arena.copy(patch.id)
        }
      }
      let said = arena.copy(patch.attributes)
      user.attributes = try merge(user.attributes, said, into: &arena)
    }
    try turn(&self)
    while isThere {
      try tree.add(walk.record, rowID: walk.rowID, to: &pages)
      isThere = try walk.next()
    }
    try tree.finish(&pages)
  }

  // MARK: Indexes of ids

  /// Writes an index of project, id and place: old keys, and new ones of `project`, in order.
  private mutating func index(
    _ old: consuming TreeWalk, _ new: inout KeySorter, of project: Project, root: UInt32
  ) throws {
    var tree = TreeBuilder(.index, root: root)
    var isThere = try old.next()
    try new.forEach { id, seq in
      while isThere {
        var cells = RecordCells(old.record)
        let owner = cells.integer() ?? 0
        if owner > project.seq || owner == project.seq && id.precedes(cells.text()) { break }
        try tree.add(old.record, rowID: 0, to: &pages)
        isThere = try old.next()
      }
      record.removeAll()
      record.add(project.seq)
      record.add(id)
      record.add(seq)
      try tree.add(record, rowID: 0, to: &pages)
    }
    while isThere {
      try tree.add(old.record, rowID: 0, to: &pages)
      isThere = try old.next()
    }
    try tree.finish(&pages)
  }
}

/// A table of the old database that is read, and the new one that is written beside it.
private struct OldTable: ~Copyable {
  var walk: TreeWalk
  var tree: TreeBuilder
  /// `walk` holds a row.
  private(set) var isThere = false

  init(_ walk: consuming TreeWalk, _ tree: consuming TreeBuilder) {
    self.walk = walk
    self.tree = tree
  }

  mutating func next() throws { isThere = try walk.next() }
}

extension EndpointEntry {
  /// Computes the key of the address that the entry has now.
  fileprivate mutating func findAddressKey(_ project: Project) {
    guard let channel = Channel(channel), !address.isEmpty else { return }
    addressKey = AddressKey(project: project.seq, family: channel.family, address: address)
  }
}

/// What a batch said of a user: the place, the id of a new one, attributes.
private struct UserPatch {
  let seq: Int64
  let id: Bytes
  let attributes: Bytes

  init(_ bytes: Bytes) {
    seq = Int64(bigEndian: bytes.loadUnaligned(as: Int64.self))
    let count = Int(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
    id = Bytes(rebasing: bytes[10..<(10 + count)])
    attributes = Bytes(rebasing: bytes[(10 + count)...])
  }
}

/// A row of the table of users.
private struct MergedUser {
  var seq: Int64 = 0
  var id = Bytes(start: nil, count: 0)
  var attributes = Bytes(start: nil, count: 0)

  mutating func read(_ row: Bytes, _ arena: inout ByteArena) {
    var cells = RecordCells(arena.copy(row))
    cells.skip()
    cells.skip()
    id = cells.text()
    attributes = cells.text()
  }

  func write(to record: inout RecordText, project: Int64) throws {
    record.removeAll()
    record.addNull()
    record.add(project)
    record.add(id)
    record.add(attributes)
  }
}
