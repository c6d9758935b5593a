import DueStore
import DueSystem
import Glibc

/// Takes people out of files, and keeps count in the store, so that a run that finishes another one
/// tells of what that one did.
///
/// A file and the store cannot change at one moment: the count is written before the file is
/// replaced, with the digest of what replaces it, by which the next run sees whether it was.
package struct FileErasure {
  private let scrubbing: RecordScrubbing
  private let store: Store
  private let record: ErasureRecord

  package init(_ scrubbing: RecordScrubbing, _ store: Store, _ record: ErasureRecord) {
    self.scrubbing = scrubbing
    self.store = store
    self.record = record
  }

  /// - Returns: how many records of `path` went, by this run and those that it finishes.
  /// - Throws: status 66 for a file that cannot be read, or is compressed.
  package func erase(_ path: String) throws -> Int {
    try takeUp(path)
    var replacement = ""
    let removed = try scrubbing.scrub(path) { records, digest in
      replacement = Self.name(path, digest)
      try store.write { try record.add(.replacement, replacement, records, $0) }
    }
    return try store.write { view in
      try record.add(.file, path, removed, view)
      if removed > 0 { try record.remove(.replacement, replacement, view) }
      return try record.counts(.file, view)[path] ?? 0
    }
  }

  private static func name(_ path: String, _ digest: String) -> String { "\(digest) \(path)" }

  /// Counts what a run did that was killed before it could say so.
  private func takeUp(_ path: String) throws {
    let begun = try store.read { try record.counts(.replacement, $0) }
      .filter { $0.key.dropFirst(65) == path }
    guard !begun.isEmpty else { return }
    let file = try Descriptor(path, O_RDONLY)
    let now = Self.name(path, try SHA256(reading: file, name: path).hex)
    try store.write { view in
      for (name, count) in begun {
        if name == now { try record.add(.file, path, count, view) }
        try record.remove(.replacement, name, view)
      }
    }
  }
}
