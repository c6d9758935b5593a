import DueFormats
import DueModel
import DueStore
import DueSystem

/// Definitions or audit records into the tables of names, a batch of notes in each transaction.
package final class NameJob {
  /// What one value of a file says.
  package enum Source: Sendable {
    case definitions
    /// Audit records, of these applications only; nil for all.
    case audit(applications: Set<String>?)
  }

  private let source: Source
  private let project: String
  private let now: Instant
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  private let transact: Transact
  package private(set) var counts = NameCounts()
  package typealias Transact = ((StoreView) throws -> Void) throws -> Void

  private var notes: [NameNote] = []
  private var values = 0

  private static let batchSize = 2000
  /// Bytes of a value: an audit log is one value of up to 50 MB.
  private static let limit = 256 << 20

  /// - Parameter transact: runs what it is given as one transaction.
  package init(
    _ source: Source, project: String, now: Instant, rejects: RejectLog,
    progress: @escaping (Int, Int64, Int64?) -> Void, transact: @escaping Transact
  ) {
    self.source = source
    self.project = project
    self.now = now
    self.rejects = rejects
    self.progress = progress
    self.transact = transact
  }

  /// Reads the values of one file.
  ///
  /// - Throws: status 66 for a file that is not there or damaged; what was read of it counts.
  package func read(_ path: String) throws {
    var reader = JSONStreamReader(try ByteSource.open(path), limit: Self.limit)
    while try reader.next() {
      values += 1
      if values & 0x3f == 0 { progress(values, reader.offset, reader.size) }
      let place = Place(file: reader.name, line: reader.line)
      if let fault = reader.fault {
        let reason =
          fault == .tooLong
          ? "expected at most \(Self.limit >> 20) MiB in a value, found more" : fault.description
        try reject(RecordFault(column: nil, reason), place, reader.source)
      } else {
        try take(reader.value, place)
      }
    }
  }

  /// Notes what is not noted yet.
  package func finish() throws { try flush() }

  private struct Place {
    var file: String
    var line: Int
  }

  /// Takes a value, or those in it.
  private func take(_ value: JSONValue, _ place: Place) throws {
    if value.isArray {
      for element in value.elements { try take(element, place) }
      return
    }
    if let inside = inside(value) { return try take(inside, place) }
    do throws(RecordFault) {
      guard value.isObject else {
        throw RecordFault(column: nil, "expected an object, found '\(value.shown)'")
      }
      try note(value)
    } catch {
      try reject(error, place, value.source)
    }
    if notes.count >= Self.batchSize { try flush() }
  }

  /// What a wrapper holds; nil for what is none.
  private func inside(_ value: JSONValue) -> JSONValue? {
    switch source {
    case .definitions: DefinitionNotes.inside(value)
    case .audit: AuditRecord.inside(value)
    }
  }

  private func note(_ value: JSONValue) throws(RecordFault) {
    switch source {
    case .definitions:
      guard let found = try DefinitionNotes.notes(JSON(value), now: now) else {
        counts.others += 1
        return
      }
      counts.records += 1
      notes += found
    case .audit(let applications):
      guard let record = try AuditRecord(value, now: now) else {
        counts.others += 1
        return
      }
      if record.isFailed {
        counts.failed += 1
      } else if let applications, let own = record.application, !applications.contains(own) {
        counts.foreign += 1
      } else {
        counts.records += 1
        if record.notes.isEmpty { counts.unnamed += 1 }
        notes += record.notes
      }
    }
  }

  private func reject(_ fault: RecordFault, _ place: Place, _ source: Bytes) throws {
    counts.rejected += 1
    try rejects.add(
      Rejection(
        file: place.file, line: place.line, column: fault.column, reason: fault.description),
      json: source)
  }

  private func flush() throws {
    if notes.isEmpty { return }
    try transact { view in
      let project = try Project.named(self.project, create: true, view)
      for note in self.notes {
        switch note {
        case .sighting(let facts, let sighting):
          self.counts.add(try NameTable.note(facts, in: project, sighting, now: self.now, view))
        case .deletion(let kind, let id, let instant):
          self.counts.add(
            try NameTable.noteDeleted(
              kind, id: id, in: project, at: instant ?? self.now, isDated: instant != nil, view))
        }
      }
    }
    notes.removeAll(keepingCapacity: true)
  }
}

extension JSONValue {
  /// The beginning of the value, for messages.
  var shown: String {
    let text = string ?? source.string
    return text.utf8.count > 40 ? "\(text.prefix(40))…" : text
  }
}
