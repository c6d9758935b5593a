import DueFormats
import DueSystem
import Glibc

/// One message as it was found.
package struct Letter: ~Copyable {
  /// The file that it is in, or `standard input`.
  package let file: String
  /// The line of the file on which it begins; the first is 1.
  package let line: Int
  /// Its bytes; those after `Mailboxes.limit` are left out.
  package let bytes: Bytes
}

/// Reads messages: one a file, many in an mbox, a directory with one a file, a Maildir.
///
/// Files may be compressed. Memory: the largest message, at most `limit`.
package struct Mailboxes: ~Copyable {
  /// Bytes of a message that are kept, 32 MiB. A report comes before the message that it returns,
  /// so that a larger one is read as well as any.
  package static let limit = 32 << 20

  private var message = ByteBuffer(capacity: 1 << 16)

  package init() {}

  /// Hands each message below `path` to `body`, those of a directory in the order of their names.
  ///
  /// - Parameters:
  ///   - path: `-` is standard input, which is one message.
  ///   - isMbox: whether files have many messages also where they do not begin with `From `.
  package mutating func forEach(
    _ path: String, isMbox: Bool, _ body: (borrowing Letter) throws -> Void
  ) throws {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      return try read(path, isMbox: isMbox, body)
    }
    for file in try Self.files(of: path) { try read(file, isMbox: isMbox, body) }
  }

  /// The messages of a Maildir, new ones last; of any other directory its files.
  private static func files(of directory: String) throws -> [String] {
    let maildir = try ["cur", "new"].flatMap { try names(in: "\(directory)/\($0)", ifThere: true) }
    return maildir.isEmpty && !isMaildir(directory)
      ? try names(in: directory, ifThere: false) : maildir
  }

  private static func isMaildir(_ directory: String) -> Bool {
    access("\(directory)/cur", F_OK) == 0 && access("\(directory)/new", F_OK) == 0
  }

  /// The regular files in `directory`, by name; those that begin with a dot are no mail.
  private static func names(in directory: String, ifThere: Bool) throws -> [String] {
    guard let entries = opendir(directory) else {
      if ifThere, errno == ENOENT || errno == ENOTDIR { return [] }
      throw systemFault(directory)
    }
    defer { closedir(entries) }
    var found: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      var status = stat()
      let path = "\(directory)/\(name)"
      if !name.hasPrefix("."), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        found.append(path)
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private mutating func read(
    _ path: String, isMbox: Bool, _ body: (borrowing Letter) throws -> Void
  ) throws {
    var source = try ByteSource.open(path)
    let name = source.name
    message.removeAll()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { block.deallocate() }
    var mbox = isMbox ? MboxSplitter() : nil
    var isFirst = true
    while true {
      let count = try source.read(into: block)
      if count == 0 { break }
      let bytes = Bytes(rebasing: Bytes(block)[..<count])
      // A pipe has one message, and the line that an MTA may put before it; a file may have many.
      if isFirst, path != "-", bytes.starts(with: "From ") { mbox = MboxSplitter() }
      isFirst = false
      if mbox == nil {
        message.append(Bytes(rebasing: bytes.prefix(Self.limit - message.count)))
      } else {
        try mbox?.take(bytes, &message) { line, bytes in
          try body(Letter(file: name, line: line, bytes: bytes))
        }
      }
    }
    try mbox?.finish(&message) { try body(Letter(file: name, line: $0, bytes: $1)) }
    if mbox == nil { try body(Letter(file: name, line: 1, bytes: message.bytes)) }
  }
}

/// Cuts an mbox into its messages: at lines such as `From ADDRESS DATE`, at the front or after an empty
/// line. Another line that begins with `From `, which somebody forgot to mark, is text. One `>` of lines such as `>From ` and `>>From ` was put there by who wrote the mbox.
///
/// Source: RFC 4155; `mboxrd`.
private struct MboxSplitter {
  private var carry: [UInt8] = []
  private var line = 0
  private var firstLine = 1
  private var afterEmpty = true
  private var hasMessage = false

  mutating func take(
    _ bytes: Bytes, _ message: inout ByteBuffer, _ body: (Int, Bytes) throws -> Void
  ) throws {
    var place = 0
    while place < bytes.count {
      let end = bytes.lineEnd(from: place)
      let piece = Bytes(rebasing: bytes[place..<end])
      place = end
      guard piece.last == 0x0a else {
        carry.append(contentsOf: piece.prefix(Mailboxes.limit - carry.count))
        return
      }
      if carry.isEmpty {
        try takeLine(piece, &message, body)
      } else {
        carry.append(contentsOf: piece)
        try takeCarry(&message, body)
      }
    }
  }

  mutating func finish(_ message: inout ByteBuffer, _ body: (Int, Bytes) throws -> Void) throws {
    if !carry.isEmpty { try takeCarry(&message, body) }
    try end(&message, body)
  }

  private mutating func takeCarry(
    _ message: inout ByteBuffer, _ body: (Int, Bytes) throws -> Void
  ) throws {
    let whole = carry
    carry.removeAll(keepingCapacity: true)
    try whole.withUnsafeBytes { try takeLine($0, &message, body) }
  }

  private mutating func takeLine(
    _ text: Bytes, _ message: inout ByteBuffer, _ body: (Int, Bytes) throws -> Void
  ) throws {
    line += 1
    if afterEmpty, text.starts(with: "From "), line == 1 || Self.isSeparator(text) {
      try end(&message, body)
      firstLine = line + 1
      hasMessage = true
      afterEmpty = false
      return
    }
    hasMessage = true
    afterEmpty = text.count == 1 || text.count == 2 && text[0] == 0x0d
    let marks = text.prefix { $0 == UInt8(ascii: ">") }.count
    let isQuoted = marks > 0 && Bytes(rebasing: text[marks...]).starts(with: "From ")
    let kept = isQuoted ? Bytes(rebasing: text[1...]) : text
    message.append(Bytes(rebasing: kept.prefix(max(0, Mailboxes.limit - message.count))))
  }

  /// Whether a line has a time, `15:00`, and a year, as the date of asctime(3) that parts messages; or
  /// a sender alone, as some programs write it.
  private static func isSeparator(_ line: Bytes) -> Bool {
    var hasTime = false
    var hasYear = false
    let words = line.split(whereSeparator: { $0 <= 0x20 })
    if words.count == 2 { return true }
    for word in words {
      let word = Array(word)
      if word.count >= 4, word.prefix(4).allSatisfy({ $0 &- 48 <= 9 }) {
        hasYear = hasYear || word.count == 4 && (word[0] == 0x31 || word[0] == 0x32)
      } else if let colon = word.firstIndex(of: UInt8(ascii: ":")), (1...2).contains(colon) {
        let hours = word[..<colon]
        let minutes = word[(colon + 1)...].prefix(2)
        hasTime = hasTime || minutes.count == 2 && (hours + minutes).allSatisfy { $0 &- 48 <= 9 }
      }
    }
    return hasTime && hasYear
  }

  /// Hands out the message in hand, without the empty line that parts it from the next.
  private mutating func end(
    _ message: inout ByteBuffer, _ body: (Int, Bytes) throws -> Void
  ) throws {
    defer { message.removeAll() }
    guard hasMessage else { return }
    if afterEmpty, message.count > 1 {
      message.truncate(to: message.count - (message.bytes.hasFoldedSuffix("\r\n") ? 2 : 1))
    }
    hasMessage = false
    try body(firstLine, message.bytes)
  }
}
