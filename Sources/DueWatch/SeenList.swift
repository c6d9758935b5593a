import DueSystem
import Glibc

/// Names and contents that were done: a text file in the form of sha256sum(1).
///
/// Lines are only ever added, each with one write(2), so that several watchers may share it.
struct SeenList {
  private let path: Path
  private var lines: Set<[UInt8]> = []
  private var offset: Int64 = 0
  private var rest: [UInt8] = []

  init(_ path: Path) { self.path = path }

  /// Whether this name with this content was done.
  ///
  /// - Throws: status 74.
  mutating func contains(_ facts: FileFacts) throws -> Bool {
    try refresh()
    return lines.contains(Self.line(facts))
  }

  /// - Throws: status 74; the file was done all the same.
  mutating func add(_ facts: FileFacts) throws {
    guard try !contains(facts) else { return }
    let file = try Descriptor(
      path.text, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600, status: .inputOutput)
    // A line that a crash cut short is left alone.
    let line = (rest.isEmpty ? [] : [0x0A]) + Self.line(facts) + [0x0A]
    try line.withUnsafeBytes { try file.write($0, name: path.text) }
  }

  /// Reads what was added since the last time, by us or by another.
  private mutating func refresh() throws {
    var status = stat()
    guard stat(path.text, &status) == 0 else {
      self = SeenList(path)
      return
    }
    if Int64(status.st_size) < offset { self = SeenList(path) }  // somebody shortened it
    guard Int64(status.st_size) > offset else { return }
    let file = try Descriptor(path.text, O_RDONLY)
    lseek(file.number, off_t(offset), SEEK_SET)
    var block = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = try block.withUnsafeMutableBytes { try file.read(into: $0, name: path.text) }
      if count == 0 { return }
      offset += Int64(count)
      rest += block[..<count]
      var start = rest.startIndex
      while let end = rest[start...].firstIndex(of: 0x0A) {
        lines.insert(Array(rest[start..<end]))
        start = end + 1
      }
      rest.removeFirst(start)
    }
  }

  /// `hash  name`; a name with a backslash or a line end has them escaped, and the line says so
  /// with a backslash in front.
  static func line(_ facts: FileFacts) -> [UInt8] {
    var name: [UInt8] = []
    for byte in facts.name.bytes {
      switch byte {
      case UInt8(ascii: "\\"): name += "\\\\".utf8
      case 0x0A: name += "\\n".utf8
      case 0x0D: name += "\\r".utf8
      default: name.append(byte)
      }
    }
    let mark = name.count == facts.name.bytes.count ? "" : "\\"
    return Array((mark + facts.sha256 + "  ").utf8) + name
  }
}
