import DueFormats
import DueModel
import DueSystem

/// Records of a file whose one column is `Id`, as many as are looked up at a time.
struct IDBatch: ~Copyable {
  private(set) var ids: [Bytes] = []
  /// The physical line of each id, and its record as it came.
  private(set) var lines: [Int] = []
  private(set) var sources: [Bytes] = []
  /// Records that cannot be used, in the order of the file.
  private(set) var refused: [(line: Int, fault: RecordFault, source: Bytes)] = []
  /// Records read, whatever became of them.
  private(set) var records = 0
  private var arena = ByteArena()

  static let standardLimit = 131_072
  let recordLimit: Int

  init(recordLimit: Int = standardLimit) { self.recordLimit = recordLimit }

  var isFull: Bool { records >= recordLimit || arena.count >= PatchBatch.byteLimit }

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    refused.removeAll()
    arena.removeAll()
    records = 0
  }

  /// Adds the record that `reader` holds.
  mutating func add(_ reader: borrowing CSVReader) {
    records += 1
    let source = arena.copy(reader.source)
    if let fault = Self.fault(of: reader) {
      refused.append((reader.line, fault, source))
      return
    }
    ids.append(place(of: reader.field(0), in: reader.source, source))
    lines.append(reader.line)
    sources.append(source)
  }

  /// The copy of a cell in the copy of its record; one that is not written there as it is meant is
  /// copied by itself.
  private mutating func place(of cell: Bytes, in record: Bytes, _ copy: Bytes) -> Bytes {
    guard let start = record.baseAddress, let at = cell.baseAddress, at >= start,
      start.distance(to: at) + cell.count <= record.count
    else { return arena.copy(cell) }
    let offset = start.distance(to: at)
    return Bytes(rebasing: copy[offset..<(offset + cell.count)])
  }

  private static func fault(of reader: borrowing CSVReader) -> RecordFault? {
    if let fault = reader.fault { return RecordFault(column: nil, fault.description) }
    if reader.count > 1 { return .cells(reader.count, atMost: 1) }
    return reader.field(0).isEmpty ? .missing("Id", "of a list of endpoints") : nil
  }
}
