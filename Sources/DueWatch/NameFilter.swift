import Glibc

/// Which names are taken: those that match, and that no program uses while it is still writing.
package struct NameFilter: Sendable {
  private var patterns: [String]
  private var ignored: [String]

  /// - Parameters:
  ///   - patterns: glob(7) patterns, one of which must match; none for any name.
  ///   - ignored: patterns none of which may match.
  package init(on patterns: [String] = [], ignore ignored: [String] = []) {
    self.patterns = patterns
    self.ignored = ignored
  }

  /// Suffixes of unfinished files: of editors, browsers, WinSCP, rsync and of due itself.
  private static let unfinished: [[UInt8]] = [
    "~", ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".swp", ".due-tmp",
  ].map { Array($0.utf8) }

  package func accepts(_ name: FileName) -> Bool {
    guard name.bytes.first != UInt8(ascii: "."), !Self.isUnfinished(name) else { return false }
    if patterns.isEmpty, ignored.isEmpty { return true }
    return Path(bytes: name.bytes).withCString { text in
      (patterns.isEmpty || patterns.contains { fnmatch($0, text, 0) == 0 })
        && !ignored.contains { fnmatch($0, text, 0) == 0 }
    }
  }

  private static func isUnfinished(_ name: FileName) -> Bool {
    unfinished.contains { suffix in
      name.bytes.count >= suffix.count
        && zip(name.bytes.suffix(suffix.count), suffix).allSatisfy { byte, wanted in
          byte == wanted || (65...90).contains(byte) && byte | 0x20 == wanted
        }
    }
  }
}
