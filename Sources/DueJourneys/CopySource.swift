import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// Definitions that journeys name: those of a store, or those that somebody saved in files.
package protocol CopySource {
  func journey(_ reference: String) throws -> JSON?
  func campaign(_ reference: String) throws -> JSON?
  /// - Parameter version: nil for the newest.
  func segment(_ reference: String, version: Int?) throws -> JSON?
  /// The template of that type, or of any, with its `TemplateType` and `Version`.
  ///
  /// - Parameter version: nil for the active one.
  func template(_ name: String, type: String?, version: Int?) throws -> JSON?
  /// Every version of a template.
  func versions(_ name: String, type: String) throws -> [JSON]
}

/// The definitions of one project of a store, and the templates of the store.
package struct StoredDefinitions: CopySource {
  /// nil where the store has none of the name yet.
  let project: Project?
  let view: StoreView
  private let now: Instant

  package init(_ project: Project?, at now: Instant, _ view: StoreView) {
    self.project = project
    self.view = view
    self.now = now
  }

  package func journey(_ reference: String) throws -> JSON? {
    try project.flatMap { try JourneyTable.find(reference, in: $0, view) }
  }

  package func campaign(_ reference: String) throws -> JSON? {
    let found = try project.flatMap { try CampaignTable.find(reference, in: $0, view) }
    return found.flatMap { $0.closed == .deleted ? nil : $0.definition }
  }

  package func segment(_ reference: String, version: Int?) throws -> JSON? {
    try project.flatMap {
      try SegmentTable.find(reference, version: version, in: $0, view)?.definition
    }
  }

  package func template(_ name: String, type: String?, version: Int?) throws -> JSON? {
    let types = try TemplateTable.types(of: name, view)
    guard let type = types.first(where: { type == nil || $0 == type }) else { return nil }
    if let found = try TemplateTable.find(name, type: type, version: version, at: now, view) {
      return found.content
    }
    // None is active: the newest is as good as any.
    return version == nil ? try versions(name, type: type).last : nil
  }

  package func versions(_ name: String, type: String) throws -> [JSON] {
    try TemplateTable.list(name: name, type: type, versions: true, at: now, view).map(\.content)
  }
}

/// Definitions of files.
package struct SavedDefinitions: CopySource {
  private var documents: [SavedDocument] = []

  package init() {}

  package mutating func add(_ document: SavedDocument) { documents.append(document) }

  package var journeys: [SavedDocument] { documents.filter { $0.kind == .journey } }

  private func find(_ kind: DocumentKind, _ reference: String) -> [JSON] {
    let all = documents.filter { $0.kind == kind }.map(\.json)
    let byID = all.filter { $0.text("Id") == reference }
    return byID.isEmpty ? all.filter { $0.text("Name") == reference } : byID
  }

  private static func newest(_ definitions: [JSON]) -> JSON? {
    definitions.max { version(of: $0) ?? 0 < version(of: $1) ?? 0 }
  }

  private static func version(of json: JSON) -> Int? {
    json["Version"]?.integer ?? json["Version"]?.string.flatMap { Int($0) }
  }

  package func journey(_ reference: String) -> JSON? { find(.journey, reference).last }

  package func campaign(_ reference: String) -> JSON? { Self.newest(find(.campaign, reference)) }

  package func segment(_ reference: String, version: Int?) -> JSON? {
    Self.newest(
      find(.segment, reference).filter { version == nil || Self.version(of: $0) == version })
  }

  package func template(_ name: String, type: String?, version: Int?) -> JSON? {
    for type in type.map({ [$0] }) ?? ["EMAIL", "SMS", "PUSH", "VOICE", "INAPP"] {
      let found = versions(name, type: type).filter {
        version == nil || Self.version(of: $0) == version
      }
      if let newest = found.last { return newest }
    }
    return nil
  }

  package func versions(_ name: String, type: String) -> [JSON] {
    documents.filter { $0.kind == .template(type: type) && $0.json.text("TemplateName") == name }
      .map { document in
        var json = document.json
        json["TemplateType"] = .string(type)
        return json
      }.sorted { Self.version(of: $0) ?? 0 < Self.version(of: $1) ?? 0 }
  }
}
