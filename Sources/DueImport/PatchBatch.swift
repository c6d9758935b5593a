import DueFormats
import DueModel
import DueSystem

/// Records on their way from a file to the store, so many at a time that sorting them pays.
struct PatchBatch: ~Copyable {
  var patches: [EndpointPatch] = []
  var arena = ByteArena()
  /// Records that cannot be used, in the order of the file.
  var refused: [(line: Int, fault: RecordFault, source: Bytes)] = []
  /// Records read, whatever became of them.
  var records = 0

  /// Where the batch is full. One that is looked up in the store is sorted first, so it should be
  /// large.
  var recordLimit = standardLimit
  static let standardLimit = 32_768
  static let byteLimit = 8 << 20

  var isFull: Bool { patches.count >= recordLimit || arena.count >= Self.byteLimit }

  mutating func removeAll() {
    patches.removeAll(keepingCapacity: true)
    refused.removeAll()
    arena.removeAll()
    records = 0
  }

  /// Adds a copy of `patch` that outlives the batch it came in.
  mutating func keep(_ patch: EndpointPatch) {
    var copy = patch
    for field in Self.fields { copy[keyPath: field] = arena.copy(patch[keyPath: field]) }
    patches.append(copy)
  }

  private static let fields: [any WritableKeyPath<EndpointPatch, Bytes> & Sendable] = [
    \.id, \.address, \.country, \.location, \.demographic, \.attributes, \.metrics, \.requestID,
    \.userID, \.userAttributes, \.source,
  ]

  mutating func refuse(_ fault: RecordFault, line: Int, _ source: Bytes) {
    refused.append((line, fault, arena.copy(source)))
  }
}

/// A file of endpoints, read batch by batch.
protocol PatchSource: AnyObject {
  var file: String { get }
  var format: RecordFormat { get }
  /// Bytes before the record in hand and of the whole file, for progress.
  var progress: (offset: Int64, size: Int64?) { get }

  /// Fills the empty `batch` as far as records go.
  func fill(_ batch: inout PatchBatch, _ notes: inout RecordNotes) throws

  /// Moves to the next record; false at the end.
  func next() throws -> Bool
  /// The record in hand: where it begins, its bytes, and why it is none of its format, if so.
  var line: Int { get }
  var record: Bytes { get }
  var fault: FormatFault? { get }

  /// Puts what the record in hand says into `batch`.
  func decode(into batch: inout PatchBatch, _ notes: inout RecordNotes) throws(RecordFault)

  /// Puts a record of the file into the log of rejects.
  func reject(_ rejection: Rejection, _ bytes: Bytes, _ log: RejectLog) throws
}

extension PatchSource {
  func fill(_ batch: inout PatchBatch, _ notes: inout RecordNotes) throws {
    notes.file = file
    while !batch.isFull, try next() {
      batch.records += 1
      notes.line = line
      if let fault {
        batch.refuse(RecordFault(column: nil, fault.description), line: line, record)
        continue
      }
      do throws(RecordFault) {
        try decode(into: &batch, &notes)
      } catch {
        batch.refuse(error, line: line, record)
      }
    }
  }
}

/// Endpoints as rows of CSV.
final class CSVPatchSource: PatchSource {
  let file: String
  let format = RecordFormat.csv
  // One job has the source, so access need not be checked at every cell.
  @exclusivity(unchecked) private var reader: CSVReader
  @exclusivity(unchecked) private var decoder: CSVEndpointDecoder
  private let header: [UInt8]

  /// - Throws: status 65 for a file without a usable header.
  init(_ source: consuming ByteSource, rules: ColumnRules, limits: PinpointLimits) throws {
    let file = source.name
    var reader = CSVReader(source, takesStrayQuotes: rules.cleaning != nil)
    guard try reader.next() else {
      throw RunFault(.badData, "\(file):1: expected a header of column names, found an empty file")
    }
    if let fault = reader.fault { throw RunFault(.badData, "\(file):\(reader.line): \(fault)") }
    let header = (0..<reader.count).map { reader.string($0) }
    let line = Array(reader.source)
    let decoder = try CSVEndpointDecoder(header: header, file: file, rules: rules, limits: limits)
    self.file = file
    self.header = line
    self.decoder = decoder
    self.reader = reader
  }

  var progress: (offset: Int64, size: Int64?) { (reader.offset, reader.size) }

  /// Fills the empty `batch` from a file whose one column is `Id`.
  func fill(_ batch: inout IDBatch) throws {
    while !batch.isFull, try reader.next() { batch.add(reader) }
  }

  func next() throws -> Bool { try reader.next() }
  var line: Int { reader.line }
  var record: Bytes { reader.source }
  var fault: FormatFault? { reader.fault }

  func decode(into batch: inout PatchBatch, _ notes: inout RecordNotes) throws(RecordFault) {
    try decoder.decode(reader, into: &batch, &notes)
  }

  func reject(_ rejection: Rejection, _ bytes: Bytes, _ log: RejectLog) throws {
    try header.withUnsafeBytes { try log.add(rejection, csv: bytes, header: $0) }
  }
}

/// Endpoints as JSON lines.
final class JSONPatchSource: PatchSource {
  let file: String
  let format = RecordFormat.jsonl
  @exclusivity(unchecked) private var reader: JSONLinesReader
  @exclusivity(unchecked) private var decoder: JSONEndpointDecoder

  init(_ source: consuming ByteSource, cleaning: PhoneCleaning?, limits: PinpointLimits) {
    file = source.name
    reader = JSONLinesReader(source)
    decoder = JSONEndpointDecoder(cleaning: cleaning, limits: limits)
  }

  var progress: (offset: Int64, size: Int64?) { (reader.offset, reader.size) }

  func next() throws -> Bool { try reader.next() }
  var line: Int { reader.line }
  var record: Bytes { reader.source }
  var fault: FormatFault? { reader.fault }

  func decode(into batch: inout PatchBatch, _ notes: inout RecordNotes) throws(RecordFault) {
    if let patch = try decoder.decode(reader, into: &batch.arena, &notes) {
      batch.patches.append(patch)
    }
  }

  func reject(_ rejection: Rejection, _ bytes: Bytes, _ log: RejectLog) throws {
    try log.add(rejection, json: bytes)
  }
}
