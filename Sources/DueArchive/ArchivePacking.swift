import DueFormats
import DueStore
import DueSystem
import Glibc

/// Moves messages from files of their own into packs: the pack first, then the index, then the
/// files go. Killed anywhere, it is finished by doing it again.
package struct ArchivePacking {
  /// What a pack has.
  package enum Grouping: String, Sendable, CaseIterable {
    case month, endpoint
  }

  private let store: Store
  private let tree: ArchiveTree
  private let grouping: Grouping
  private let isDryRun: Bool
  package private(set) var counts = Counts()

  package struct Counts: Sendable {
    package var messages = 0
    package var packs = 0
    package var bytes: Int64 = 0

    package var summary: JSON {
      ["packed": .integer(messages), "packs": .integer(packs), "bytes": .integer(bytes)]
    }
  }

  package init(_ store: Store, _ tree: ArchiveTree, by grouping: Grouping, isDryRun: Bool) {
    self.store = store
    self.tree = tree
    self.grouping = grouping
    self.isDryRun = isDryRun
  }

  /// Packs the messages that were sent before `end`.
  package mutating func pack(before end: Instant) throws {
    let lock = try isDryRun ? nil : tree.lock()
    if !isDryRun {
      try clear()
      try tree.removeRemainders()
    }
    var filter = ArchiveFilter()
    filter.isLoose = true
    filter.until = end
    switch grouping {
    case .month: try packMonths(filter)
    case .endpoint: try packEndpoints(filter)
    }
    _ = lock
  }

  // MARK: What goes together

  private mutating func packMonths(_ filter: ArchiveFilter) throws {
    while let first = try earliest(filter) {
      let civil = first.civil()
      let begin = Instant(year: civil.year, month: civil.month, day: 1)
      let next =
        civil.month == 12
        ? Instant(year: civil.year + 1, month: 1, day: 1)
        : Instant(year: civil.year, month: civil.month + 1, day: 1)
      var month = filter
      month.since = begin
      month.until = min(next, filter.until ?? next)
      var name = ByteBuffer(capacity: 16)
      name.append(begin)
      try write(month, name: String(name.string.prefix(7))) { _ in true }
      // What was packed is loose no more; a dry run has to go on by itself.
      if isDryRun { dryRunSince = next }
    }
  }

  /// A dry run has looked at everything before.
  private var dryRunSince: Instant?

  private func earliest(_ filter: ArchiveFilter) throws -> Instant? {
    var filter = filter
    filter.since = dryRunSince
    var found: Instant?
    try store.read { view in
      try ArchiveIndex(view).forEach(filter, by: .time, limit: 1) { found = $0.at }
    }
    return found
  }

  private mutating func packEndpoints(_ filter: ArchiveFilter) throws {
    // One look at the index tells which of the 256 there are.
    var present = [Bool](repeating: false, count: 256)
    try store.read { view in
      try ArchiveIndex(view).forEach(filter, by: .age) {
        present[Int(Self.group(of: $0.endpoint))] = true
      }
    }
    for group in 0..<256 where present[group] {
      let digits = String(group, radix: 16)
      try write(filter, name: "endpoints-\(digits.count == 1 ? "0" : "")\(digits)") {
        Int(Self.group(of: $0.endpoint)) == group
      }
    }
  }

  private static func group(of endpoint: Bytes) -> UInt8 {
    UInt8(truncatingIfNeeded: SHA256.words(endpoint).0 >> 56)
  }

  // MARK: One pack

  private mutating func write(
    _ filter: ArchiveFilter, name: String, _ isMeant: (ArchiveEntry) -> Bool
  ) throws {
    var messages: [Int64] = []
    var bytes: Int64 = 0
    let path = try freePath(name)
    try store.read { view in
      let pack = isDryRun ? nil : try PackWriter(path, in: tree)
      try ArchiveIndex(view).forEach(filter, by: .path) { entry in
        guard isMeant(entry) else { return }
        try pack?.add(entry)
        messages.append(entry.seq)
        bytes += entry.bytes
      }
      if !messages.isEmpty { try pack?.commit() }
    }
    if messages.isEmpty { return }
    counts.messages += messages.count
    counts.packs += 1
    counts.bytes += bytes
    if isDryRun { return }
    let pack = try store.write { try ArchiveIndex($0).pack(messages, at: path) }
    try clear(pack)
  }

  /// `@packs/NAME.tar.zst`, or one with a number where the index has that.
  private func freePath(_ name: String) throws -> String {
    let taken = Set(try store.read { try ArchiveIndex($0).packs().map(\.path) })
    var number = 1
    while true {
      let path =
        "\(ArchiveTree.packs)/\(name)\(number == 1 ? "" : ".\(number)").tar.zst"
      if !taken.contains(path) { return path }
      number += 1
    }
  }

  /// Removes the files that went into packs, where a run was killed before it did.
  private func clear() throws {
    for pack in try store.read({ try ArchiveIndex($0).packs() }) where !pack.isCleared {
      try clear(pack)
    }
  }

  private static let batchSize = 20_000

  /// Removes the files that went into a pack.
  private func clear(_ pack: ArchivePack) throws {
    var filter = ArchiveFilter()
    filter.pack = pack.seq
    var after: Int64 = 0
    var isDone = false
    while !isDone {
      isDone = true
      try store.read { view in
        let index = ArchiveIndex(view)
        try index.forEach(filter, by: .age, after: after, limit: Self.batchSize) { entry in
          isDone = false
          after = entry.seq
          try tree.remove(entry.path)
        }
      }
    }
    try tree.synchronize()
    try store.write { try ArchiveIndex($0).setCleared(pack) }
  }

  // MARK: Erasing from packs

  /// Writes a pack anew without some of its members; one that would have none left goes.
  static func rewrite(_ path: String, without members: Set<String>, in tree: ArchiveTree) throws {
    guard var old = try ArchiveReader(tree: tree).pack(path) else { return }
    let new = try PackWriter(path, in: tree)
    var isEmpty = true
    while try old.next() {
      if members.contains(old.path) { continue }
      isEmpty = false
      try new.add(old.path, at: old.time, try old.bytes())
    }
    if isEmpty {
      try tree.remove(path)
    } else {
      try new.commit()
    }
  }
}

/// Writes one pack, which is there when it is complete.
private final class PackWriter {
  private let tree: ArchiveTree
  private let file: ReplacementFile
  private let tar: TarWriter
  private var message = ByteBuffer(capacity: 1 << 14)

  init(_ path: String, in tree: ArchiveTree) throws {
    self.tree = tree
    let directory = "\(tree.path)/\(ArchiveTree.packs)"
    if mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw systemFault(directory, errno, .cannotCreate)
    }
    let whole = "\(tree.path)/\(path)"
    file = try ReplacementFile(whole, mode: 0o600)
    tar = try TarWriter(file.descriptor, name: whole)
  }

  /// Adds a message that has a file of its own.
  ///
  /// - Throws: status 74 for one that is not what the index says: a pack must not hide that.
  func add(_ entry: ArchiveEntry) throws {
    let path = entry.path.string
    let isThere = try ArchiveReader(tree: tree).loose(path, into: &message)
    let isSame =
      isThere && SHA256(message.bytes).bytes.withUnsafeBytes { $0.equals(entry.sha256) }
    guard isSame else {
      throw RunFault(
        .inputOutput,
        "\(tree.path)/\(path): expected the message that was kept, found "
          + (isThere ? "another" : "none") + " (due-archive verify tells more)")
    }
    try add(ArchiveReader.memberPath(path), at: entry.at, message.bytes)
  }

  func add(_ path: String, at time: Instant, _ bytes: Bytes) throws {
    try tar.add(path, at: time, bytes)
  }

  func commit() throws {
    try tar.finish()
    try file.commit()
  }
}
