import DueFormats
import DueModel
import DueStore
import DueSystem

/// Lists of addresses and reasons into the list: SES's own forms, ours, and plain CSV.
package final class ListImport {
  package typealias Transact = ((StoreView) throws -> Void) throws -> Void

  /// Where things stand in the records, and what holds where they do not say.
  package struct Settings: Sendable {
    package var column: String?
    package var reasonColumn: String?
    package var reason: SuppressionReason?
    package var topic: String?
    package var note = ""

    package init() {}
  }

  private static let batchLimit = 10_000

  private let settings: Settings
  private let actor: String
  private let now: Instant
  private let rejects: RejectLog
  private let transact: Transact
  private var batch: [(key: String, event: SuppressionEvent)] = []
  package private(set) var counts = SuppressionCounts()

  package init(
    _ settings: Settings, actor: String, now: Instant, rejects: RejectLog,
    transact: @escaping Transact
  ) {
    self.settings = settings
    self.actor = actor
    self.now = now
    self.rejects = rejects
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

  /// Adds addresses that somebody typed.
  ///
  /// - Throws: status 64 for one that is none.
  package func add(_ addresses: [String]) throws {
    for address in addresses {
      do throws(RecordFault) {
        try add(ListRecord(address: address))
      } catch {
        throw RunFault(.usage, error.description)
      }
    }
    try flush()
  }

  // MARK: Records

  private func read(csv source: consuming ByteSource) throws {
    var reader = CSVReader(source, takesStrayQuotes: true)
    var columns: ListColumns?
    var header: [UInt8] = []
    while try reader.next() {
      if columns == nil {
        let fields = (0..<reader.count).map { reader.string($0) }
        let found = try ListColumns(fields, settings, file: reader.name)
        columns = found
        if found.hasHeader {
          header = Array(reader.source)
          continue
        }
        header = Array("email,reason\n".utf8)
      }
      guard let columns else { continue }
      counts.read += 1
      do throws(RecordFault) {
        if let fault = reader.fault { throw RecordFault(column: nil, fault.description) }
        try add(columns.record(&reader))
      } catch {
        counts.rejected += 1
        let rejection = Rejection(
          file: reader.name, line: reader.line, column: error.column, reason: error.description)
        try header.withUnsafeBytes { try rejects.add(rejection, csv: reader.source, header: $0) }
      }
      if batch.count >= Self.batchLimit { try flush() }
    }
  }

  private func read(json source: consuming ByteSource) throws {
    var reader = JSONStreamReader(source)
    while try reader.next() {
      // What `aws sesv2 list-suppressed-destinations` prints is one object around all of them.
      if reader.fault == nil, let list = reader.value["SuppressedDestinationSummaries"] {
        for record in list.elements { try take(record, nil, reader.name, reader.line) }
      } else {
        try take(
          reader.fault == nil ? reader.value : nil, reader.fault, reader.name, reader.line,
          reader.source)
      }
    }
  }

  private func take(
    _ value: JSONValue?, _ fault: FormatFault?, _ file: String, _ line: Int, _ source: Bytes? = nil
  ) throws {
    counts.read += 1
    do throws(RecordFault) {
      if let fault { throw RecordFault(column: nil, fault.description) }
      guard let value, value.isObject else {
        throw RecordFault(column: nil, "expected an object, found another value")
      }
      try add(ListRecord(value, settings))
    } catch {
      counts.rejected += 1
      let rejection = Rejection(
        file: file, line: line, column: error.column, reason: error.description)
      try rejects.add(rejection, json: source ?? value?.source ?? Bytes(start: nil, count: 0))
    }
    if batch.count >= Self.batchLimit { try flush() }
  }

  private func add(_ record: ListRecord) throws(RecordFault) {
    let address = record.bareAddress
    guard !address.isEmpty else {
      throw .unexpected(
        settings.column ?? "email", record.address, expected: "an e-mail address")
    }
    guard let reason = try record.reason() ?? settings.reason else {
      throw .missing(settings.reasonColumn ?? "reason", "(or --reason)")
    }
    let topic = record.topic.isEmpty ? settings.topic : record.topic
    if let topic { _ = try SubscriptionChanges.checked(topic, "topic") }
    let key = MailboxKey.key(address)
    let scope = topic ?? SuppressionEvent.everything
    let name = SHA256("\(actor)|\(key)|\(scope)|\(reason.rawValue)").hex
    var event = SuppressionEvent(
      uid: name, .suppress, at: (record.at ?? now).milliseconds, address: address, source: actor)
    event.scope = scope
    event.reason = reason
    event.push = reason == .bounce || reason == .complaint ? reason : nil
    event.detail = record.detail
    event.note = record.note.isEmpty ? settings.note : record.note
    batch.append((key, event))
  }

  private func flush() throws {
    if batch.isEmpty { return }
    var done = SuppressionCounts()
    try transact { view in
      var book = try SuppressionBook(view, at: self.now, actor: self.actor)
      for (key, event) in self.batch { try book.keep(event, of: key, revives: true) }
      try book.settle()
      done = book.counts
    }
    counts += done
    batch.removeAll(keepingCapacity: true)
  }
}
