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
      var preview = TemplatePreview(try MessageTemplate(documents[0]), options)
      var sink = try ByteSink()
      for endpoint in try endpoints() {
        try preview.write(endpoint, asJSON: json, to: &sink.buffer)
        try sink.recordEnded()
      }
      try sink.finish()
    }

    private func endpoints() throws -> [JSON] {
      guard let endpoint else { return [[:]] }
      if endpoint == "-" || access(endpoint, F_OK) == 0 {
        return try Documents(single: "EndpointResponse", list: "EndpointsResponse")
          .read(endpoint).map(\.json)
      }
      var options = StoreOptions()
      options.store = source.place.store
      options.project = project
      return try source.place.open(.read).read { view in
        let project = try Project.named(options.projectName, view)
        guard
          let found = try EndpointTable.document(id: endpoint, in: project, view)
        else {
          throw RunFault(
            .noInput,
            "expected a file or an endpoint of project '\(project.name)', found '\(endpoint)'")
        }
        return [found]
      }
    }
  }
}

/// Writes what endpoints would get.
struct TemplatePreview: ~Copyable {
  private let template: MessageTemplate
  private var renderer: TemplateRenderer
  private var tape = JSONTape()
  private var text = ByteBuffer()
  private var piece = ByteBuffer()

  init(_ template: MessageTemplate, _ options: TemplateRenderer.Options) {
    self.template = template
    renderer = TemplateRenderer(options)
  }

  /// Appends the pieces for `endpoint`: as one line of JSON, or as texts for people.
  mutating func write(_ endpoint: JSON, asJSON: Bool, to output: inout ByteBuffer) throws {
    text.removeAll()
    text.append(endpoint)
    let context = try tape.parse(text.bytes)
    let channel = endpoint["ChannelType"]?.string ?? ""
    var pieces: JSON = [:]
    let chosen = template.pieces(for: channel)
    for item in chosen {
      piece.removeAll()
      try renderer.render(item.text, with: context, defaults: template.defaults, into: &piece)
      if asJSON {
        pieces[item.kind.rawValue] = .string(piece.string)
      } else {
        if chosen.count > 1 { output.append("== \(item.text.piece) ==\n") }
        output.append(piece.bytes)
        if piece.bytes.last != UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
      }
    }
    guard asJSON else { return }
    var line: JSON = [
      "TemplateName": .string(template.name), "TemplateType": .string(template.kind.rawValue),
    ]
    if let version = template.version { line["Version"] = .string(String(version)) }
    if let id = endpoint["Id"] { line["EndpointId"] = id }
    line["Pieces"] = pieces
    output.append(line)
    output.append(UInt8(ascii: "\n"))
  }
}
