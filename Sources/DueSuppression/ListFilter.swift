import DueFormats
import DueModel
import DueStore
import DueSystem

/// The addresses that are held back, for many questions.
///
/// Most answers are no, and most of these cost one look into a bitmap that stays in the cache.
///
/// - Complexity: memory grows with the list, about 60 bytes an address, and not with the input.
package struct SuppressedKeys: ~Copyable {
  private static let bitsPerKey = 16

  private var keys = ByteKeys(capacity: 1 << 16)
  private var arena = ByteArena()
  private let isHashed: Bool
  private var scratch = ByteBuffer(capacity: 512)
  /// A bit for each key, by its hash: where it is not set, there is no such key.
  private var bits: [UInt64] = []
  /// Addresses of people who were forgotten, by hashes of the store.
  private var forgotten = ByteKeys(capacity: 64)
  private var forgottenHash: ForgottenHash?

  /// - Parameter isHashed: those who ask have the SHA-256 of a key, in hexadecimal.
  package init(isHashed: Bool) { self.isHashed = isHashed }

  package var count: Int { keys.count }

  package mutating func add(_ key: Bytes) {
    bits.removeAll()
    scratch.removeAll()
    if isHashed { scratch.append(hashOf: key) } else { scratch.append(key) }
    if keys.find(scratch.bytes) != nil { return }
    _ = keys.number(of: arena.copy(scratch.bytes))
  }

  /// Adds what `list` holds back of what goes to everybody, or to `topic`, for people who were
  /// forgotten too.
  package mutating func add(_ list: SuppressionList, topic: String?) throws {
    try list.forEachKey(topic: topic) { add($0) }
    forgottenHash = try list.forgottenHash()
    try list.forEachForgotten { hash in
      if forgotten.find(hash) == nil { _ = forgotten.number(of: arena.copy(hash)) }
    }
  }

  /// Whether `text`, an address or its hash in whatever case, is held back.
  package mutating func contains(_ text: Bytes) -> Bool {
    if bits.isEmpty { setBits() }
    scratch.removeAll()
    MailboxKey.append(text, to: &scratch)
    let (word, bit) = place(of: scratch.bytes)
    if bits[word] & bit != 0, keys.find(scratch.bytes) != nil { return true }
    return forgotten.count > 0 && isForgotten(scratch.bytes)
  }

  private func isForgotten(_ key: Bytes) -> Bool {
    guard let forgottenHash else { return false }
    let hash: ForgottenHash.Words
    if isHashed {
      guard let digest = SHA256.words(hexadecimal: key) else { return false }
      hash = forgottenHash.words(ofDigest: digest)
    } else {
      hash = forgottenHash.words(of: key)
    }
    return ForgottenHash.withBytes(hash) { forgotten.find($0) != nil }
  }

  private mutating func setBits() {
    var words = 1
    while words * 64 < keys.count * Self.bitsPerKey { words *= 2 }
    bits = Array(repeating: 0, count: words)
    for key in keys.keys {
      let (word, bit) = place(of: key)
      bits[word] |= bit
    }
  }

  /// By other bits of the hash than those that `ByteKeys` looks at first.
  private func place(of key: Bytes) -> (word: Int, bit: UInt64) {
    let hash = key.hash64 >> 32
    return (Int(truncatingIfNeeded: hash >> 6) & (bits.count - 1), 1 << (hash & 63))
  }
}

/// Leaves the records out whose address is on the list; the others go through byte for byte.
package struct ListFilter: ~Copyable {
  /// What a run has done.
  package struct Counts: Sendable {
    package var read = 0
    package var rejected = 0
    package var kept = 0
    package var dropped = 0

    package var summary: JSON {
      .object([
        .init("read", .integer(read)), .init("rejected", .integer(rejected)),
        .init("kept", .integer(kept)), .init("dropped", .integer(dropped)),
      ])
    }
  }

  private var keys: SuppressedKeys
  private let column: String?
  private let rejects: RejectLog
  private var output: ByteSink
  private var dropped: ByteSink?
  private let progress: (Int, Int64, Int64?) -> Void
  package private(set) var counts = Counts()

  /// - Parameters:
  ///   - column: the address's column or member; nil for the likeliest.
  ///   - dropped: where records go that are left out; nil for nowhere.
  package init(
    _ keys: consuming SuppressedKeys, column: String?, rejects: RejectLog,
    output: consuming ByteSink, dropped: consuming ByteSink?,
    progress: @escaping (Int, Int64, Int64?) -> Void
  ) {
    self.keys = keys
    self.column = column
    self.rejects = rejects
    self.output = output
    self.dropped = dropped
    self.progress = progress
  }

  /// Filters the file at `path`, and puts files in their places.
  ///
  /// - Throws: status 66 where the file has no column of addresses.
  package mutating func run(_ path: String, told: RecordFormat?) throws {
    var source = try ByteSource.open(path)
    switch try RecordFormat.of(&source, told: told) {
    case .csv: try filter(csv: source)
    case .jsonl: try filter(json: source)
    }
    try rejects.finish()
    try dropped?.finish()
    try output.finish()
  }

  private mutating func filter(csv source: consuming ByteSource) throws {
    var reader = CSVReader(source, takesStrayQuotes: true)
    guard try reader.next() else { return }
    let header = Array(reader.source)
    let place = try place(in: &reader)
    pass(reader.source)
    dropped?.buffer.append(reader.source)
    while try reader.next() {
      counts.read &+= 1
      if counts.read & 0xffff == 0 { progress(counts.read, reader.offset, reader.size) }
      if reader.fault != nil || place >= reader.count {
        try reject(&reader, place, header)
      } else if keys.contains(reader.field(place)) {
        try drop(reader.source)
      } else {
        counts.kept &+= 1
        output.buffer.append(reader.source)
        try output.recordEnded()
      }
    }
  }

  private func place(in reader: inout CSVReader) throws -> Int {
    var names: [String] = []
    for i in 0..<reader.count { names.append(reader.string(i)) }
    guard let place = AddressColumn.find(column, in: names, or: AddressColumn.addresses) else {
      throw missing(reader.name)
    }
    return place
  }

  private func missing(_ file: String) -> RunFault {
    RunFault(
      .noInput,
      "\(file): expected a column '\(column ?? "email")', found none"
        + (column == nil ? ": --column names it" : ""))
  }

  private mutating func reject(_ reader: inout CSVReader, _ place: Int, _ header: [UInt8]) throws {
    counts.rejected += 1
    let reason =
      reader.fault?.description ?? "expected \(place + 1) fields or more, found \(reader.count)"
    let rejection = Rejection(file: reader.name, line: reader.line, column: column, reason: reason)
    try header.withUnsafeBytes { try rejects.add(rejection, csv: reader.source, header: $0) }
  }

  private mutating func filter(json source: consuming ByteSource) throws {
    var reader = JSONStreamReader(source)
    while try reader.next() {
      counts.read &+= 1
      if counts.read & 0xfff == 0 { progress(counts.read, reader.offset, reader.size) }
      if let reason = try filter(&reader) {
        counts.rejected += 1
        try rejects.add(
          Rejection(file: reader.name, line: reader.line, column: column, reason: reason),
          json: reader.source)
      }
    }
  }

  /// Passes the record in hand on, or not; why it can do neither.
  private mutating func filter(_ reader: inout JSONStreamReader) throws -> String? {
    if let fault = reader.fault { return fault.description }
    guard let address = AddressColumn.member(column, of: reader.value) else {
      return "expected a text in '\(column ?? "email")', found none"
    }
    guard !keys.contains(decoded: address) else {
      try drop(reader.source, ending: "\n")
      return nil
    }
    counts.kept &+= 1
    output.buffer.append(reader.source)
    output.buffer.append(UInt8(ascii: "\n"))
    try output.recordEnded()
    return nil
  }

  private mutating func pass(_ record: Bytes) { output.buffer.append(record) }

  private mutating func drop(_ record: Bytes, ending: StaticString = "") throws {
    counts.dropped &+= 1
    dropped?.buffer.append(record)
    dropped?.buffer.append(ending)
    try dropped?.recordEnded()
  }
}

extension SuppressedKeys {
  /// Whether the address in a JSON string is held back.
  mutating func contains(decoded value: JSONValue) -> Bool {
    if !value.hasEscapes { return contains(value.rawString) }
    var text = value.string ?? ""
    return text.withUTF8 { contains(Bytes($0)) }
  }
}

extension AddressColumn {
  /// The string that `record` has in `wanted`, else in the likeliest of its members.
  static func member(_ wanted: String?, of record: JSONValue) -> JSONValue? {
    var found: JSONValue?
    if let wanted {
      found = record[wanted]
    } else {
      var rank = addresses.count
      for (name, value) in record.members {
        let name = (name.string ?? "").lowercased()
        guard let place = addresses.firstIndex(of: name), place < rank else { continue }
        rank = place
        found = value
      }
    }
    return found?.isString == true ? found : nil
  }
}
