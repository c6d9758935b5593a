import DueFormats
import DueStore
import DueSystem
import Glibc

/// Takes the records of people out of files that stand outside of the store: rejects, files that
/// were processed, caches.
///
/// A record goes that has one of their addresses or ids as a value. The other records stay byte for
/// byte. The file is replaced when the new one is complete.
package struct RecordScrubbing {
  /// Endpoints and users: whole values.
  private let ids: Set<String>
  /// Addresses, in small letters: whole values.
  private let addresses: Set<String>
  /// Addresses that may stand within a value.
  private let marks: [String]

  package init(_ person: ForgottenPerson) {
    ids = Set(person.endpoints + person.users)
    addresses = Set(person.addresses.map { $0.lowercased() })
    marks = person.addresses.filter { $0.utf8.count > 5 }
  }

  /// Whether `path` can be scrubbed, before anything is erased elsewhere.
  ///
  /// - Throws: status 66 for a file that cannot be read, or is compressed.
  package static func check(_ path: String) throws { _ = try open(path) }

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
  /// - Throws: status 66 for a file that cannot be read, or is compressed.
  package func scrub(
    _ path: String, replacing before: ((_ records: Int, _ digest: String) throws -> Void)?
  ) throws -> Int {
    var source = try Self.open(path)
    // Rejects of JSON lines are JSON lines, whatever the file is called.
    let isObject = try source.peek() == UInt8(ascii: "{")
    let format = try isObject ? .jsonl : RecordFormat.of(&source, told: nil)
    var rest = ByteBuffer(capacity: 1 << 16)
    let scratch = try ScratchFile.make()
    let removed =
      switch format {
      case .csv: try scrubCSV(source, into: scratch, &rest)
      case .jsonl: try scrubLines(source, into: scratch, &rest)
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
        ? (0..<reader.count).contains { tells(reader.string($0)) } : mentions(reader.source.string)
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
      if reader.fault == nil ? tells(reader.value) : mentions(reader.source.string) {
        removed += 1
      } else {
        try keep(reader.source, in: scratch, &rest)
      }
    }
    return removed
  }

  private func keep(_ record: Bytes, in scratch: borrowing ScratchFile, _ rest: inout ByteBuffer)
    throws
  {
    rest.append(record)
    guard rest.count > 1 << 16 else { return }
    try scratch.write(rest.bytes)
    rest.removeAll()
  }

  private func tells(_ value: JSONValue) -> Bool {
    if let text = value.string { return tells(text) }
    if value.isArray { return value.elements.contains { tells($0) } }
    if value.isObject {
      return value.members.contains { tells($0.value) || tells($0.name) }
    }
    return value.isNumber && tells(value.numberText ?? "")
  }

  private func tells(_ text: String) -> Bool {
    ids.contains(text) || addresses.contains(text.lowercased()) || mentions(text)
  }

  private func mentions(_ text: String) -> Bool {
    marks.contains { WholeAddress.stands($0, in: text) }
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
