import DueDefinitions
import DueFormats
import DueSystem

/// Finds what the references of one journey come to in the destination, and what has to be copied
/// for them.
struct CopyLinker {
  let source: any CopySource
  /// nil where copies leave as documents: then the destination has nothing.
  let destination: StoredDefinitions?
  let rules: CopyRules
  /// Source and destination are one store, whose templates are those of both.
  let isOneStore: Bool
  /// Journeys that are copied in the same run, and the ids that they get.
  let journeys: [String: String]
  private(set) var links: [JourneyCopy.Link] = []
  private(set) var dependencies: [JourneyCopy.Dependency] = []
  /// Versions of templates that this run copies, by name and type: their numbers are taken.
  private(set) var templates: [String: [JSON]]
  /// Places of the maps of the rules that a reference made use of.
  private(set) var usedMaps: Set<Int> = []
  /// What was found already, so that what two activities name is copied once.
  private var found: [Key: JourneyCopy.Link] = [:]
  /// Versions of segments that are copied, whatever names them.
  private var copied: Set<Key> = []

  private struct Key: Hashable {
    /// Of a template with its type: templates of two types may have one name.
    var kind: Reference.Kind
    var name: String
    var version: String?
  }

  init(
    from source: any CopySource, to destination: StoredDefinitions?, _ rules: CopyRules,
    isOneStore: Bool, journeys: [String: String], templates: [String: [JSON]]
  ) {
    self.source = source
    self.destination = destination
    self.rules = rules
    self.isOneStore = isOneStore
    self.journeys = journeys
    self.templates = templates
  }

  /// Writes what the references of `definition` come to into it.
  ///
  /// - Parameter owner: what goes before the members of anything but the journey itself.
  mutating func link(_ definition: inout JSON, of kind: DocumentKind, owner: String = "") throws {
    try kind.rewrite(&definition) { reference in
      var named = reference
      named.member = owner + reference.member
      let link = try link(named)
      links.append(link)
      reference.name = link.new.name
      reference.version = link.new.version
    }
  }

  private mutating func link(_ reference: Reference) throws -> JourneyCopy.Link {
    let key = Key(kind: reference.kind, name: reference.name, version: reference.version)
    if var known = found[key] {
      known.reference.member = reference.member
      known.new.member = reference.member
      return known
    }
    let link = try resolve(reference)
    found[key] = link
    return link
  }

  private mutating func resolve(_ reference: Reference) throws -> JourneyCopy.Link {
    if let place = rules.place(reference, named: try name(of: reference)) {
      usedMaps.insert(place)
      return try mapped(reference, by: rules.maps[place])
    }
    switch reference.kind {
    case .segment: return try segment(reference)
    case .campaign: return try campaign(reference)
    case .journey: return try journey(reference)
    case .template(let type): return try template(reference, type)
    case .mailSender: return outside(reference, rules.mailSender)
    case .program, .textSender, .connect: return outside(reference, nil)
    }
  }

  /// What the source's definition is called, of those that are named by id.
  private func name(of reference: Reference) throws -> String? {
    if rules.maps.isEmpty { return nil }
    switch reference.kind {
    case .segment:
      return try source.segment(
        reference.name, version: reference.version.flatMap { Int($0) })?.text("Name")
    case .campaign: return try source.campaign(reference.name)?.text("Name")
    default: return nil
    }
  }

  /// What somebody said: the destination has to have it.
  private func mapped(_ reference: Reference, by map: CopyRules.Map) throws -> JourneyCopy.Link {
    var new = reference
    new.name = map.new
    new.version = map.version
    guard reference.kind.isStored else {
      return JourneyCopy.Link(reference: reference, outcome: .outside, new: new)
    }
    guard let destination else {
      return JourneyCopy.Link(reference: reference, outcome: .mapped, new: new)
    }
    let there: JSON? =
      switch reference.kind {
      case .segment: try destination.segment(map.new, version: nil)
      case .campaign: try destination.campaign(map.new)
      case .template(let type):
        try destination.template(map.new, type: type, version: map.version.flatMap { Int($0) })
      default: nil
      }
    guard let there else { return JourneyCopy.Link(reference: new, outcome: .missing, new: new) }
    // Definitions name segments and campaigns by id.
    if let id = there.text("Id") { new.name = id }
    return JourneyCopy.Link(reference: reference, outcome: .mapped, new: new)
  }

  private func outside(_ reference: Reference, _ name: String?) -> JourneyCopy.Link {
    var new = reference
    new.name = name ?? reference.name
    return JourneyCopy.Link(reference: reference, outcome: .outside, new: new)
  }

  private func mapped(
    _ reference: Reference, to name: String? = nil, version: String?? = nil, differs: Bool = false
  ) -> JourneyCopy.Link {
    var new = reference
    if let name { new.name = name }
    if let version { new.version = version }
    return JourneyCopy.Link(reference: reference, outcome: .mapped, new: new, differs: differs)
  }

  private func unresolved(_ reference: Reference, _ outcome: JourneyCopy.Link.Outcome)
    -> JourneyCopy.Link
  {
    JourneyCopy.Link(reference: reference, outcome: outcome, new: reference)
  }

  /// What of a definition says what it is.
  private static func differs(_ a: JSON?, _ b: JSON) -> Bool {
    guard let a else { return false }
    let left: Set = [
      "ApplicationId", "Arn", "CreationDate", "DefaultState", "Id", "IsPaused",
      "LastModifiedDate", "State", "Version",
    ]
    func content(_ json: JSON) -> [JSON.Member] {
      (json.members ?? []).filter { !left.contains($0.name) && !$0.value.isNull }
        .sorted { $0.name < $1.name }
    }
    return content(a) != content(b)
  }

  // MARK: Kinds

  private mutating func segment(_ reference: Reference) throws -> JourneyCopy.Link {
    let version = reference.version.flatMap { Int($0) }
    let original = try source.segment(reference.name, version: version)
    if let there = try destination?.segment(reference.name, version: version) {
      return mapped(reference, differs: Self.differs(original, there))
    }
    if let name = original?.text("Name"),
      let there = try destination?.segment(name, version: nil), let id = there.text("Id"),
      id != original?.text("Id")
    {
      // Versions of another segment are other versions.
      return mapped(
        reference, to: id, version: .some(nil), differs: Self.differs(original, there))
    }
    guard rules.copiesDependencies, var copy = original, try isFree(reference.name, version) else {
      return unresolved(reference, .missing)
    }
    let link = unresolved(reference, .copied)
    if copy.text("Id") == nil { copy["Id"] = .string(reference.name) }
    // Known before its own sources are looked at: segments may draw on one another.
    let key = Key(kind: .segment, name: copy.text("Id") ?? "", version: copy.versionText)
    guard copied.insert(key).inserted else { return link }
    try self.link(&copy, of: .segment, owner: "segment '\(reference.name)': ")
    dependencies.append(JourneyCopy.Dependency(kind: .segment, json: copy))
    return link
  }

  /// Whether a version of a segment can be put beside those that the destination has: a newer one
  /// than all of them would be another audience for whatever names none.
  private func isFree(_ id: String, _ version: Int?) throws -> Bool {
    guard let newest = try destination?.segment(id, version: nil)?.versionNumber, let version
    else { return true }
    return version < newest
  }

  private mutating func campaign(_ reference: Reference) throws -> JourneyCopy.Link {
    let original = try source.campaign(reference.name)
    if let there = try destination?.campaign(reference.name) {
      return mapped(reference, differs: Self.differs(original, there))
    }
    if let name = original?.text("Name"), let there = try destination?.campaign(name),
      let id = there.text("Id")
    {
      return mapped(reference, to: id, differs: Self.differs(original, there))
    }
    guard rules.copiesDependencies, var copy = original else {
      return unresolved(reference, .missing)
    }
    let link = unresolved(reference, .copied)
    found[Key(kind: .campaign, name: reference.name, version: nil)] = link
    if copy.text("Id") == nil { copy["Id"] = .string(reference.name) }
    try self.link(&copy, of: .campaign, owner: "campaign '\(reference.name)': ")
    // Two campaigns must not send the same: the copy waits for somebody to resume it.
    copy["IsPaused"] = true
    copy["State"] = nil
    copy["DefaultState"] = nil
    dependencies.append(JourneyCopy.Dependency(kind: .campaign, json: copy))
    return link
  }

  private func journey(_ reference: Reference) throws -> JourneyCopy.Link {
    if let id = journeys[reference.name] { return mapped(reference, to: id) }
    if try destination?.journey(reference.name) != nil { return mapped(reference) }
    if let name = try source.journey(reference.name)?.text("Name"),
      let id = try destination?.journey(name)?.text("Id")
    {
      return mapped(reference, to: id)
    }
    return unresolved(reference, .missing)
  }

  private mutating func template(_ reference: Reference, _ type: String?) throws
    -> JourneyCopy.Link
  {
    let version = reference.version.flatMap { Int($0) }
    let original = try source.template(reference.name, type: type, version: version)
    let there = try destination?.template(reference.name, type: type, version: version)
    if isOneStore, there != nil { return mapped(reference) }
    if version == nil, let there {
      return mapped(reference, differs: Self.differs(original, there))
    }
    let kind = original?.text("TemplateType") ?? type ?? ""
    let versions = try destination?.versions(reference.name, type: kind) ?? []
    if let original, let same = versions.first(where: { !Self.differs(original, $0) }) {
      return mapped(reference, version: same.versionText)
    }
    guard rules.copiesDependencies, let original else {
      return there == nil
        ? unresolved(reference, .missing) : mapped(reference, differs: original != nil)
    }
    var link = unresolved(reference, .copied)
    let number = copy(
      original, as: .template(type: kind), beside: versions, activates: version == nil)
    if version != nil { link.new.version = String(number) }
    return link
  }

  /// Copies a version of a template along, under its number where that is free, else the next; the
  /// number.
  ///
  /// - Parameter activates: a reference without a version means it.
  private mutating func copy(
    _ template: JSON, as kind: DocumentKind, beside versions: [JSON], activates: Bool
  ) -> Int {
    let key = "\(template.text("TemplateName") ?? "")/\(template.text("TemplateType") ?? "")"
    let planned = templates[key] ?? []
    if let same = planned.first(where: { !Self.differs(template, $0) }),
      let number = same.versionNumber
    {
      if activates { activate(same, of: kind) }
      return number
    }
    let numbers = (versions + planned).compactMap(\.versionNumber)
    let wanted = template.versionNumber ?? 1
    let number = numbers.contains(wanted) ? (numbers.max() ?? 0) + 1 : wanted
    var copy = template
    copy["Version"] = .string(String(number))
    templates[key, default: []].append(copy)
    dependencies.append(JourneyCopy.Dependency(kind: kind, json: copy, activates: activates))
    return number
  }

  /// Makes a version active that this journey, or an earlier one of the run, copies along.
  private mutating func activate(_ template: JSON, of kind: DocumentKind) {
    if let place = dependencies.firstIndex(where: { $0.kind == kind && $0.json == template }) {
      dependencies[place].activates = true
    } else {
      dependencies.append(JourneyCopy.Dependency(kind: kind, json: template, activates: true))
    }
  }
}

extension JSON {
  /// The version of a template, which is a text, or a number where somebody wrote it by hand.
  var versionText: String? { self["Version"].flatMap { $0.string ?? $0.integer.map(String.init) } }

  var versionNumber: Int? { versionText.flatMap { Int($0) } }
}

extension Reference.Kind {
  /// Whether it is about something that stores have.
  fileprivate var isStored: Bool {
    switch self {
    case .segment, .campaign, .journey, .template: true
    case .program, .mailSender, .textSender, .connect: false
    }
  }
}
