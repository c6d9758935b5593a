import ArgumentParser
import DueFormats
import DueStore
import DueSystem
import DueTemplates
import DueTool

extension DueTemplate {
  /// Saves templates from files, or one from the command line.
  struct Add: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Save templates from files, or one from the command line.")

    @Flag(name: [.customShort("n"), .long], help: "Print the same, change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("The template's name.", valueName: "name"))
    var name: String?

    @Option(
      help: ArgumentHelp(
        "Make a text message template of TEXT, or of the file after an '@'.", valueName: "text"))
    var sms: String?

    @Flag(help: "Put the text in the place of the latest version, or of the one named.")
    var overwrite = false

    @Flag(help: "Leave the active version as it is.")
    var noActivate = false

    @OptionGroup var place: TemplateStoreOptions

    @Argument(help: ArgumentHelp("Templates as JSON; '-' is standard input.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
      if sms != nil, name == nil || !files.isEmpty {
        throw ValidationError("--sms goes with --name, and without files")
      }
    }

    func run(_ console: inout Console) throws {
      let drafts = try drafts(&console)
      let now = try place.clock.instant()
      let saved = try TemplateDrafts(
        documents: drafts, overwrites: overwrite, activates: !noActivate
      ).save(place, now: now, dryRun: dryRun) { console.reject($0) }
      try OutputLines.write(saved)
    }

    /// The templates that can be used; the others are rejected.
    private func drafts(_ console: inout Console) throws -> [TemplateDrafts.Draft] {
      if let sms, let name {
        let body = sms.hasPrefix("@") ? try TextFile.read(String(sms.dropFirst())) : sms
        let document = try TemplateDocument(name: name, sms: body)
        _ = try MessageTemplate(document)
        return [.init(place: nil, document: document)]
      }
      var drafts: [TemplateDrafts.Draft] = []
      for file in files.isEmpty ? ["-"] : files {
        let documents = try TemplateDocument.inFile(file)
        guard name == nil || documents.count == 1 else {
          throw RunFault(.usage, "expected one template for --name, found \(documents.count)")
        }
        let shown = file == "-" ? "standard input" : file
        for document in documents {
          do {
            let template = try TemplateDocument(document.json, name: name)
            _ = try MessageTemplate(template)
            drafts.append(.init(place: (shown, document.line), document: template))
          } catch let fault as any Fault {
            console.raise(.badData)
            console.say("\(shown):\(document.line): \(fault.description)")
          }
        }
      }
      return drafts
    }
  }
}
