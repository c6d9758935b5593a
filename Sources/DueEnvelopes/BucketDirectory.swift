import CDueSystem
import DueModel
import DueSystem
import Glibc

/// The directory that holds the objects of buckets: `BUCKET/KEY`, or `KEY` alone.
///
/// Names come from data: nothing outside of the directory is opened, be it by `..` or by a link,
/// and nothing but regular files.
package struct BucketDirectory: ~Copyable {
  private let directory: Descriptor
  private let path: String

  /// - Throws: status 66 where `path` is no directory.
  package static func open(_ path: String) throws -> BucketDirectory {
    BucketDirectory(
      try Descriptor(path, O_RDONLY | O_DIRECTORY, status: .noInput), path: path)
  }

  private init(_ directory: consuming Descriptor, path: String) {
    self.directory = directory
    self.path = path
  }

  /// Opens an object, decompressed where it is compressed.
  borrowing func open(bucket: String, key: String) throws -> ByteSource {
    // The bucket's own directory first: one directory may hold the copies of several.
    for name in ["\(bucket)/\(key)", key] {
      guard !name.utf8.contains(0), !name.isEmpty else { continue }
      let number = due_open_beneath(directory.number, name)
      if number >= 0 {
        let file = Descriptor(owning: number)
        var status = stat()
        guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        return try ByteSource.reading(file, name: "\(path)/\(name)")
      }
      if errno == EXDEV || errno == ELOOP {
        throw RecordFault(
          column: nil, "expected the key of an object below \(path), found '\(key)'")
      }
    }
    throw RecordFault(
      column: nil, "expected object '\(key)' of bucket '\(bucket)' below \(path), found none")
  }

  /// The key that an S3 event means: percent-encoded, with `+` for a space.
  ///
  /// nil where it is no UTF-8.
  static func key(decoding text: Bytes) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var i = 0
    while i < text.count {
      let byte = text[i]
      if byte == UInt8(ascii: "%"), i + 2 < text.count, let high = digit(text[i + 1]),
        let low = digit(text[i + 2])
      {
        bytes.append(high << 4 | low)
        i += 3
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        i += 1
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
    default: nil
    }
  }
}
