import DueSystem
import Glibc

/// What a watcher would run now, without touching anything.
package struct DryRun {
  private let directory: DropDirectory
  private let settings: WatchSettings

  package init(_ directory: DropDirectory, _ settings: WatchSettings) {
    self.directory = directory
    self.settings = settings
  }

  /// A command line for each file that would be taken, each word quoted where a shell needs it;
  /// just the path where nothing would be run, and a comment where it would fail.
  package func lines() throws -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for name in try directory.files(passing: settings.filter) {
      guard case .file(let file, let signature, _) = try Candidate.examine(name, in: directory.path)
      else { continue }
      let path = directory.work / "1" / name
      guard let file else {
        lines.append(Array("# ".utf8) + Self.quoted(path.bytes) + Array(": cannot be read".utf8))
        continue
      }
      let facts = FileFacts(
        path: path, name: name, directory: directory.path,
        sha256: try SHA256(reading: file, name: name.text).hex, size: signature.size,
        taken: settings.stamp(), attempt: 1)
      do {
        let words = try settings.command?.words(for: facts) ?? [path.bytes]
        lines.append(Array(words.map(Self.quoted).joined(separator: [0x20])))
      } catch let fault as RunFault {
        lines.append(Array("# ".utf8) + Self.quoted(name.bytes) + Array(": \(fault)".utf8))
      }
    }
    return lines
  }

  private static func quoted(_ word: [UInt8]) -> [UInt8] {
    let plain = Array("%+,-./:=@_".utf8)
    let isPlain = word.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
        || plain.contains($0)
    }
    if isPlain, !word.isEmpty { return word }
    let quote = UInt8(ascii: "'")
    return [quote] + word.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] } + [quote]
  }
}
