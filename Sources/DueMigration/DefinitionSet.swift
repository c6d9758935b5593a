import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// The definitions of an export, each once: of several that are about the same, the newest.
struct DefinitionSet {
  private var places: [Key: Int] = [:]
  private(set) var documents: [SavedDocument] = []
  /// Definitions that another one of the same stands for.
  private(set) var repeated = 0

  private struct Key: Hashable {
    var kind: String
    var id: String
    var version: Int?
  }

  init(_ documents: [SavedDocument], in project: String) {
    for var document in documents {
      switch document.kind {
      case .segment, .campaign, .journey:
        document.identify(in: project)
        // Some tools write all values as texts.
        if let version = document.json.templateVersion {
          document.json["Version"] = .integer(version)
        }
      default: break
      }
      add(document)
    }
  }

  private mutating func add(_ document: SavedDocument) {
    guard let key = Self.key(of: document) else { return documents.append(document) }
    guard let place = places[key] else {
      places[key] = documents.count
      return documents.append(document)
    }
    repeated += 1
    if Self.precedes(documents[place].json, document.json) { documents[place] = document }
  }

  private static func key(of document: SavedDocument) -> Key? {
    let json = document.json
    switch document.kind {
    case .segment:
      return Key(kind: "segment", id: json.text("Id") ?? "", version: json["Version"]?.integer)
    // Of these the store has the newest version only.
    case .campaign, .journey:
      return Key(kind: document.kind.word, id: json.text("Id") ?? "", version: nil)
    case .template(let type):
      guard let name = json.text("TemplateName") else { return nil }
      return Key(kind: "template", id: "\(name)/\(type)", version: json.templateVersion)
    default: return nil
    }
  }

  /// Whether `b` is newer; of two of one time the later one counts.
  private static func precedes(_ a: JSON, _ b: JSON) -> Bool {
    let versions = (a["Version"]?.integer ?? 0, b["Version"]?.integer ?? 0)
    if versions.0 != versions.1 { return versions.0 < versions.1 }
    let first = Instant(milliseconds: 0)
    return a.lastModified ?? first <= b.lastModified ?? first
  }

  /// Those of the kind that `isMeant` tells, in the order in which they came; versions ascending.
  func all(_ isMeant: (DocumentKind) -> Bool) -> [SavedDocument] {
    documents.enumerated().filter { isMeant($0.element.kind) }.sorted { a, b in
      let versions = (a.element.json.anyVersion, b.element.json.anyVersion)
      return versions.0 == versions.1 ? a.offset < b.offset : versions.0 < versions.1
    }.map(\.element)
  }
}

extension JSON {
  /// The member of that name, where it is a text with something in it.
  func text(_ member: String) -> String? {
    self[member]?.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  var templateVersion: Int? {
    self["Version"].flatMap { $0.integer ?? $0.string.flatMap { Int($0) } }
  }

  /// `LastModifiedDate`: a text, or seconds since 1970, as the command line tool once wrote it.
  var lastModified: Instant? {
    guard let date = self["LastModifiedDate"] else { return nil }
    if let text = date.string { return Instant(text) }
    guard let seconds = Double(date.text), abs(seconds) < 1e11 else { return nil }
    return Instant(milliseconds: Int64((seconds * 1000).rounded()))
  }

  fileprivate var anyVersion: Int { templateVersion ?? 0 }
}
