import ArgumentParser
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTemplates
import DueTool
import Glibc

extension DueTemplate {
  /// Prints what an endpoint would get.
  struct Render: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what an endpoint would get.")

    @Option(
      help: ArgumentHelp(
        "Id of an endpoint of the store, or a file of endpoints; '-' is standard input.",
        valueName: "endpoint"))
    var endpoint: String?

    @Flag(help: "Print JSON, one line for each endpoint.") var json = false

    @Flag(help: "Escape for HTML in every text, as Pinpoint's message archiver did.")
    var legacyEscape = false

    @Flag(help: "Fail on a helper with too few values or with a value that it cannot use.")
    var strictTemplate = false

    @Flag(help: "Let 'each' go no further than 15 items.") var pinpointLimits = false

    @Option(help: ArgumentHelp("Make 'uuid' the same in every run.", valueName: "number"))
    var seed: UInt64?

    @Option(
      help: ArgumentHelp("The project of the endpoint.", valueName: "name"))
    var project: String?

    @OptionGroup var source: TemplateSource

    @Argument(help: ArgumentHelp("A template, and a version of it.", valueName: "name[@version]"))
    var reference: TemplateReference?

    func run(_ console: inout Console) throws {
      let documents = try source.documents(reference.map { [$0] } ?? [])
      guard documents.count == 1 else {
        throw RunFault(.usage, "expected one template, found \(documents.count)")
      }
      var options = TemplateRenderer.Options(now: try source.place.clock.instant())
      options.escapesText = legacyEscape
      options.isStrict = strictTemplate
      options.limitsLists = pinpointLimits
      options.seed = seed
      var preview = try TemplatePreview(MessageTemplate(documents[0]), options, asJSON: json)
      do {
        if let endpoint, endpoint == "-" || access(endpoint, F_OK) == 0 {
          try preview.write(endpointsOf: endpoint)
        } else {
          try preview.write(endpoint.map(stored) ?? [:])
        }
      } catch {
        // What came before the fault is good.
        try preview.finish()
        throw error
      }
      try preview.finish()
    }

    /// The endpoint `id` of the store.
    private func stored(_ id: String) throws -> JSON {
      var options = StoreOptions()
      options.store = source.place.store
      options.project = project
      return try source.place.open(.read).read { view in
        let project = try Project.named(options.projectName, view)
        guard let found = try EndpointTable.document(id: id, in: project, view) else {
          throw RunFault(
            .noInput,
            "expected a file or an endpoint of project '\(project.name)', found '\(id)'")
        }
        return found
      }
    }
  }
}
