import DueSystem

/// Writes the index of addresses of a new store, and finds the endpoints that lose theirs: of
/// those of one address, in the order in which they came, the last active one keeps it.
struct AddressIndexWriter: ~Copyable {
  private let takesAddresses: Bool
  private var tree = TreeBuilder(.index)
  private var record = RecordText()
  private var key: Int64 = 0
  /// Endpoints of the key in hand, in the order in which they came: nearly always one.
  private var members: [(address: UInt64, isActive: Bool, seq: Int64)] = []
  /// The last active endpoint of each address of the key in hand, by its place in `members`.
  private var holders: [Int] = []
  /// Endpoints that are INACTIVE now, beside those that came so.
  private(set) var losers = SeqSet()

  init(takesAddresses: Bool) { self.takesAddresses = takesAddresses }

  /// Adds an endpoint: keys rise, and with one key, places.
  ///
  /// - Parameter address: bits of another hash of the address.
  mutating func add(
    _ key: Int64, address: UInt64, isActive: Bool, _ seq: Int64, to pages: inout PageStream
  ) throws {
    if key != self.key || members.isEmpty {
      try turn(&pages)
      self.key = key
    }
    if isActive, takesAddresses { take(address, seq) }
    members.append((address, isActive, seq))
  }

  private mutating func take(_ address: UInt64, _ seq: Int64) {
    guard let i = holders.firstIndex(where: { members[$0].address == address }) else {
      return holders.append(members.count)
    }
    members[holders[i]].isActive = false
    losers.insert(members[holders[i]].seq)
    holders[i] = members.count
  }

  /// Writes the endpoints of a key: those that are active have NULL, and stand first.
  private mutating func turn(_ pages: inout PageStream) throws {
    for member in members where member.isActive { try write(nil, member.seq, &pages) }
    if members.count > 1 || members.first?.isActive == false {
      for member in members where !member.isActive { try write("INACTIVE", member.seq, &pages) }
    }
    members.removeAll(keepingCapacity: true)
    holders.removeAll(keepingCapacity: true)
  }

  private mutating func write(
    _ status: StaticString?, _ seq: Int64, _ pages: inout PageStream
  ) throws {
    record.removeAll()
    record.add(key)
    if let status { record.add(status) } else { record.addNull() }
    record.add(seq)
    try tree.add(record, rowID: 0, to: &pages)
  }

  /// Ends the index; the page where it begins.
  mutating func finish(_ pages: inout PageStream) throws -> UInt32 {
    try turn(&pages)
    return try tree.finish(&pages)
  }
}
