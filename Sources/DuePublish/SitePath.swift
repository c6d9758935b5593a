import DueSystem

/// Where a file stands on a site: a relative path whose every part is a plain name.
///
/// No part is empty, `.` or `..`, begins with a dot (but for `.well-known`), or has a control
/// character, a backslash or a byte that is not UTF-8 in it: names come from data, and must stay
/// below their directory whoever looks at them. Paths are the same where their bytes are: to a file
/// system, the two ways to write `é` are two names.
package struct SitePath: Hashable, Comparable, Sendable {
  package let text: String

  /// - Throws: status 64 for a path that no site has.
  package init(_ text: String) throws {
    // By bytes: a slash and an accent after it are one character.
    let parts = text.utf8.split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
    ).map { Substring($0) }
    guard text.utf8.count <= 1024, parts.allSatisfy(Self.isName) else {
      throw RunFault(.usage, "expected a path of plain names, found '\(text)'")
    }
    self.text = text
  }

  private static func isName(_ part: Substring) -> Bool {
    let isHidden = part.utf8.first == UInt8(ascii: ".")
    guard !part.isEmpty, part.utf8.count <= 255, !isHidden || part == ".well-known" else {
      return false
    }
    return part.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) && $0 != "\\" && $0 != "\u{FFFD}"
    }
  }

  private init(unchecked text: Substring.UTF8View) { self.text = String(Substring(text)) }

  package static func == (a: SitePath, b: SitePath) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// Whether the path is that of a file below `directory`.
  func isBelow(_ directory: SitePath) -> Bool {
    let length = directory.text.utf8.count
    return text.utf8.count > length && text.utf8.starts(with: directory.text.utf8)
      && text.utf8.dropFirst(length).first == UInt8(ascii: "/")
  }

  package static func < (a: SitePath, b: SitePath) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  package var name: String { baseName(of: text) }

  /// The directories above it, the nearest first.
  var directories: [SitePath] {
    var found: [SitePath] = []
    var rest = text.utf8[...]
    while let slash = rest.lastIndex(of: UInt8(ascii: "/")) {
      rest = rest[..<slash]
      found.append(SitePath(unchecked: rest))
    }
    return found
  }

  /// Whether the name looks like one that is not for everybody: keys, passwords, dumps.
  package var looksSecret: Bool { Self.looksSecret(name) }

  static func looksSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    let endings = [
      ".pem", ".key", ".p12", ".pfx", ".jks", ".kdbx", ".keytab", ".ppk", ".env", ".sqlite", ".db",
      ".sql", ".bak", ".htpasswd",
    ]
    return endings.contains { name.hasSuffix($0) } || name.hasPrefix("id_")
      || name.hasPrefix("credentials")
  }

  /// The path with the first digits of `digest` before its suffix: a name that is nobody else's.
  func named(after digest: String) throws -> SitePath {
    let stem: Substring
    let suffix: Substring
    let slash = text.lastIndex(of: "/").map { text.index(after: $0) } ?? text.startIndex
    if let dot = text[slash...].lastIndex(of: "."), dot > slash {
      stem = text[..<dot]
      suffix = text[dot...]
    } else {
      stem = text[...]
      suffix = ""
    }
    return try SitePath("\(stem).\(digest.prefix(8))\(suffix)")
  }

  /// What `named(after:)` made the path of; the path itself where it is no such name.
  func unnamed(after digest: String) -> SitePath {
    let mark = Array(".\(digest.prefix(8))".utf8)
    let bytes = Array(text.utf8)
    let name = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    var place = bytes.count - mark.count
    while place > name {
      let end = place + mark.count
      let isWhole = end == bytes.count || bytes[end] == UInt8(ascii: ".")
      if isWhole, bytes[place..<end].elementsEqual(mark) {
        return SitePath(bytes: bytes[..<place] + bytes[end...])
      }
      place -= 1
    }
    return self
  }

  private init(bytes: ArraySlice<UInt8>) { text = String(decoding: bytes, as: UTF8.self) }

  /// The path as it stands in a URL.
  package var encoded: String {
    var url = ""
    for byte in text.utf8 {
      let isPlain =
        byte | 0x20 &- 97 < 26 || byte &- 48 < 10 || "/._-~".utf8.contains(byte)
      if isPlain {
        url.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        url += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return url
  }
}
