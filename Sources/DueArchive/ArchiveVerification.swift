import DueFormats
import DueModel
import DueStore
import DueSystem

/// Looks whether the archive is what its index says.
///
/// Nobody waits for it: what looks wrong is looked at once more while nobody changes the archive.
package final class ArchiveVerification {
  /// What is wrong with a file.
  package enum Problem: String, Sendable {
    case missing, changed, unreadable
    /// The index does not have it.
    case unknown
  }

  package struct Finding: Sendable, Equatable {
    /// Below the archive; of a message in a pack, the pack's and after a colon the member's.
    package var path: String
    package var problem: Problem
  }

  private let store: Store
  private let tree: ArchiveTree
  private let reader: ArchiveReader
  package private(set) var messages = 0
  package private(set) var packs = 0
  private var buffer = ByteBuffer(capacity: 1 << 14)

  private static let batchSize = 20_000

  package init(_ store: Store, _ tree: ArchiveTree) {
    self.store = store
    self.tree = tree
    reader = ArchiveReader(tree: tree)
  }

  /// Looks at everything and hands what is wrong to `report`.
  package func run(_ report: (Finding) throws -> Void) throws {
    for id in try suspects() { try confirm(id, report) }
    for pack in try store.read({ try ArchiveIndex($0).packs() }) {
      packs += 1
      if try problems(of: pack).isEmpty { continue }
      let lock = try tree.lock()
      for finding in try problems(of: pack, counts: false) { try report(finding) }
      _ = lock
    }
    for path in try strangers() {
      let lock = try tree.lock()
      if try !store.read({ try isKnown(path, ArchiveIndex($0)) }) {
        try report(Finding(path: path, problem: .unknown))
      }
      _ = lock
    }
  }

  // MARK: Files of their own

  private func suspects() throws -> [ArchiveID] {
    var found: [ArchiveID] = []
    var filter = ArchiveFilter()
    filter.isLoose = true
    var after: Int64 = 0
    var isDone = false
    while !isDone {
      isDone = true
      try store.read { view in
        try ArchiveIndex(view).forEach(filter, by: .age, after: after, limit: Self.batchSize) {
          isDone = false
          after = $0.seq
          messages += 1
          if try problem(of: $0) != nil { found.append($0.id) }
        }
      }
    }
    return found
  }

  private func problem(of entry: ArchiveEntry) throws -> Problem? {
    do {
      guard try reader.loose(entry.path.string, into: &buffer) else { return .missing }
      return Self.isSame(buffer.bytes, as: entry) ? nil : .changed
    } catch is RunFault {
      return .unreadable
    }
  }

  private static func isSame(_ bytes: Bytes, as entry: ArchiveEntry) -> Bool {
    bytes.count == entry.bytes
      && EventUID(words: SHA256.words(bytes)).withBytes { $0.equals(entry.sha256) }
  }

  private func confirm(_ id: ArchiveID, _ report: (Finding) throws -> Void) throws {
    let lock = try tree.lock()
    try store.read { view in
      try ArchiveIndex(view).find(idPrefix: id.hex) { entry in
        guard entry.pack == nil, let problem = try problem(of: entry) else { return }
        try report(Finding(path: entry.path.string, problem: problem))
      }
    }
    _ = lock
  }

  // MARK: Packs

  /// What is wrong with a pack: its members and its rows in the index are both by path.
  private func problems(of pack: ArchivePack, counts: Bool = true) throws -> [Finding] {
    var findings: [Finding] = []
    var filter = ArchiveFilter()
    filter.pack = pack.seq
    do {
      try store.read { view in
        let index = ArchiveIndex(view)
        guard var tar = try reader.pack(pack.path) else {
          let count = try index.count(filter)
          if count > 0 { findings.append(Finding(path: pack.path, problem: .missing)) }
          return
        }
        var isAtEnd = try !tar.next()
        try index.forEach(filter, by: .path) { entry in
          if counts { messages += 1 }
          let member = ArchiveReader.memberPath(entry.path.string)
          while !isAtEnd, tar.path < member {
            findings.append(Finding(path: "\(pack.path):\(tar.path)", problem: .unknown))
            isAtEnd = try !tar.next()
          }
          if isAtEnd || tar.path != member {
            findings.append(Finding(path: "\(pack.path):\(member)", problem: .missing))
            return
          }
          if try !Self.isSame(tar.bytes(), as: entry) {
            findings.append(Finding(path: "\(pack.path):\(member)", problem: .changed))
          }
          isAtEnd = try !tar.next()
        }
        while !isAtEnd {
          findings.append(Finding(path: "\(pack.path):\(tar.path)", problem: .unknown))
          isAtEnd = try !tar.next()
        }
      }
    } catch let fault as RunFault where fault.exitStatus == .inputOutput {
      findings.append(Finding(path: pack.path, problem: .unreadable))
    }
    return findings
  }

  // MARK: Files that nobody knows

  private func strangers() throws -> [String] {
    var found: [String] = []
    try store.read { view in
      let index = ArchiveIndex(view)
      try tree.walk { if try !isKnown($0, index) { found.append($0) } }
    }
    return found
  }

  private func isKnown(_ path: String, _ index: ArchiveIndex) throws -> Bool {
    if path.hasPrefix("\(ArchiveTree.packs)/") {
      return try index.packs().contains { $0.path == path }
    }
    var isKnown = false
    func look(_ entry: ArchiveEntry) {
      if entry.pack == nil, entry.path.string == path { isKnown = true }
    }
    if let digits = Self.digest(in: path) {
      try index.find(idPrefix: digits, look)
    } else {
      // Only files of the old layout do not have it in their names.
      try index.find(path: path, endpoint: Self.endpoint(of: path), look)
    }
    return isKnown
  }

  /// The 32 hexadecimal digits that the name of a file ends with, before its suffixes.
  private static func digest(in path: String) -> String? {
    let name = ArchiveReader.memberPath(path)
    guard name.hasSuffix(".eml") else { return nil }
    let digits = name.dropLast(4).suffix(32)
    let isDigest =
      digits.utf8.count == 32
      && digits.utf8.allSatisfy { $0 &- 48 <= 9 || $0 &- 97 < 6 }
    return isDigest ? String(digits) : nil
  }

  /// The endpoint that a path is of; nil where the path does not tell.
  private static func endpoint(of path: String) -> String? {
    let name = path.prefix { $0 != "/" }
    if name.hasPrefix("h-") { return nil }
    var bytes: [UInt8] = []
    var rest = Substring(name).utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    // SQLite's texts end with NUL where they are bound as strings.
    return bytes.contains(0) ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
