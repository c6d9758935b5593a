import ArgumentParser
import DueFormats
import DueStore
import DueSystem
import DueTemplates
import DueTool

/// The directory of the store: templates belong to no project.
struct TemplateStoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the store (default: $DUE_STORE, else ./due-store).", valueName: "dir"))
  var store: String?

  @OptionGroup var clock: ClockOptions

  var directory: String {
    var place = StoreOptions()
    place.store = store
    return place.directory
  }

  func open(_ access: Store.Access) throws -> Store { try Store(directory, access) }
}

extension TemplateKind: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

struct TypeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The kind of template: EMAIL, SMS, PUSH, VOICE or INAPP.", valueName: "type"))
  var type: TemplateKind?
}

/// `name` or `name@version`.
struct TemplateReference: ExpressibleByArgument {
  let name: String
  let version: Int?

  init?(argument: String) {
    let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, parts.count <= 2 else { return nil }
    name = String(first)
    guard parts.count == 2 else {
      version = nil
      return
    }
    guard let number = Int(parts[1]), number > 0 else { return nil }
    version = number
  }

  /// The version that is meant: the one named, or the one active at `instant`.
  ///
  /// - Throws: status 66 when there is none, 78 when the name stands for several templates.
  func find(_ type: TemplateKind?, at instant: Instant, _ view: StoreView) throws -> StoredTemplate
  {
    let type = try self.type(type, view)
    if let found = try TemplateTable.find(
      name, type: type, version: version, at: instant, view)
    {
      return found
    }
    throw RunFault(
      .noInput,
      version.map { "expected a version of template '\(name)', found \($0)" }
        ?? "template '\(name)' has no version that is active at \(instant.iso8601)")
  }

  /// The type of the template, which only needs saying where several have the name.
  func type(_ wanted: TemplateKind?, _ view: StoreView) throws -> String {
    let types = try TemplateTable.types(of: name, view)
    if let wanted, types.contains(wanted.rawValue) { return wanted.rawValue }
    guard let type = types.first, wanted == nil else {
      let kind = wanted.map { " of type \($0.rawValue)" } ?? ""
      throw RunFault(.noInput, "expected a template\(kind) of the store, found '\(name)'")
    }
    guard types.count == 1 else {
      throw RunFault(
        .configuration,
        "expected --type: '\(name)' is the name of \(types.joined(separator: " and ")) templates")
    }
    return type
  }
}

/// Where a template comes from: the store, or a file.
struct TemplateSource: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the template from FILE instead of the store; '-' is standard input.", valueName: "file")
  )
  var file: String?

  @OptionGroup var kind: TypeOption
  @OptionGroup var place: TemplateStoreOptions

  /// The templates of the file, or those that `references` mean.
  func documents(_ references: [TemplateReference]) throws -> [TemplateDocument] {
    guard references.isEmpty != (file == nil) else {
      throw RunFault(.usage, "expected the name of a template or --file")
    }
    if let file {
      return try TemplateDocument.inFile(file).map { document in
        do {
          return try TemplateDocument(document.json)
        } catch let fault as RunFault {
          throw RunFault(fault.exitStatus, "\(file):\(document.line): \(fault.description)")
        }
      }
    }
    let now = try place.clock.instant()
    return try place.open(.read).read { view in
      try references.map { reference in
        try TemplateDocument(reference.find(kind.type, at: now, view).content)
      }
    }
  }
}

extension TemplateDocument {
  /// The templates that lie in a file, of which there must be one.
  static func inFile(_ path: String) throws -> [Documents.Document] {
    let found = try forms.read(path)
    guard !found.isEmpty else {
      let name = path == "-" ? "standard input" : path
      throw RunFault(.noInput, "\(name): expected a template, found none")
    }
    return found
  }
}
