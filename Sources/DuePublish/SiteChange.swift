import DueSystem
import Glibc

/// One change of a site: files added, removed or put back, all of it public at one instant.
package struct SiteChange: ~Copyable {
  private let site: Site
  private let now: Instant
  private let isDryRun: Bool
  private let lock: FileLock?
  private let before: Manifest
  package private(set) var manifest: Manifest
  /// What was changed, in the order of paths.
  package private(set) var changed: [SiteEntry] = []
  /// What was put, changed by it or not.
  private var kept: Set<SitePath> = []
  /// How many files are below each directory; counted when it is first asked for.
  private var filesBelow: [SitePath: Int]?

  package init(_ site: Site, at now: Instant, isDryRun: Bool) throws {
    let lock = try isDryRun ? nil : site.lock()
    if !isDryRun { try site.removeRemainders() }
    let before = try site.manifest()
    self.site = site
    self.now = now
    self.isDryRun = isDryRun
    self.lock = lock
    self.before = before
    manifest = before
  }

  /// Makes the content of `file` that of `path`; the entry that is there then.
  ///
  /// - Parameter isImmutable: the content's hash goes into the name.
  /// - Throws: status 65 where a file or directory of the site is in the way, or a hash makes the
  ///   name too long.
  @discardableResult
  package mutating func put(_ file: borrowing SourceFile, isImmutable: Bool) throws -> SiteEntry {
    let content =
      try isDryRun
      ? site.measure(file.descriptor, name: file.name) : site.keep(file.descriptor, name: file.name)
    guard let path = isImmutable ? try? file.path.named(after: content.digest) : file.path else {
      throw RunFault(
        .badData, "\(file.path.text): expected a name with room for its hash, found it too long")
    }
    try check(path)
    kept.insert(path)
    let old = manifest.entries[path]
    if let old, !old.isRemoved, old.digest == content.digest, old.isImmutable == isImmutable {
      return old
    }
    let entry = SiteEntry(
      path: path, version: (old?.version ?? 0) + 1, digest: content.digest, size: content.size,
      type: MediaType.of(path), at: now, isImmutable: isImmutable)
    note(entry)
    return entry
  }

  private mutating func note(_ entry: SiteEntry) {
    let difference = (entry.isRemoved ? 0 : 1) - (manifest[entry.path] == nil ? 0 : 1)
    manifest.entries[entry.path] = entry
    changed.append(entry)
    guard difference != 0, filesBelow != nil else { return }
    for directory in entry.path.directories { filesBelow?[directory, default: 0] += difference }
  }

  /// Removes `x.gz` where `x` has changed and it was not put, too: it has what `x` was.
  package mutating func removeStalePacked() {
    for entry in changed where !entry.isRemoved {
      guard let path = try? SitePath(entry.path.text + ".gz"),  // too long a name is nobody's
        !kept.contains(path), let packed = manifest[path]
      else { continue }
      remove(packed)
    }
  }

  /// Looks whether a path can be a file beside those that are there.
  private mutating func check(_ path: SitePath) throws {
    for directory in path.directories where manifest[directory] != nil {
      throw RunFault(
        .badData, "\(path.text): expected a directory, found the file '\(directory.text)'")
    }
    if filesBelow == nil { filesBelow = manifest.filesBelow }
    guard filesBelow?[path] ?? 0 > 0 else { return }
    if let below = manifest.present.first(where: { $0.path.isBelow(path) }) {
      throw RunFault(
        .badData, "\(path.text): expected a name that is free, found '\(below.path.text)'")
    }
  }

  /// Removes a path, or all paths below a directory; how many.
  ///
  /// - Throws: status 66 where there is none.
  package mutating func remove(_ path: SitePath) throws -> Int {
    let doomed = manifest.present.filter { $0.path == path || $0.path.isBelow(path) }
    guard !doomed.isEmpty else {
      throw RunFault(.noInput, "expected a file of the site, found '\(path.text)'")
    }
    for entry in doomed { remove(entry) }
    return doomed.count
  }

  private mutating func remove(_ entry: SiteEntry) {
    var entry = entry
    entry.isRemoved = true
    entry.at = now
    note(entry)
  }

  /// Removes what is below `directory` and was not put by this change.
  package mutating func removeOthers(below directory: SitePath?) {
    for entry in manifest.present
    where directory.map({ entry.path.isBelow($0) }) ?? true && !kept.contains(entry.path) {
      remove(entry)
    }
  }

  /// Gives `path` the content that it had in `version`, or, without one, before the last change of it.
  ///
  /// - Throws: status 66 where the version is not kept.
  package mutating func rollBack(_ path: SitePath, to version: Int?) throws {
    let history = try SiteHistory(site).versions(of: path)
    let latest = history.last?.version
    let wanted = history.last { version == nil ? $0.version != latest : $0.version == version }
    let target = manifest[path] == nil && version == nil ? history.last : wanted
    guard let target else {
      let text = version.map { "version \($0)" } ?? "a version before the last"
      throw RunFault(.noInput, "\(path.text): expected \(text), found none")
    }
    try check(path)
    try put(target, back: path)
  }

  private mutating func put(_ old: SiteEntry, back path: SitePath) throws {
    kept.insert(path)
    let latest = manifest.entries[path]
    if let latest, !latest.isRemoved, latest.digest == old.digest { return }
    guard site.has(old.digest) else {
      throw RunFault(
        .noInput, "\(path.text): expected the content of version \(old.version), found it gone")
    }
    var entry = old
    entry.version = (latest?.version ?? old.version) + 1
    entry.at = now
    entry.isRemoved = false
    note(entry)
  }

  /// Gives every path what it had in an earlier generation.
  ///
  /// - Throws: status 66 where that is not kept.
  package mutating func rollBack(toGeneration number: Int) throws {
    guard try site.generations().contains(number) else {
      throw RunFault(.noInput, "expected a generation that is kept, found \(number)")
    }
    let old = try site.manifest(of: number)
    for entry in manifest.present where old[entry.path] == nil { remove(entry) }
    for entry in old.present { try put(entry, back: entry.path) }
  }

  /// Makes the change public; the generation that it is. Nothing changed is no generation.
  package consuming func commit() throws -> Int {
    if changed.isEmpty || isDryRun { return before.generation }
    return try site.publish(manifest, at: now).generation
  }
}

/// What each path was in each generation that is kept.
package struct SiteHistory {
  private let site: Site

  package init(_ site: Site) { self.site = site }

  /// The versions of `path`, the oldest first; one that was removed is told as such.
  package func versions(of path: SitePath) throws -> [SiteEntry] {
    var found: [SiteEntry] = []
    for number in try site.generations() {
      guard let entry = try site.manifest(of: number).entries[path] else { continue }
      if found.last != entry { found.append(entry) }
    }
    return found
  }

  /// The newest generation that was public at `moment`; nil where none that is kept was.
  package func generation(at moment: Instant) throws -> Int? {
    try site.generations().last { try site.manifest(of: $0).at <= moment }
  }
}

/// Takes away generations that are too old to go back to, and contents that no other has.
package struct SiteCleanup {
  package private(set) var generations = 0
  package private(set) var objects = 0
  package private(set) var bytes: Int64 = 0

  /// - Parameters:
  ///   - keep: how many generations stay in any case, that of today among them.
  ///   - before: those that were made earlier go.
  package init(_ site: Site, keep: Int, before: Instant, isDryRun: Bool) throws {
    let lock = try isDryRun ? nil : site.lock()
    defer { _ = lock }
    if !isDryRun { try site.removeRemainders() }
    let all = try site.generations()
    var used: Set<String> = []
    for (i, number) in all.enumerated() {
      let manifest = try site.manifest(of: number)
      if i < all.count - max(1, keep), manifest.at < before {
        generations += 1
        if !isDryRun { unlink(site.generation(number)) }
      } else {
        used.formUnion(manifest.present.map(\.digest))
      }
    }
    try removeObjects(of: site, notIn: used, isDryRun)
  }

  private mutating func removeObjects(of site: Site, notIn used: Set<String>, _ isDryRun: Bool)
    throws
  {
    let root = "\(site.directory)/objects"
    for part in try Site.names(in: root).sorted() where part.utf8.count == 2 {
      for rest in try Site.names(in: "\(root)/\(part)").sorted() where !used.contains(part + rest) {
        objects += 1
        bytes += sizeOfFile("\(root)/\(part)/\(rest)") ?? 0
        if !isDryRun { unlink("\(root)/\(part)/\(rest)") }
      }
    }
  }
}
