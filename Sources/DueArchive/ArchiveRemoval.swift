import DueFormats
import DueStore
import DueSystem

/// Takes messages out of the archive: their files and what packs have of them first, their rows in
/// the index last. Killed anywhere, it is finished by doing it again.
package struct ArchiveRemoval {
  private let store: Store
  /// nil where there are no files at all.
  private let tree: ArchiveTree?
  private let holds: HoldList
  /// The events are not to bring the messages back.
  private let remembers: Bool
  private let isDryRun: Bool
  package private(set) var counts = Counts()

  package struct Counts: Sendable {
    package var messages = 0
    package var held = 0
    package var bytes: Int64 = 0
    package var packs = 0

    package init() {}

    package var summary: JSON {
      [
        "erased": .integer(messages), "held": .integer(held), "bytes": .integer(bytes),
        "packs_rewritten": .integer(packs),
      ]
    }
  }

  /// A message that goes.
  private struct Doomed {
    var seq: Int64
    var id: ArchiveID
    var path: String
    var pack: String?
    var digest: [UInt8]
  }

  package init(
    _ store: Store, _ tree: ArchiveTree?, holds: HoldList, remembers: Bool, isDryRun: Bool
  ) {
    self.store = store
    self.tree = tree
    self.holds = holds
    self.remembers = remembers
    self.isDryRun = isDryRun
  }

  /// Rows that are taken at a time, where it need not be all at once.
  private static let batchSize = 20_000

  /// Erases all that `filter` means, in one step.
  ///
  /// - Parameters:
  ///   - certify: gets the SHA-256 of each message when all are gone from the disk, and before the
  ///     index forgets them.
  ///   - noting: gets the same in the transaction in which it forgets them.
  package mutating func erase(
    _ filter: ArchiveFilter,
    certify: (_ counts: Counts, _ digests: [[UInt8]]) throws -> Void = { _, _ in },
    noting: (_ digests: [[UInt8]], _ view: StoreView) throws -> Void = { _, _ in }
  ) throws {
    let lock = try begin()
    let (doomed, _) = try select(filter, after: 0, limit: -1)
    try removeFiles(doomed)
    try certify(counts, doomed.map(\.digest))
    try removeRows(doomed) { try noting(doomed.map(\.digest), $0) }
    _ = lock
  }

  /// Erases all that `filter` means, some at a time.
  package mutating func expire(_ filter: ArchiveFilter) throws {
    let lock = try begin()
    var after: Int64 = 0
    while true {
      let (doomed, last) = try select(filter, after: after, limit: Self.batchSize)
      guard let last else { break }
      after = last
      try removeFiles(doomed)
      try removeRows(doomed)
    }
    _ = lock
  }

  /// Keeps others away, and takes away what runs that were killed have left of packs.
  private func begin() throws -> FileLock? {
    guard !isDryRun, let tree else { return nil }
    let lock = try tree.lock()
    try tree.removeRemainders()
    return lock
  }

  /// The messages that go, and the last that was looked at; nil where there was none.
  private mutating func select(_ filter: ArchiveFilter, after: Int64, limit: Int) throws -> (
    [Doomed], last: Int64?
  ) {
    var doomed: [Doomed] = []
    var last: Int64?
    var counts = counts
    try store.read { view in
      try ArchiveIndex(view).forEach(filter, by: .age, after: after, limit: limit) { entry in
        last = entry.seq
        if holds.holds(entry) {
          counts.held += 1
          return
        }
        counts.messages += 1
        counts.bytes += entry.bytes
        doomed.append(
          Doomed(
            seq: entry.seq, id: entry.id, path: entry.path.string,
            pack: entry.pack == nil ? nil : entry.packPath.string, digest: Array(entry.sha256)))
      }
    }
    self.counts = counts
    return (doomed, last)
  }

  private mutating func removeFiles(_ doomed: [Doomed]) throws {
    guard !isDryRun, let tree, !doomed.isEmpty else { return }
    var packed: [String: Set<String>] = [:]
    for message in doomed {
      // Also of one in a pack: the run that packed it may not have come so far.
      try tree.remove(message.path)
      if let pack = message.pack {
        packed[pack, default: []].insert(ArchiveReader.memberPath(message.path))
      }
    }
    for (pack, members) in packed.sorted(by: { $0.key < $1.key }) {
      try ArchivePacking.rewrite(pack, without: members, in: tree)
      counts.packs += 1
    }
    try tree.synchronize()
  }

  private func removeRows(
    _ doomed: [Doomed], noting: (StoreView) throws -> Void = { _ in }
  ) throws {
    guard !isDryRun, !doomed.isEmpty else { return }
    try store.write { view in
      try noting(view)
      try ArchiveIndex(view).remove(doomed.map { ($0.seq, $0.id) }, remembers: remembers)
    }
  }
}
