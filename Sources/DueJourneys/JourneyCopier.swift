import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// Copies journeys into another project, store or file, with what they name.
///
/// Nothing is written before `save`, so that a plan can be shown; the same plan twice changes
/// nothing.
package struct JourneyCopier {
  private let source: any CopySource
  private let origin: String
  private let destination: StoredDefinitions?
  private let project: String
  private let rules: CopyRules
  private let isOneStore: Bool
  private let now: Instant

  /// - Parameters:
  ///   - origin: what the source is called: its project, and nothing for files.
  ///   - destination: nil where copies leave as documents.
  ///   - project: the destination's.
  ///   - isOneStore: whether source and destination are one store.
  package init(
    from source: any CopySource, called origin: String, to destination: StoredDefinitions?,
    in project: String, _ rules: CopyRules, isOneStore: Bool, at now: Instant
  ) {
    self.source = source
    self.origin = origin
    self.destination = destination
    self.project = project
    self.rules = rules
    self.isOneStore = isOneStore
    self.now = now
  }

  // MARK: Planning

  /// What becomes of `journeys`, in their order.
  ///
  /// - Throws: status 64 for a map of the rules that nothing makes use of.
  package func plan(_ journeys: [JSON]) throws -> [JourneyCopy] {
    var refused: Set<Int> = []
    while true {
      let (copies, usedMaps) = try plan(journeys, without: refused)
      // What names a refused journey may have to be refused in turn.
      let found = Set(copies.indices.filter { copies[$0].result == .refused })
      if found.isSubset(of: refused) {
        if let unused = rules.maps.indices.first(where: { !usedMaps.contains($0) }) {
          let map = rules.maps[unused]
          throw RunFault(
            .usage, "expected a \(map.kind) that is named by what is copied, found '\(map.name)'")
        }
        return copies
      }
      refused.formUnion(found)
    }
  }

  /// - Parameter refused: places of those that are known to be refused: nothing is mapped to them.
  /// - Returns: places of the maps that were of use, too.
  private func plan(_ journeys: [JSON], without refused: Set<Int>) throws
    -> ([JourneyCopy], usedMaps: Set<Int>)
  {
    var usedMaps: Set<Int> = []
    var copies = try journeys.map { try draft($0) }
    var ids: [String: String] = [:]
    for (i, copy) in copies.enumerated() where !refused.contains(i) {
      if let old = copy.source.text("Id"), let new = copy.definition.text("Id") { ids[old] = new }
    }
    var templates: [String: [JSON]] = [:]
    for i in copies.indices where copies[i].result != .refused {
      var linker = CopyLinker(
        from: source, to: destination, rules, isOneStore: isOneStore, journeys: ids,
        templates: templates)
      try linker.link(&copies[i].definition, of: .journey)
      copies[i].links = linker.links
      copies[i].dependencies = linker.dependencies
      usedMaps.formUnion(linker.usedMaps)
      settle(&copies[i])
      if copies[i].result != .refused { templates = linker.templates }
    }
    return (copies, usedMaps)
  }

  /// A copy with its name and id, which names what the source names.
  private func draft(_ journey: JSON) throws -> JourneyCopy {
    var copy = JourneyCopy(source: journey, definition: journey)
    guard let old = journey.text("Name") else {
      copy.result = .refused
      copy.reason = "expected a journey with a 'Name', found none"
      return copy
    }
    let wanted = (rules.isTest ? "Test-" : "") + old + rules.suffix
    var name = wanted
    var id = self.id(of: journey, named: name)
    var attempt = 1
    while let rival = try rival(id, name) {
      copy.before = rival
      // What has the id is the copy of an earlier run: `settle` says whether it still is.
      guard rival.text("Id") != id else { break }
      if rules.conflict == .replace { id = rival.text("Id") ?? id }
      guard rules.conflict == .rename else { break }
      attempt += 1
      name = "\(wanted)-\(attempt)"
      id = derivedID(of: journey, named: name)
      copy.before = nil
    }
    copy.definition = reworked(journey, id: id, name: name)
    return copy
  }

  /// A journey of the destination that has the id or the name, and is not where it comes from.
  private func rival(_ id: String, _ name: String) throws -> JSON? {
    try destination?.journey(id) ?? destination?.journey(name)
  }

  private var isOneProject: Bool { isOneStore && origin == project }

  private func id(of journey: JSON, named name: String) -> String {
    guard let id = journey.text("Id"), !rules.givesIDs, !isOneProject, !rules.isTest,
      rules.suffix.isEmpty
    else { return derivedID(of: journey, named: name) }
    return id
  }

  /// 32 hexadecimal digits that follow from where a copy comes from and what it is called.
  private func derivedID(of journey: JSON, named name: String) -> String {
    let old = journey.text("Id") ?? journey.text("Name") ?? ""
    return String(SHA256("journey copy\n\(origin)\n\(old)\n\(project)\n\(name)").hex.prefix(32))
  }

  private func reworked(_ journey: JSON, id: String, name: String) -> JSON {
    let left: Set = ["ApplicationId", "Arn", "CreationDate", "Id", "LastModifiedDate"]
    var members = (journey.members ?? []).filter { !left.contains($0.name) }
    members.insert(.init("Id", .string(id)), at: 0)
    var copy = JSON.object(members)
    copy["Name"] = .string(name)
    copy["State"] = "DRAFT"
    CopyTiming(rules).apply(to: &copy)
    if let sender = rules.textSender { Self.set(sender, in: &copy) }
    if let sender = rules.mailSender { Self.set(mailSender: sender, in: &copy) }
    return copy
  }

  /// Makes mails that name no sender come from an address; `CopyLinker` sees to the others.
  private static func set(mailSender sender: String, in journey: inout JSON) {
    journey.change(at: ["Activities"]) { activities in
      activities.changeMembers { _, activity in
        activity.change(at: ["EMAIL"]) { mail in
          if mail["MessageConfig"]?.members == nil { mail["MessageConfig"] = [:] }
          mail.change(at: ["MessageConfig"]) { config in
            if config.text("FromAddress") == nil { config["FromAddress"] = .string(sender) }
          }
        }
      }
    }
  }

  /// Makes text messages come from a number, or from a sender id.
  private static func set(_ sender: String, in journey: inout JSON) {
    let isNumber = sender.utf8.allSatisfy { $0 &- 48 <= 9 || $0 == UInt8(ascii: "+") }
    journey.change(at: ["Activities"]) { activities in
      activities.changeMembers { _, activity in
        activity.change(at: ["SMS"]) { sms in
          if sms["MessageConfig"]?.members == nil { sms["MessageConfig"] = [:] }
          sms.change(at: ["MessageConfig"]) { config in
            config["OriginationNumber"] = isNumber ? .string(sender) : nil
            config["SenderId"] = isNumber ? nil : .string(sender)
          }
        }
      }
    }
  }

  /// Says what the copy comes to.
  private func settle(_ copy: inout JourneyCopy) {
    if let before = copy.before {
      let isItself = before.text("Id") == copy.definition.text("Id")
      if JourneyCopy.content(before) == JourneyCopy.content(copy.definition) {
        copy.result = .unchanged
        copy.definition["Id"] = before["Id"]
      } else if rules.conflict == .replace {
        copy.result = .changed
      } else {
        copy.result = .refused
        copy.reason =
          isItself
          ? "the destination has '\(before.text("Id") ?? "")' with another definition"
          : "the destination has another journey called '\(copy.name)'"
      }
    }
    let missing = copy.missing.count
    if missing > 0, !rules.keepsMissing, copy.result != .refused {
      copy.result = .refused
      copy.reason = "\(missing == 1 ? "something" : "\(missing) things") it names cannot be found"
    }
  }

  // MARK: Saving

  /// Writes a copy that is not refused, and what it needs, into the destination.
  ///
  /// - Parameter saveCampaign: keeps the definition of a campaign.
  package func save(
    _ copy: JourneyCopy, in project: Project, saveCampaign: (JSON) throws -> Void, _ view: StoreView
  ) throws {
    guard copy.result != .refused else { return }
    for dependency in copy.dependencies {
      switch dependency.kind {
      case .segment: try save(segment: dependency.json, in: project, view)
      case .template(let type):
        try save(template: dependency.json, type, activates: dependency.activates, view)
      case .campaign: try saveCampaign(owned(dependency.json))
      default: break
      }
    }
    guard copy.result != .unchanged else { return }
    var definition = owned(copy.definition)
    definition["CreationDate"] = copy.before?["CreationDate"] ?? .string(now.iso8601)
    definition["LastModifiedDate"] = .string(now.iso8601)
    _ = try JourneyTable.save(definition, in: project, now: now, view)
  }

  /// The definition as one of the destination's project.
  private func owned(_ definition: JSON) -> JSON {
    var definition = definition
    definition["ApplicationId"] = .string(project)
    definition["Arn"] = nil
    return definition
  }

  private func save(segment: JSON, in project: Project, _ view: StoreView) throws {
    // Another journey of the run may have brought it.
    let id = segment.text("Id") ?? ""
    if try SegmentTable.find(id, version: segment.versionNumber, in: project, view) != nil {
      return
    }
    _ = try SegmentTable.save(owned(segment), in: project, now: now, view)
  }

  private func save(
    template: JSON, _ type: String, activates: Bool, _ view: StoreView
  ) throws {
    guard let name = template.text("TemplateName") else { return }
    let version = template.versionNumber
    var template = template
    template["TemplateType"] = .string(type)
    template["Arn"] = nil
    let isFirst = try TemplateTable.types(of: name, view).contains(type) == false
    let saved = try TemplateTable.save(
      name, type: type, content: template, TemplateSaving(version: version, activates: isFirst),
      now: now, view)
    if activates, !saved.isActive {
      _ = try TemplateTable.activate(
        name, type: type, version: saved.version, at: now, view)
    }
  }
}
