/// Statuses of endpoints that are not yet those of their rows.
///
/// An index hangs on the status, and where many endpoints share an address each batch makes
/// another of them the active one: what counts is who has it in the end.
struct PendingStatuses {
  private var statuses: [Int64: (isActive: Bool, key: Int64)] = [:]
  /// The endpoint of each address key that is to be active.
  private var holders: [Int64: Int64] = [:]

  /// More are not kept in memory.
  static let limit = 32_768

  var isFull: Bool { statuses.count >= Self.limit }
  var isEmpty: Bool { statuses.isEmpty }

  /// The status that `seq` is to have; nil where that is the status of its row.
  func status(of seq: Int64) -> Bool? { statuses.isEmpty ? nil : statuses[seq]?.isActive }

  /// The endpoint to be active that has an address of that key.
  func holder(of key: Int64) -> Int64? { holders.isEmpty ? nil : holders[key] }

  /// Notes a status, if the key's place is free: one endpoint a key may wait to be active.
  mutating func set(_ isActive: Bool, of seq: Int64, key: Int64) -> Bool {
    if let holder = holders[key], holder != seq, isActive { return false }
    remove(seq)
    if isActive { holders[key] = seq }
    statuses[seq] = (isActive, key)
    return true
  }

  /// The row of `seq` has its status.
  mutating func remove(_ seq: Int64) {
    guard let old = statuses.removeValue(forKey: seq) else { return }
    if holders[old.key] == seq { holders[old.key] = nil }
  }

  /// Hands all of them to `body` in the order of the index, and forgets them.
  mutating func flush(_ body: (Int64, Bool, Int64) throws -> Void) rethrows {
    let all = statuses.sorted { ($0.value.key, $0.key) < ($1.value.key, $1.key) }
    statuses.removeAll()
    holders.removeAll()
    for (seq, status) in all { try body(seq, status.isActive, status.key) }
  }
}
