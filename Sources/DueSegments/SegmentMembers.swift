import DueFormats
import DueModel
import DueStore
import DueSystem

extension SegmentLinker {
  /// Links segments of the store.
  package init(in project: Project, toleratesMissing: Bool = false, _ store: StoreView) {
    self.init(toleratesMissing: toleratesMissing) { reference in
      try SegmentTable.found(reference, in: project, store)
    }
  }
}

extension SegmentTable {
  /// The segment that `reference` means, with its members where it was imported.
  package static func found(
    _ reference: SegmentReference, in project: Project, _ store: StoreView
  ) throws -> FoundSegment? {
    guard
      let segment = try find(reference.id, version: reference.version, in: project, store)
    else { return nil }
    return FoundSegment(
      reference: SegmentReference(id: segment.id, version: segment.version),
      json: segment.definition,
      members: segment.isImported ? try members(of: segment, store) : nil)
  }

  /// The segment that a person means by `text`: an id, a name, or `ID@VERSION`.
  ///
  /// - Throws: status 66 when there is none.
  package static func wanted(_ text: String, in project: Project, _ store: StoreView) throws
    -> FoundSegment
  {
    try SegmentReference.wanted(text) { try found($0, in: project, store) }
  }
}

extension SegmentReference {
  /// The segment that a person means by `text`: an id, a name, or `ID@VERSION`.
  ///
  /// - Throws: status 66 when there is none.
  static func wanted(_ text: String, _ find: (SegmentReference) throws -> FoundSegment?) throws
    -> FoundSegment
  {
    if let found = try find(SegmentReference(id: text)) { return found }
    if let reference = versioned(text), let found = try find(reference) { return found }
    throw RunFault(.noInput, "expected a segment, found none called '\(text)'")
  }
}

extension SegmentProgram {
  /// Whether it asks for members of imported segments.
  package var drawsOnImports: Bool { nodes.contains { $0.definition.isImported } }

  /// How many endpoints of the store are members.
  package func count(in project: Project, _ store: StoreView) throws -> Int {
    var count = 0
    try walk(project, [], store) { _, _ in count += 1 }
    return count
  }

  /// The members among the endpoints of the store, in the order of their ids.
  package func members(in project: Project, _ store: StoreView) throws -> MemberList {
    var list = MemberList()
    try walk(project, .id, store) { list.append($0.id, place: $1) }
    list.sort()
    return list
  }

  /// Calls `body` with every member, whole, in the order of the store; none is kept in memory.
  package func forEachMember(
    in project: Project, _ store: StoreView, _ body: (EndpointView) throws -> Void
  ) throws {
    try walk(project, .all, store) { view, _ in try body(view) }
  }

  /// Calls `body` with every member, of which `columns` are read, in the order of the store.
  private func walk(
    _ project: Project, _ columns: EndpointColumns, _ store: StoreView,
    _ body: (EndpointView, Int64) throws -> Void
  ) throws {
    let plan = ScanPlan(self)
    let predicate = EndpointPredicate(plan.columns) { endpoint, seq, user in
      self.contains(endpoint, at: EndpointPlace(seq: seq, user: user))
    }
    var cursor = try EndpointCursor(project, columns, plan.conditions, asking: predicate, store)
    while try cursor.advance() { try body(cursor.view, cursor.seq) }
  }
}

extension Explanation {
  /// Why the endpoint of the store called `id` is a member or not; nil where there is none.
  package init?(
    _ program: SegmentProgram, ofStored id: String, in project: Project, _ store: StoreView
  ) throws {
    var id = id
    let places = try PlaceLookup(in: project, store)
    let seq = id.withUTF8 { places.endpoint(Bytes($0)).seq }
    var lookup = try EndpointLookup(.all, store)
    guard seq != 0, let endpoint = try lookup.find(seq) else { return nil }
    self.init(program, of: endpoint, at: EndpointPlace(seq: seq, user: lookup.user))
  }
}

/// The members of a segment one by one, whole, in the order of their ids.
///
///     var linker = SegmentLinker(in: project, store)
///     let program = try linker.link(SegmentReference(id: "gold", version: 2), now: now)
///     var members = try SegmentMembers(program, in: project, store)
///     while let endpoint = try members.next() { … }
package struct SegmentMembers: ~Copyable, MemberSource {
  private let list: MemberList
  private var lookup: EndpointLookup
  private var index = 0
  /// `endpoint.seq` of the member in hand.
  package private(set) var seq: Int64 = 0

  /// Finds the members: one walk over the endpoints of the store.
  package init(_ program: SegmentProgram, in project: Project, _ store: StoreView) throws {
    let lookup = try EndpointLookup(.all, store)
    let list = try program.members(in: project, store)
    self.list = list
    self.lookup = lookup
  }

  package var count: Int { list.count }

  package func id(at index: Int) -> Bytes { list.id(at: index) }

  /// Starts again with the first.
  package mutating func rewind() { index = 0 }

  /// The next member; nil at the end. Valid until the next call.
  package mutating func next() throws -> EndpointView? {
    while index < list.count {
      seq = list.place(at: index)
      index += 1
      if let view = try lookup.find(seq) { return view }
    }
    return nil
  }

  package func appendRecord(of endpoint: EndpointView, to buffer: inout ByteBuffer) {
    buffer.append(endpoint)
  }
}
