import DueSystem

/// A file's name as the kernel knows it: bytes without a slash or NUL, UTF-8 or not.
package struct FileName: Hashable, Sendable, Comparable {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  package init(_ text: String) { bytes = Array(text.utf8) }

  /// The name for people and JSON: bytes that are not UTF-8 become U+FFFD.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Where the last suffix begins, at its dot; nil without one. A first dot begins no suffix.
  private var suffix: Int? {
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
    return dot
  }

  /// The name without its last suffix.
  package var base: [UInt8] { Array(bytes[..<(suffix ?? bytes.count)]) }

  /// The last suffix without its dot; empty where there is none.
  package var ext: [UInt8] { suffix.map { Array(bytes[($0 + 1)...]) } ?? [] }

  /// `orders.2.csv` for `orders.csv`: the name of the nth file of that name.
  package func numbered(_ n: Int) -> FileName {
    let cut = suffix ?? bytes.count
    return FileName(bytes: bytes[..<cut] + Array(".\(n)".utf8) + bytes[cut...])
  }

  /// This name with `text` after it.
  package func followed(by text: String) -> FileName { FileName(bytes: bytes + Array(text.utf8)) }

  package static func < (a: FileName, b: FileName) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}

/// A path as the kernel knows it.
package struct Path: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  package init(_ text: String) { bytes = Array(text.utf8) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The part after the last slash.
  package var name: FileName {
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    return FileName(bytes: Array(bytes[(slash.map { $0 + 1 } ?? 0)...]))
  }

  package static func / (directory: Path, name: FileName) -> Path {
    Path(bytes: directory.bytes + [UInt8(ascii: "/")] + name.bytes)
  }

  package static func / (directory: Path, name: String) -> Path { directory / FileName(name) }

  /// Calls `body` with the path as a C string.
  package func withCString<R>(_ body: (UnsafePointer<CChar>) throws -> R) rethrows -> R {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      // There is always the NUL, so there is always an address.
      try buffer.withMemoryRebound(to: CChar.self) { try body($0.baseAddress!) }
    }
  }
}
