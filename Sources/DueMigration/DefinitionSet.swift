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
      case .segment, .campaign, .journey: document.identify(in: project)
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
    func date(_ json: JSON) -> Instant {
      json.text("LastModifiedDate").flatMap(Instant.init) ?? Instant(milliseconds: 0)
    }
    return date(a) <= date(b)
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

  fileprivate var anyVersion: Int { templateVersion ?? 0 }
}
