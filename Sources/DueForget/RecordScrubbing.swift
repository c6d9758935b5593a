import DueFormats
import DueStore
import DueSystem
import Glibc

/// Takes the records of people out of files that stand outside of the store: rejects, files that
/// were processed, caches.
///
/// A record goes that has one of their addresses or ids as a value: a row, a line, or an element of
/// JSON. The other records stay byte for byte. The file is replaced when the new one is complete.
package struct RecordScrubbing {
  private let names: TellingNames

  /// - Parameter number: a number in E.164, as senders read it; nil for a text that is none.
  package init(_ person: ForgottenPerson, number: @escaping (String) -> String? = { _ in nil }) {
    names = TellingNames(person, number: number)
  }

  /// Whether `path` can be scrubbed, before anything is erased elsewhere.
  ///
  /// - Throws: status 66 for a file that cannot be read, is compressed, or is broken JSON.
  package static func check(_ path: String) throws {
    var source = try open(path)
    if try format(&source) == .jsonl { _ = try JSONLayout(source) }
  }

  /// Rejects of JSON lines are JSON lines, whatever the file is called.
  private static func format(_ source: inout ByteSource) throws -> RecordFormat {
    try source.peek() == UInt8(ascii: "{") ? .jsonl : RecordFormat.of(&source, told: nil)
  }

  private static func open(_ path: String) throws -> ByteSource {
    guard let size = sizeOfFile(path) else {
      guard access(path, F_OK) == 0 else { throw systemFault(path, errno, .noInput) }
      throw RunFault(.noInput, "\(path): expected a file, found something else")
    }
    let source = try ByteSource.open(path)
    guard source.size == size else {
      throw RunFault(.noInput, "\(path): expected a file that is not compressed")
    }
    return source
  }

  /// - Parameter before: is told, before the file is replaced, how many records go, and the SHA-256
  ///   of what replaces it; nil for a dry run, which leaves the file as it is.
  /// - Returns: how many records went, or would go.
  /// - Throws: status 66 for a file that cannot be read, is compressed, or is broken JSON.
  package func scrub(
    _ path: String, replacing before: ((_ records: Int, _ digest: String) throws -> Void)?
  ) throws -> Int {
    var source = try Self.open(path)
    let format = try Self.format(&source)
    var rest = ByteBuffer(capacity: 1 << 16)
    let scratch = try ScratchFile.make()
    let removed =
      switch format {
      case .csv: try scrubCSV(source, into: scratch, &rest)
      case .jsonl:
        switch try JSONLayout(Self.open(path)) {
        case .lines: try scrubLines(source, into: scratch, &rest)
        case .spread: try scrubValues(source, &rest)
        }
      }
    try scratch.write(rest.bytes)
    if removed > 0, let before {
      try before(removed, try scratch.digest().hex)
      try replace(path, by: scratch)
    }
    return removed
  }

  private func scrubCSV(
    _ source: consuming ByteSource, into scratch: borrowing ScratchFile, _ rest: inout ByteBuffer
  ) throws -> Int {
    var reader = CSVReader(source, takesStrayQuotes: true)
    var removed = 0
    var isHeader = true
    while try reader.next() {
      // A file without a header has a record there; a header names no address.
      let isTheirs =
        reader.fault == nil && !isHeader
        ? (0..<reader.count).contains { names.tells(reader.string($0)) }
        : names.mentions(reader.source.string)
      if isTheirs {
        removed += 1
      } else {
        try keep(reader.source, in: scratch, &rest)
      }
      isHeader = false
    }
    return removed
  }

  private func scrubLines(
    _ source: consuming ByteSource, into scratch: borrowing ScratchFile, _ rest: inout ByteBuffer
  ) throws -> Int {
    var reader = JSONLinesReader(source)
    var removed = 0
    while try reader.next() {
      let line = reader.source
      guard let start = line.baseAddress, reader.fault == nil else {
        if names.mentions(line.string) { removed += 1 } else { try keep(line, in: scratch, &rest) }
        continue
      }
      switch JSONExcision(reader.value, names, from: start) {
      case .nothing: try keep(line, in: scratch, &rest)
      case .whole: removed += 1
      case .parts(let cuts, let records):
        removed += records
        rest.append(line, without: cuts)
      }
    }
    return removed
  }

  /// Scrubs values that go on over several lines; the whole file is in memory.
  private func scrubValues(_ source: consuming ByteSource, _ rest: inout ByteBuffer) throws -> Int {
    let name = source.name
    let file = try Self.whole(source)
    return try withExtendedLifetime(file) { try scrubValues(in: file.bytes, of: name, &rest) }
  }

  private func scrubValues(in text: Bytes, of name: String, _ rest: inout ByteBuffer) throws
    -> Int
  {
    var text = text
    var tape = JSONTape()
    var removed = 0
    while let first = text.firstIndex(where: { !Self.isBetween($0) }) {
      let space = Bytes(rebasing: text[..<first])
      text = Bytes(rebasing: text[first...])
      guard let (value, count) = try? tape.parse(prefixOf: text), let start = text.baseAddress
      else {
        throw RunFault(.noInput, "\(name): expected JSON, found a value that is broken")
      }
      let source = Bytes(rebasing: text[..<count])
      switch JSONExcision(value, names, from: start) {
      case .nothing:
        rest.append(space)
        rest.append(source)
      case .whole: removed += 1
      case .parts(let cuts, let records):
        removed += records
        rest.append(space)
        rest.append(source, without: cuts)
      }
      text = Bytes(rebasing: text[count...])
    }
    rest.append(text)
    return removed
  }

  /// What may stand between values: white space, a byte order mark, the separator of RFC 7464.
  private static func isBetween(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0xef || byte == 0xbb || byte == 0xbf
  }

  private static func whole(_ source: consuming ByteSource) throws -> ByteBuffer {
    let name = source.name
    var source = source
    var all = ByteBuffer(capacity: 1 << 16)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try source.read(into: block)
      if count == 0 { return all }
      all.append(Bytes(rebasing: Bytes(block)[..<count]))
      guard all.count < 512 << 20 else {
        throw RunFault(.noInput, "\(name): expected a record a line in a file of 512 MiB or more")
      }
    }
  }

  private func keep(_ record: Bytes, in scratch: borrowing ScratchFile, _ rest: inout ByteBuffer)
    throws
  {
    rest.append(record)
    guard rest.count > 1 << 16 else { return }
    try scratch.write(rest.bytes)
    rest.removeAll()
  }

  private func replace(_ path: String, by scratch: consuming ScratchFile) throws {
    var sink = try ByteSink(path)
    var source = try scratch.reopened(as: path)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    defer { block.deallocate() }
    while true {
      let count = try source.read(into: block)
      if count == 0 { break }
      sink.buffer.append(Bytes(rebasing: Bytes(block)[..<count]))
      try sink.recordEnded()
    }
    try sink.finish()
  }
}
