import DueFormats
import DueStore
import DueSystem
import DueTemplates

/// How a version of a template is known to be the one that was sent.
package enum VersionBasis: String, Sendable {
  /// The campaign or the journey names it.
  case pinned
  /// It was active when the message was sent.
  case activeAtSend = "active-at-send"
  /// None was known to be active then: the newest.
  case latestKnown = "latest-known"
}

/// A template that was found, and the moments for which it is the one.
struct FoundTemplate {
  var template: MessageTemplate
  /// The template as it was written.
  var document: JSON
  var version: Int?
  var basis: VersionBasis
  var during: Range<Instant>
}

/// The templates of files, every version of them.
struct TemplateShelf {
  private struct Key: Hashable {
    var name: String
    var kind: TemplateKind
  }

  private struct Version {
    var since: Instant
    var number: Int?
    var template: MessageTemplate
    var document: JSON
  }

  private var versions: [Key: [Version]] = [:]

  var count: Int { versions.count }

  /// Adds a template; false for one that lists without their texts name.
  mutating func add(_ json: JSON) throws -> Bool {
    let hasText = [
      "Subject", "HtmlPart", "TextPart", "Body", "Default", "ADM", "APNS", "Baidu", "GCM",
      "Content",
    ].contains { json[$0].map { !$0.isNull } ?? false }
    guard hasText else { return false }
    let document = try TemplateDocument(json)
    let version = Version(
      since: DefinitionShelf.modified(json), number: document.version,
      template: try MessageTemplate(document), document: json)
    let key = Key(name: document.name, kind: document.kind)
    var list = versions[key] ?? []
    list.removeAll { $0.number != nil && $0.number == version.number }
    let place =
      list.firstIndex { ($0.since, $0.number ?? 0) > (version.since, version.number ?? 0) }
      ?? list.endIndex
    list.insert(version, at: place)
    versions[key] = list
    return true
  }

  /// The version of that number, else the one that was active at `moment`; nil where files do not
  /// have it.
  func find(_ name: String, _ kind: TemplateKind, version: Int?, at moment: Instant)
    -> FoundTemplate?
  {
    guard let list = versions[Key(name: name, kind: kind)], let newest = list.last else {
      return nil
    }
    if let version {
      return list.first { $0.number == version }.map {
        FoundTemplate(
          template: $0.template, document: $0.document, version: version, basis: .pinned,
          during: .beginning ..< .end)
      }
    }
    guard let index = list.lastIndex(where: { $0.since <= moment }) else {
      return FoundTemplate(
        template: newest.template, document: newest.document, version: newest.number,
        basis: .latestKnown, during: .beginning..<list[0].since)
    }
    let next = list[(index + 1)...].first?.since ?? .end
    return FoundTemplate(
      template: list[index].template, document: list[index].document,
      version: list[index].number,
      basis: list[index].since == .beginning ? .latestKnown : .activeAtSend,
      during: list[index].since..<next)
  }
}

extension TemplateTable {
  /// The version of that number, else the one that was active at `moment`, else the newest; nil
  /// where the store does not have it.
  static func found(
    _ name: String, _ kind: TemplateKind, version: Int?, at moment: Instant, _ view: StoreView
  ) throws -> FoundTemplate? {
    let type = kind.rawValue
    func found(_ stored: StoredTemplate, _ basis: VersionBasis, _ during: Range<Instant>) throws
      -> FoundTemplate
    {
      FoundTemplate(
        template: try MessageTemplate(TemplateDocument(stored.content)), document: stored.content,
        version: stored.version, basis: basis, during: during)
    }
    if let version {
      return try find(name, type: type, version: version, at: moment, view).map {
        try found($0, .pinned, .beginning ..< .end)
      }
    }
    let activations = try activations(of: name, type: type, view)
    if let index = activations.lastIndex(where: { $0.since <= moment }),
      let stored = try find(
        name, type: type, version: activations[index].version, at: moment, view)
    {
      let next = index + 1 < activations.count ? activations[index + 1].since : .end
      return try found(stored, .activeAtSend, activations[index].since..<next)
    }
    let all = try list(name: name, type: type, versions: true, at: moment, view)
    return try all.last.map {
      try found($0, .latestKnown, .beginning..<(activations.first?.since ?? .end))
    }
  }
}
