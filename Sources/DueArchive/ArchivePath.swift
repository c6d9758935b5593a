import DueFormats
import DueMIME
import DueStore
import DueSystem

/// How the files of the archive are laid out.
///
/// Source: due-archive(5), Paths.
package enum ArchiveLayout: String, Sendable, CaseIterable {
  case due, flat, legacy
}

/// What each file of the archive is compressed with.
package enum ArchiveCompression: String, Sendable, CaseIterable {
  case none, gz, zstd

  var suffix: StaticString {
    switch self {
    case .none: ""
    case .gz: ".gz"
    case .zstd: ".zst"
    }
  }
}

/// Makes the paths of messages, below the archive.
///
/// Whatever an id is, the first part of a path is one name that neither begins with a dot nor has a
/// slash in it: ids come from data.
struct ArchivePath {
  var layout: ArchiveLayout
  var compression: ArchiveCompression

  /// Longer ones do not fit into a name of most file systems (255 bytes).
  private static let nameLimit = 200

  /// Appends the path of the message of an event.
  ///
  /// - Parameter location: where an earlier archiver put it; empty for nowhere.
  func append(
    endpoint: Bytes, at time: Instant, _ id: ArchiveID, location: Bytes,
    to buffer: inout ByteBuffer
  ) {
    Self.append(endpoint: endpoint, to: &buffer)
    let civil = time.civil()
    let separator = layout == .flat ? UInt8(ascii: "_") : UInt8(ascii: "/")
    buffer.append(UInt8(ascii: "/"))
    buffer.append(padded: civil.year, 4)
    for part in [civil.month, civil.day, civil.hour] {
      buffer.append(separator)
      buffer.append(padded: part, 2)
    }
    buffer.append(separator)
    if layout == .legacy {
      Self.append(uuid: location, or: id, to: &buffer)
    } else {
      id.append(to: &buffer)
      buffer.append(".eml" as StaticString)
    }
    buffer.append(compression.suffix)
  }

  /// Appends the directory of an endpoint.
  static func append(endpoint: Bytes, to buffer: inout ByteBuffer) {
    let start = buffer.count
    for byte in endpoint {
      let stands =
        byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_")
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") && buffer.count > start
      if stands {
        buffer.append(byte)
      } else {
        buffer.append(UInt8(ascii: "%"))
        buffer.append(hex: byte)  // upper case: RFC 3986, 2.1
      }
    }
    guard buffer.count - start > nameLimit else { return }
    buffer.truncate(to: start)
    buffer.append("h-" as StaticString)
    buffer.append(SHA256(endpoint).hex)
  }

  /// Appends the UUID that a location ends with, else one made of `id`.
  private static func append(uuid location: Bytes, or id: ArchiveID, to buffer: inout ByteBuffer) {
    let name = Bytes(rebasing: location.suffix(36))
    let isUUID =
      name.count == 36 && (location.count == 36 || location[location.count - 37] == 0x2f)
      && name.enumerated().allSatisfy { i, byte in
        i == 8 || i == 13 || i == 18 || i == 23
          ? byte == UInt8(ascii: "-") : byte &- 48 <= 9 || (byte | 0x20) &- 97 < 6
      }
    if isUUID { buffer.append(name) } else { id.appendUUID(to: &buffer) }
  }
}
