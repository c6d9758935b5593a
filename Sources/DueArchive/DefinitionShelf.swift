import DueFormats
import DueSystem
import DueTemplates
import Glibc

/// Campaigns, journeys and templates of files, every version of them.
package struct DefinitionShelf {
  /// One version of a campaign or a journey.
  struct Version {
    /// When it was saved; the beginning of time where it does not say.
    var modified: Instant
    var json: JSON
  }

  private(set) var campaigns: [String: [Version]] = [:]
  private(set) var journeys: [String: [Version]] = [:]
  var templates = TemplateShelf()

  package init() {}

  /// How many definitions there are.
  package var count: Int { campaigns.count + journeys.count + templates.count }

  private static let wrappers = [
    "CampaignResponse", "JourneyResponse", "EmailTemplateResponse", "SMSTemplateResponse",
    "PushNotificationTemplateResponse", "VoiceTemplateResponse", "InAppTemplateResponse",
  ]

  private static let forms = Documents(
    singles: wrappers,
    lists: [
      "CampaignsResponse", "JourneysResponse", "TemplatesResponse", "TemplateVersionsResponse",
    ])

  /// Reads the definitions of the file at `path`, or of all files in that directory.
  ///
  /// - Parameter onlyTemplates: pass over campaigns and journeys.
  /// - Throws: status 66 when it cannot be read, 78 for a definition that is wrong, and for a
  ///   single file without any.
  package mutating func read(_ path: String, onlyTemplates: Bool = false) throws {
    guard let names = try Self.names(in: path) else {
      let found = try read(file: path, onlyTemplates: onlyTemplates)
      guard found > 0 else {
        let kinds = onlyTemplates ? "templates" : "campaigns, journeys or templates"
        throw RunFault(.configuration, "\(path): expected \(kinds), found none")
      }
      return
    }
    for name in names { _ = try read(file: "\(path)/\(name)", onlyTemplates: onlyTemplates) }
  }

  /// The names of the files in a directory, sorted; nil for what is none.
  private static func names(in path: String) throws -> [String]? {
    var status = stat()
    guard path != "-", stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      return nil
    }
    var names: [String] = []
    for name in try entries(of: path) {
      guard name.hasPrefix(".") == false, stat("\(path)/\(name)", &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFREG { names.append(name) }
    }
    return names
  }

  private mutating func read(file path: String, onlyTemplates: Bool) throws -> Int {
    var found = 0
    for document in try Self.forms.read(path) {
      do {
        if try add(document.json, onlyTemplates: onlyTemplates) { found += 1 }
      } catch let fault as any Fault {
        throw RunFault(.configuration, "\(path):\(document.line): \(fault.description)")
      }
    }
    return found
  }

  /// Adds a definition; whether it is one of ours.
  mutating func add(_ json: JSON, onlyTemplates: Bool = false) throws -> Bool {
    if json["TemplateName"] != nil || json["TemplateType"] != nil {
      return try templates.add(json)
    }
    if onlyTemplates { return false }
    guard let id = json["Id"]?.string else { return false }
    let version = Version(modified: Self.modified(json), json: json)
    if json["Activities"]?.members != nil {
      Self.add(version, to: &journeys[id, default: []])
      return true
    }
    let isCampaign = ["MessageConfiguration", "TemplateConfiguration", "AdditionalTreatments"]
      .contains { json[$0].map { !$0.isNull } ?? false }
    guard isCampaign else { return false }
    Self.add(version, to: &campaigns[id, default: []])
    return true
  }

  private static func add(_ version: Version, to versions: inout [Version]) {
    let place = versions.firstIndex { $0.modified > version.modified } ?? versions.endIndex
    versions.insert(version, at: place)
  }

  static func modified(_ json: JSON) -> Instant {
    for name in ["LastModifiedDate", "CreationDate"] {
      if let moment = json[name]?.string.flatMap({ Instant($0) }) { return moment }
    }
    return .beginning
  }
}

extension [DefinitionShelf.Version] {
  /// The version that held at `moment`: the last one saved until then, else the first; and the
  /// moments for which that is so.
  func held(at moment: Instant) -> (json: JSON, during: Range<Instant>)? {
    guard let first else { return nil }
    guard let index = lastIndex(where: { $0.modified <= moment }) else {
      return (first.json, .beginning..<first.modified)
    }
    let next = index + 1 < count ? self[index + 1].modified : .end
    return (self[index].json, self[index].modified..<next)
  }
}

extension Instant {
  static let beginning = Instant(milliseconds: -1 << 60)
  static let end = Instant(milliseconds: 1 << 60)
}
