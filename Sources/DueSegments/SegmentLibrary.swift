import DueFormats
import DueStore
import DueSystem

/// Segments of definition files: what a source of one of them may refer to without a store.
package struct SegmentLibrary: Sendable {
  /// A definition and where it stands.
  package struct Entry: Sendable {
    /// `FILE:LINE`.
    package var origin: String
    package var json: JSON
  }

  package private(set) var entries: [Entry] = []

  /// The forms in which Pinpoint's API gave segments.
  package static let documents = Documents(
    single: "SegmentResponse", list: "SegmentsResponse")

  package init() {}

  /// Adds the segments of the file at `path`; `-` is standard input.
  package mutating func read(_ path: String) throws {
    let name = path == "-" ? "standard input" : path
    let documents = try Self.documents.read(path)
    guard !documents.isEmpty else {
      throw RunFault(.noInput, "\(name): expected a segment, found none")
    }
    add(documents, name: name)
  }

  /// Adds the segments of a text called `name` in messages.
  package mutating func read(_ text: Bytes, name: String) throws {
    add(try Self.documents.parse(text, name: name), name: name)
  }

  private mutating func add(_ documents: [Documents.Document], name: String) {
    for document in documents {
      entries.append(Entry(origin: "\(name):\(document.line)", json: document.json))
    }
  }

  /// The segment of that id, else of that name, and that version; without one, the newest.
  ///
  /// - Throws: status 78 when several have the name.
  package func find(_ reference: SegmentReference) throws -> FoundSegment? {
    let versions = { (entry: Entry) in entry.json["Version"]?.integer ?? 0 }
    let fitting = entries.filter {
      reference.version == nil || $0.json["Version"]?.integer == reference.version
    }
    let byID = fitting.filter { $0.json["Id"]?.string == reference.id }
    if let newest = byID.max(by: { versions($0) < versions($1) }) { return Self.found(newest) }
    let byName = fitting.filter { $0.json["Name"]?.string == reference.id }
    guard Set(byName.map { $0.json["Id"]?.string ?? $0.origin }).count < 2 else {
      throw RunFault(
        .configuration,
        "expected the name of one segment, found '\(reference.id)' at "
          + byName.map(\.origin).joined(separator: ", "))
    }
    return byName.max(by: { versions($0) < versions($1) }).map(Self.found)
  }

  /// The segment that `reference` means, in the files or else in the store, which also has the
  /// members of imported segments.
  package func find(_ reference: SegmentReference, in project: Project?, _ store: StoreView?) throws
    -> FoundSegment?
  {
    let stored = { (reference: SegmentReference) throws -> FoundSegment? in
      guard let project, let store else { return nil }
      return try SegmentTable.found(reference, in: project, store)
    }
    guard var found = try find(reference) else { return try stored(reference) }
    found.members = try stored(found.reference)?.members
    return found
  }

  /// The segment that a person means by `text`; without a text, the only one of the files.
  ///
  /// - Throws: status 66 when there is none, 64 when there are several.
  package func wanted(_ text: String?, _ find: (SegmentReference) throws -> FoundSegment?) throws
    -> FoundSegment
  {
    if let text { return try SegmentReference.wanted(text, find) }
    guard entries.count == 1, let entry = entries.first else {
      throw RunFault(
        entries.isEmpty ? .noInput : .usage,
        "expected one segment in the definition file, found \(entries.count): "
          + "-f FILE NAME says which")
    }
    let only = Self.found(entry)
    return try find(only.reference) ?? only
  }

  private static func found(_ entry: Entry) -> FoundSegment {
    let name = entry.json["Id"]?.string ?? entry.json["Name"]?.string ?? entry.origin
    let reference = SegmentReference(id: name, version: entry.json["Version"]?.integer)
    return FoundSegment(reference: reference, json: entry.json, members: nil)
  }
}
