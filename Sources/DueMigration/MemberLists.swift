import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// Who is in the imported segments of an export, by their places in the store.
///
/// Definitions do not tell. The lists of due-export(1) do; so do the files of an export job of one
/// segment, which lie in a directory that has the segment's id, or the last part of the job's
/// `S3UrlPrefix`, for its name.
struct MemberLists {
  private struct Key: Hashable {
    var id: String
    /// nil: of whatever version there is.
    var version: Int?
  }

  private var lists: [Key: ImportedMembers] = [:]
  /// Ids of the segments whose members the export tells.
  private(set) var segments: Set<String> = []
  /// Segments whose members are the files of export jobs that did not end well, and how they ended.
  private(set) var unfinished: [String: String] = [:]
  /// Directories that several export jobs wrote into: whose members their files are, nothing tells.
  private(set) var unclear: Set<String> = []

  /// - Parameter isRehearsal: the endpoints are not in the store: no member has a place.
  init(
    _ export: SavedExport, _ definitions: DefinitionSet, in project: Project, isRehearsal: Bool,
    _ view: StoreView
  ) throws {
    let places = try PlaceLookup(in: project, view)
    for path in export.memberFiles { try read(path, places) }
    let directories = Self.directories(definitions)
    let endings = Self.endings(definitions)
    var found: [Key: SeqSet] = [:]
    for file in export.endpointFiles {
      guard let name = file.directories.last(where: { directories[$0] != nil }),
        let origin = directories[name]
      else { continue }
      guard case .segment(let key) = origin else {
        if case .several = origin { unclear.insert(name) }
        continue
      }
      segments.insert(key.id)
      if let ending = endings[name], ending != "COMPLETED" { unfinished[key.id] = ending }
      if isRehearsal { continue }
      try Self.collect(file.path, places, into: &found[key, default: SeqSet()])
    }
    for (key, set) in found { lists[key] = ImportedMembers(ranges: set.ranges, users: []) }
    segments.formUnion(lists.keys.map(\.id))
    if isRehearsal { lists = [:] }
  }

  /// The members of a version of a segment; nil where nothing tells.
  func members(_ id: String, version: Int?) -> ImportedMembers? {
    lists[Key(id: id, version: version)] ?? lists[Key(id: id, version: nil)]
  }

  /// What the files of a directory are of.
  private enum Origin {
    case segment(Key)
    /// All endpoints of the application.
    case whole
    case several
  }

  /// What directories of those names are about.
  private static func directories(_ definitions: DefinitionSet) -> [String: Origin] {
    var jobs: [String: Set<Key?>] = [:]
    for document in definitions.documents where document.kind == .exportJob {
      guard let job = document.json["Definition"], let name = directory(of: document.json)
      else { continue }
      let key = job.text("SegmentId").map {
        Key(id: $0, version: job["SegmentVersion"]?.integer)
      }
      jobs[name, default: []].insert(key)
    }
    var found: [String: Origin] = [:]
    for document in definitions.documents where document.kind == .segment {
      if let id = document.json.text("Id") { found[id] = .segment(Key(id: id, version: nil)) }
    }
    for (name, keys) in jobs {
      guard keys.count == 1, let key = keys.first else {
        found[name] = .several
        continue
      }
      found[name] = key.map { .segment($0) } ?? .whole
    }
    return found
  }

  /// How the export jobs ended that wrote into directories of those names; where one of several
  /// completed, that it did.
  private static func endings(_ definitions: DefinitionSet) -> [String: String] {
    var endings: [String: String] = [:]
    for document in definitions.documents where document.kind == .exportJob {
      guard let name = directory(of: document.json), let ending = document.json.text("JobStatus"),
        endings[name] != "COMPLETED"
      else { continue }
      endings[name] = ending
    }
    return endings
  }

  /// The last part of the prefix under which an export job wrote.
  private static func directory(of job: JSON) -> String? {
    job["Definition"]?.text("S3UrlPrefix")?.split(separator: "/").last.map(String.init)
  }

  private static func collect(_ path: String, _ places: PlaceLookup, into set: inout SeqSet) throws
  {
    var reader = JSONLinesReader(try ByteSource.open(path))
    var decoded = ByteBuffer(capacity: 256)
    while try reader.next() {
      guard reader.fault == nil, let id = reader.value["Id"] else { continue }
      let seq = find(id, &decoded) { places.endpoint($0).seq }
      if seq != 0 { set.insert(seq) }
    }
  }

  /// The place of what a text names; 0 where there is none.
  private static func find(
    _ text: JSONValue, _ decoded: inout ByteBuffer, _ look: (Bytes) -> Int64
  ) -> Int64 {
    guard text.hasEscapes else { return look(text.rawString) }
    decoded.removeAll()
    decoded.append(decoded: text)
    return look(decoded.bytes)
  }

  /// Reads a file of due-export(1): a line that names a segment, then its members.
  private mutating func read(_ path: String, _ places: PlaceLookup) throws {
    var reader = JSONLinesReader(try ByteSource.open(path))
    var decoded = ByteBuffer(capacity: 256)
    var key: Key?
    var endpoints = SeqSet()
    var users: [Int64] = []
    func finish(_ lists: inout [Key: ImportedMembers]) {
      guard let key else { return }
      lists[key] = ImportedMembers(ranges: endpoints.ranges, users: users)
    }
    while try reader.next() {
      if reader.fault != nil { continue }
      if let head = reader.value["DueSegmentMembers"] {
        finish(&lists)
        endpoints = SeqSet()
        users = []
        key = head["SegmentId"]?.string.map {
          Key(id: $0, version: head["Version"]?.integer.map { Int($0) })
        }
      } else if let id = reader.value["Id"] {
        let seq = Self.find(id, &decoded) { places.endpoint($0).seq }
        if seq != 0 { endpoints.insert(seq) }
      } else if let id = reader.value["User"]?["UserId"] {
        let seq = Self.find(id, &decoded) { places.user($0) }
        if seq != 0 { users.append(seq) }
      }
    }
    finish(&lists)
  }
}
