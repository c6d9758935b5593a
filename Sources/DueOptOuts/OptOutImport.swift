import DueFormats
import DueModel
import DueStore
import DueSystem

/// Lists of numbers onto a list: CSV, with or without a header, JSON lines, what `export` writes,
/// and what AWS's describe-opted-out-numbers answers.
package final class OptOutImport {
  /// What holds where a record does not say.
  package struct Settings: Sendable {
    package var column: String?
    package var list = OptOutTable.everySender
    package var scope = OptOutScope.promotional
    package var reason = ""
    package var saidBy = ""

    package init() {}
  }

  package struct Counts: Sendable, Equatable {
    package var read = 0
    package var changed = 0
    /// Whose number is on the list, or who has asked for messages since.
    package var unchanged = 0
    package var rejected = 0

    package init() {}

    package var summary: JSON {
      .object([
        .init("read", .integer(read)), .init("changed", .integer(changed)),
        .init("unchanged", .integer(unchanged)), .init("rejected", .integer(rejected)),
      ])
    }
  }

  private static let batchLimit = 50_000

  private let settings: Settings
  private let now: Instant
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  private let transact: InboundJob.Transact
  private var batch: [OptOutWord] = []
  package private(set) var counts = Counts()

  package init(
    _ settings: Settings, now: Instant, rejects: RejectLog,
    progress: @escaping (Int, Int64, Int64?) -> Void, transact: @escaping InboundJob.Transact
  ) {
    self.settings = settings
    self.now = now
    self.rejects = rejects
    self.progress = progress
    self.transact = transact
  }

  package func run(_ path: String, told: RecordFormat?) throws {
    var source = try ByteSource.open(path)
    switch try RecordFormat.of(&source, told: told) {
    case .csv: try read(csv: source)
    case .jsonl: try read(json: source)
    }
    try flush()
  }

  // MARK: CSV

  private func read(csv source: consuming ByteSource) throws {
    var reader = CSVReader(source, takesStrayQuotes: true)
    var columns: OptOutColumns?
    var header: [UInt8] = []
    while try reader.next() {
      if columns == nil {
        let fields = (0..<reader.count).map { reader.string($0) }
        let found = try OptOutColumns(fields, settings.column, file: reader.name)
        columns = found
        header = found.hasHeader ? Array(reader.source) : Array("address\n".utf8)
        if found.hasHeader { continue }
      }
      guard let columns else { continue }
      try countRead(reader.offset, reader.size)
      do throws(RecordFault) {
        if let fault = reader.fault { throw RecordFault(column: nil, fault.description) }
        batch.append(try columns.word(&reader, settings, now: now))
      } catch {
        counts.rejected += 1
        let rejection = Rejection(
          file: reader.name, line: reader.line, column: error.column, reason: error.description)
        try header.withUnsafeBytes { try rejects.add(rejection, csv: reader.source, header: $0) }
      }
    }
  }

  private func countRead(_ offset: Int64, _ size: Int64?) throws {
    counts.read += 1
    if counts.read & 0xfff == 0 { progress(counts.read, offset, size) }
    if batch.count >= Self.batchLimit { try flush() }
  }

  // MARK: JSON

  private func read(json source: consuming ByteSource) throws {
    var reader = JSONStreamReader(source)
    while try reader.next() {
      let isFaulty = reader.fault != nil
      if !isFaulty, let list = reader.value["OptedOutNumbers"] {
        for record in list.elements {
          try countRead(reader.offset, reader.size)
          try take(record, nil, reader.name, reader.line, record.source)
        }
      } else {
        try countRead(reader.offset, reader.size)
        try take(
          isFaulty ? nil : reader.value, reader.fault, reader.name, reader.line, reader.source)
      }
    }
  }

  private func take(
    _ value: JSONValue?, _ fault: FormatFault?, _ file: String, _ line: Int, _ source: Bytes
  ) throws {
    do throws(RecordFault) {
      if let fault { throw RecordFault(column: nil, fault.description) }
      guard let value, value.isObject else {
        throw RecordFault(column: nil, "expected an object, found another value")
      }
      batch.append(try OptOutColumns.word(value, settings, now: now))
    } catch {
      counts.rejected += 1
      try rejects.add(
        Rejection(file: file, line: line, column: error.column, reason: error.description),
        json: source)
    }
  }

  // MARK: The store

  private func flush() throws {
    if batch.isEmpty { return }
    // In the order of the tables: each of their pages is met once. Of one number, as they came.
    let order = batch.indices.sorted { (batch[$0].address, $0) < (batch[$1].address, $1) }
    var changed = 0
    try transact { view in
      changed = 0
      let desk = try OptOutDesk(view, at: self.now)
      for i in order where try desk.take(self.batch[i], keepsAll: false) == .changed {
        changed += 1
      }
    }
    counts.changed += changed
    counts.unchanged += batch.count - changed
    batch.removeAll(keepingCapacity: true)
  }
}
