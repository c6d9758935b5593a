import ArgumentParser
import DueArchive
import DueTool

/// What is made of send events, and from which definitions.
struct RenderingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read campaigns, journeys and templates from FILE or directory; repeatable.",
      valueName: "file"))
  var definitions: [String] = []

  @Option(
    help: ArgumentHelp("Read templates from FILE or directory; repeatable.", valueName: "file"))
  var templates: [String] = []

  @Flag(help: "Take messages that were held back or failed as well.")
  var allStatuses = false

  @Option(
    help: ArgumentHelp(
      "Take texts for the event's channel only, or for all: endpoint or all (default: endpoint).",
      valueName: "which"))
  var channels: ChannelChoice = .endpoint

  @Option(
    help: ArgumentHelp(
      "Form of paths and files: due, flat or legacy (default: due).", valueName: "layout"))
  var layout: ArchiveLayout = .due

  @Option(
    help: ArgumentHelp(
      "Compress each file: none, gz or zstd (default: none).", valueName: "how"))
  var compress: ArchiveCompression = .none

  @Flag(help: "Let templates print the address.")
  var noMask = false

  @Flag(help: "Escape for HTML in every text, as Pinpoint's message archiver did.")
  var legacyEscape = false

  enum ChannelChoice: String, CaseIterable, ExpressibleByArgument { case endpoint, all }

  var rendering: ArchiveRendering {
    var rendering = ArchiveRendering()
    rendering.layout = layout
    rendering.compression = compress
    rendering.takesAllChannels = channels == .all
    rendering.takesAllStatuses = allStatuses
    rendering.showsAddress = noMask
    rendering.escapesText = legacyEscape
    return rendering
  }

  func shelf() throws -> DefinitionShelf {
    var shelf = DefinitionShelf()
    for path in definitions { try shelf.read(path) }
    for path in templates { try shelf.read(path, onlyTemplates: true) }
    return shelf
  }
}

extension ArchiveLayout: ExpressibleByArgument {}
extension ArchiveCompression: ExpressibleByArgument {}
