import DueFormats
import DueStore
import DueSystem

/// Reads messages of the archive, wherever they are.
struct ArchiveReader {
  let tree: ArchiveTree

  /// A message in a file of its own, decompressed; nil where there is no such file.
  ///
  /// - Throws: status 66 or 74 for one that cannot be read.
  func loose(_ path: String, into buffer: inout ByteBuffer) throws -> Bool {
    guard let file = try tree.open(path) else { return false }
    var source = try ByteSource.reading(file, name: "\(tree.path)/\(path)")
    buffer.removeAll()
    while try buffer.fill(upTo: 1 << 16, { try source.read(into: $0) }) > 0 {}
    return true
  }

  /// A pack, opened; nil where there is no such file.
  func pack(_ path: String) throws -> TarReader? {
    guard let file = try tree.open(path) else { return nil }
    return try TarReader(file, name: "\(tree.path)/\(path)")
  }

  /// What the member of a pack is called whose file had the path `path`: it is not compressed by
  /// itself any more.
  static func memberPath(_ path: String) -> String {
    for suffix in [".gz", ".zst"] where path.hasSuffix(suffix) {
      return String(path.dropLast(suffix.utf8.count))
    }
    return path
  }
}

/// Finds messages by what people call them, and prints them.
package struct ArchiveShow {
  private let reader: ArchiveReader

  package init(_ tree: ArchiveTree) { reader = ArchiveReader(tree: tree) }

  private struct Place {
    var path: String
    var pack: String?
  }

  /// Hands the message to `body` that `name` means: an id, the beginning of one, or a path.
  ///
  /// - Throws: status 66 where there is none, or where the beginning has several.
  package func show(_ name: String, in store: Store, _ body: (Bytes) throws -> Void) throws {
    let place = try find(name, in: store)
    if let pack = place.pack { return try show(place, in: pack, body) }
    var buffer = ByteBuffer(capacity: 1 << 14)
    guard try reader.loose(place.path, into: &buffer) else {
      throw missing("\(reader.tree.path)/\(place.path)")
    }
    try body(buffer.bytes)
  }

  private func show(_ place: Place, in pack: String, _ body: (Bytes) throws -> Void) throws {
    guard var tar = try reader.pack(pack) else { throw missing("\(reader.tree.path)/\(pack)") }
    let member = ArchiveReader.memberPath(place.path)
    while try tar.next() {
      if tar.path == member { return try body(try tar.bytes()) }
    }
    throw missing("\(reader.tree.path)/\(pack): \(member)")
  }

  private func missing(_ path: String) -> RunFault {
    RunFault(.noInput, "\(path): expected a message, found none (due-archive verify tells more)")
  }

  private func find(_ name: String, in store: Store) throws -> Place {
    var found: [Place] = []
    func take(_ entry: ArchiveEntry) {
      found.append(
        Place(
          path: entry.path.string, pack: entry.pack == nil ? nil : entry.packPath.string))
    }
    try store.read { view in
      let index = ArchiveIndex(view)
      let isID = (1...32).contains(name.utf8.count) && name.utf8.allSatisfy(Self.isHexDigit)
      if isID { return try index.find(idPrefix: name.lowercased(), take) }
      let path = name.hasPrefix("archive/") ? String(name.dropFirst(8)) : name
      try index.find(path: path, endpoint: nil, take)
    }
    guard let first = found.first else {
      throw RunFault(.noInput, "expected a message of the archive, found '\(name)'")
    }
    guard found.count == 1 else {
      throw RunFault(.noInput, "expected one message, found several whose ids begin with '\(name)'")
    }
    return first
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    byte &- 48 <= 9 || (byte | 0x20) &- 97 < 6
  }
}
