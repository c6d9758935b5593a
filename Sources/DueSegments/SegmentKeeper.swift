import DueFormats
import DueStore
import DueSystem

/// Saves the segments of definition files: all of them, or, when one is wrong, none.
package struct SegmentKeeper {
  private let library: SegmentLibrary
  /// What is odd, one line each.
  package private(set) var warnings: [String] = []
  /// Members of the segments themselves that mean nothing here, each name once.
  package private(set) var unknown: [String] = []

  package init(_ library: SegmentLibrary) { self.library = library }

  /// Saves the segments in `project`, which is created where it is missing, and returns them as
  /// they are stored. A definition that the store has already is returned as it was.
  ///
  /// - Throws: status 78 with the file and line of a definition that is wrong.
  package mutating func save(in project: String, now: Instant, _ store: StoreView) throws -> [JSON]
  {
    let project = try Project.named(project, create: true, store)
    var saved: [StoredSegment] = []
    for entry in library.entries {
      saved.append(try save(entry, in: project, now: now, store))
    }
    // Only now are all sources there that the files themselves bring.
    for (entry, segment) in zip(library.entries, saved) where !segment.isImported {
      try Self.located(entry) {
        var linker = SegmentLinker(in: project, toleratesMissing: true, store)
        _ = try linker.link(
          SegmentReference(id: segment.id, version: segment.version), now: now)
        for warning in linker.warnings { warn(warning) }
      }
    }
    return saved.map(\.definition)
  }

  private mutating func save(
    _ entry: SegmentLibrary.Entry, in project: Project, now: Instant, _ store: StoreView
  ) throws -> StoredSegment {
    try Self.located(entry) {
      var parser = SegmentParser()
      let definition = try parser.parse(entry.json)
      for name in parser.unknown where !unknown.contains(name) { unknown.append(name) }
      let saved = try SegmentTable.save(entry.json, in: project, now: now, store)
      guard
        let segment = try SegmentTable.find(
          saved.id, version: saved.version, in: project, store)
      else { preconditionFailure("a segment that was saved is there") }
      if definition.isImported, try SegmentTable.members(of: segment, store).isEmpty {
        warn(
          "segment '\(segment.name)': a definition has no members: "
            + "due-import --segment-id \(segment.id) brings them")
      }
      return segment
    }
  }

  private mutating func warn(_ text: String) {
    if !warnings.contains(text) { warnings.append(text) }
  }

  /// Puts file and line before a fault.
  private static func located<T>(_ entry: SegmentLibrary.Entry, _ body: () throws -> T) throws -> T
  {
    do {
      return try body()
    } catch let fault as any Fault {
      throw RunFault(fault.exitStatus, "\(entry.origin): \(fault.description)")
    }
  }
}
