import ArgumentParser
import DueCampaigns
import DueExport
import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTool

/// Definitions, one a line.
struct ExportDefinitions: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "definitions", abstract: "Write definitions under the names of their responses.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Option(
    help: ArgumentHelp(
      "Write segments, templates, campaigns, journeys or kept only; repeatable.",
      valueName: "kind"))
  var kind: [DefinitionExport.Kind] = []

  @OptionGroup var file: OutputFileOptions

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let documents = try Store(store.directory, .read).read { view in
      let export = try DefinitionExport.of(store.projectName, at: now, view)
      return try export.documents(kind.isEmpty ? DefinitionExport.Kind.allCases : kind)
    }
    var sink = try RecordSink(file.output)
    try sink.write(documents)
    try sink.finish()
  }
}

/// A whole project, as a directory.
struct ExportAll: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Write a project into a directory that due-migrate takes.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Argument(help: "Directory; an earlier export is replaced when the new one is complete.")
  var directory: String

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let opened = try Store(store.directory, .read, cacheSize: 1024)
    let target = try ExportDirectory(directory)
    let counts = try opened.read { view in
      let project = try Project.named(store.projectName, view)
      let export = try DefinitionExport.of(store.projectName, at: now, view)
      let documents = try export.documents(DefinitionExport.Kind.allCases)
      try Self.file("definitions.jsonl", in: target) { try $0.write(documents) }
      var endpoints = 0
      try Self.file("endpoints.jsonl.gz", in: target) {
        endpoints = try EndpointExport(allOf: project, view).write(.jsonl, to: &$0)
      }
      var segments = 0
      try Self.file("members.jsonl.gz", in: target) {
        segments = try MemberExport(of: project, view).write(to: &$0)
      }
      for template in try export.retreats() {
        console.say(
          "template '\(template.name)' (\(template.type)): version \(template.active) is active, "
            + "not the newest: due-template activate says so again")
      }
      return JSON.object([
        .init("Project", .string(project.name)), .init("Exported", .string(now.iso8601)),
        .init("Definitions", .integer(documents.count)), .init("Endpoints", .integer(endpoints)),
        .init("MemberLists", .integer(segments)),
      ])
    }
    try target.commit(counts)
    summary.print(counts, console)
  }

  private static func file(
    _ name: String, in target: ExportDirectory, _ body: (inout RecordSink) throws -> Void
  ) throws {
    var sink = try RecordSink("\(target.scratch)/\(name)")
    try body(&sink)
    try sink.finish()
  }
}

extension DefinitionExport.Kind: ExpressibleByArgument {}

extension DefinitionExport {
  /// The definitions of a project, its campaigns with the state that they are in.
  static func of(_ project: String, at now: Instant, _ view: StoreView) throws -> DefinitionExport {
    DefinitionExport(
      of: try Project.named(project, view), at: now,
      campaign: { $0.response(try CampaignState(of: $0, at: now, view)) }, view)
  }
}

extension RecordSink {
  fileprivate mutating func write(_ documents: [JSON]) throws {
    for document in documents {
      buffer.append(document)
      buffer.append(UInt8(ascii: "\n"))
      try recordEnded()
    }
  }
}
