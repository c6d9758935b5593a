import ArgumentParser
import DueFormats
import DueStore
import DueSystem
import DueTemplates
import DueTool

extension DueTemplate {
  /// Lists the active version of every template.
  struct List: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the active version of every template.")

    @Flag(help: "List every version.") var versions = false
    @OptionGroup var kind: TypeOption
    @OptionGroup var place: TemplateStoreOptions

    func run(_ console: inout Console) throws {
      let now = try place.clock.instant()
      let lines = try place.open(.read).read { view in
        try TemplateTable.list(
          type: kind.type?.rawValue, versions: versions, at: now, view
        ).map { template in
          let active = try TemplateTable.activeVersion(
            template.name, type: template.type, at: now, view)
          return Self.line(template, isActive: active == template.version)
        }
      }
      try OutputLines.write(lines)
    }

    /// An item of Pinpoint's list-templates, and whether it is the active version.
    private static func line(_ template: StoredTemplate, isActive: Bool) -> String {
      var item: JSON = [
        "TemplateName": .string(template.name), "TemplateType": .string(template.type),
        "Version": .string(String(template.version)), "Active": .bool(isActive),
        "CreationDate": .string(template.created.iso8601),
        "LastModifiedDate": .string(template.modified.iso8601),
      ]
      for member in ["TemplateDescription", "DefaultSubstitutions"] {
        if let value = template.content[member], !value.isNull { item[member] = value }
      }
      return item.text
    }
  }

  /// Prints a template as Pinpoint's API did.
  struct Show: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a template as Pinpoint's API did.")

    @Flag(help: "Print when which version became active.") var history = false
    @OptionGroup var kind: TypeOption
    @OptionGroup var place: TemplateStoreOptions

    @Argument(help: ArgumentHelp("A template, and a version of it.", valueName: "name[@version]"))
    var reference: TemplateReference

    func run(_ console: inout Console) throws {
      let now = try place.clock.instant()
      let lines = try place.open(.read).read { view in
        guard history else { return [try reference.find(kind.type, at: now, view).content.text] }
        let type = try reference.type(kind.type, view)
        return try TemplateTable.activations(of: reference.name, type: type, view).map {
          let line: JSON = [
            "TemplateName": .string(reference.name), "TemplateType": .string(type),
            "Version": .string(String($0.version)), "ActiveSince": .string($0.since.iso8601),
          ]
          return line.text
        }
      }
      try OutputLines.write(lines)
    }
  }

  /// Makes a version of a template the active one.
  struct Activate: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a version of a template the active one.")

    @Flag(name: [.customShort("n"), .long], help: "Print the same, change nothing.")
    var dryRun = false

    @OptionGroup var kind: TypeOption
    @OptionGroup var place: TemplateStoreOptions

    @Argument(help: ArgumentHelp("A template and its version.", valueName: "name@version"))
    var reference: TemplateReference

    func validate() throws {
      if reference.version == nil {
        throw ValidationError("expected name@version, found '\(reference.name)'")
      }
    }

    func run(_ console: inout Console) throws {
      let now = try place.clock.instant()
      // Opened for reading first: looking for a template makes no store.
      let template = try place.open(.read).read { try reference.find(kind.type, at: now, $0) }
      if dryRun { return }
      _ = try place.open(.write).write { view in
        try TemplateTable.activate(
          template.name, type: template.type, version: template.version, at: now, view)
      }
    }
  }
}
