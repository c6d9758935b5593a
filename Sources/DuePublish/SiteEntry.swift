import DueFormats
import DueSystem

/// One file of a site, as one generation has it.
package struct SiteEntry: Sendable, Equatable {
  package var path: SitePath
  /// Counts from 1 for each path; a path that was removed and comes back goes on.
  package var version: Int
  /// SHA-256, hexadecimal: the name of its content in the shelf.
  package var digest: String
  package var size: Int64
  package var type: String
  /// When this version was published.
  package var at: Instant
  /// The name follows from the content: it may be kept for ever.
  package var isImmutable = false
  /// The path is there no more; what it was last is remembered.
  package var isRemoved = false

  var json: JSON {
    var members: [JSON.Member] = [
      .init("path", .string(path.text)), .init("version", .integer(version)),
      .init("sha256", .string(digest)), .init("size", .integer(size)),
      .init("type", .string(type)), .init("at", .string(at.iso8601)),
    ]
    if isImmutable { members.append(.init("immutable", true)) }
    if isRemoved { members.append(.init("removed", true)) }
    return .object(members)
  }

  init?(_ json: JSON) {
    guard let path = json["path"]?.string, let path = try? SitePath(path),  // nil for what is none
      let version = json["version"]?.integer, let digest = json["sha256"]?.string,
      let size = json["size"]?.integer, let type = json["type"]?.string,
      let at = json["at"]?.string.flatMap(Instant.init),
      digest.utf8.count == 64, digest.utf8.allSatisfy({ $0 &- 48 < 10 || $0 &- 97 < 6 })
    else { return nil }
    self.init(
      path: path, version: version, digest: digest, size: Int64(size), type: type, at: at,
      isImmutable: json["immutable"]?.bool ?? false, isRemoved: json["removed"]?.bool ?? false)
  }

  package init(
    path: SitePath, version: Int, digest: String, size: Int64, type: String, at: Instant,
    isImmutable: Bool = false, isRemoved: Bool = false
  ) {
    self.path = path
    self.version = version
    self.digest = digest
    self.size = size
    self.type = type
    self.at = at
    self.isImmutable = isImmutable
    self.isRemoved = isRemoved
  }
}

/// All files of a site at one time.
package struct Manifest: Sendable, Equatable {
  /// Counts from 1; 0 is a site that nothing was published on.
  package internal(set) var generation = 0
  package internal(set) var at = Instant(milliseconds: 0)
  package internal(set) var entries: [SitePath: SiteEntry] = [:]

  package init(_ entries: [SiteEntry] = []) {
    for entry in entries { self.entries[entry.path] = entry }
  }

  /// Those that are there, by path.
  package var present: [SiteEntry] {
    entries.values.filter { !$0.isRemoved }.sorted { $0.path < $1.path }
  }

  package subscript(path: SitePath) -> SiteEntry? {
    entries[path].flatMap { $0.isRemoved ? nil : $0 }
  }

  /// How many files are below each directory.
  var filesBelow: [SitePath: Int] {
    var counts: [SitePath: Int] = [:]
    for entry in entries.values where !entry.isRemoved {
      for directory in entry.path.directories { counts[directory, default: 0] += 1 }
    }
    return counts
  }

  var text: String {
    var buffer = ByteBuffer(capacity: 1 << 16)
    buffer.append(["generation": .integer(generation), "at": .string(at.iso8601)])
    buffer.append(UInt8(ascii: "\n"))
    for path in entries.keys.sorted() {
      guard let entry = entries[path] else { continue }
      buffer.append(entry.json)
      buffer.append(UInt8(ascii: "\n"))
    }
    return buffer.string
  }

  /// - Throws: status 74 for a file that is no manifest.
  init(reading path: String) throws {
    var reader = JSONLinesReader(try ByteSource.open(path))
    guard try reader.next(), reader.fault == nil,
      let generation = JSON(reader.value)["generation"]?.integer,
      let at = JSON(reader.value)["at"]?.string.flatMap(Instant.init)
    else { throw RunFault(.inputOutput, "\(path): expected a generation of a site, found none") }
    self.generation = generation
    self.at = at
    while try reader.next() {
      guard reader.fault == nil, let entry = SiteEntry(JSON(reader.value)) else {
        throw RunFault(
          .inputOutput, "\(path):\(reader.line): expected a file of a site, found none")
      }
      entries[entry.path] = entry
    }
  }
}
