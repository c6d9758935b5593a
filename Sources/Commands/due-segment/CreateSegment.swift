import ArgumentParser
import DueFormats
import DueSegments
import DueStore
import DueSystem
import DueTool

/// Definitions in; the segments as they are stored out.
struct CreateSegment: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Keep the segments of definition files, a new version where one has changed.")

  @OptionGroup(title: "Store") var options: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp("Read definitions from FILE; '-' is standard input.", valueName: "file"))
  var file: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Flag(name: .shortAndLong, help: "Also name members that mean nothing here.")
  var verbose = false

  @Argument(help: "More definition files.")
  var files: [String] = []

  func validate() throws {
    if file.isEmpty, files.isEmpty {
      throw ValidationError("expected a definition file, found none")
    }
  }

  func run(_ console: inout Console) throws {
    var library = SegmentLibrary()
    for path in file + files { try library.read(path) }
    let now = try clock.instant()
    var keeper = SegmentKeeper(library)
    let scratch = try dryRun ? ScratchDirectory.ifMissing(options.directory) : nil
    let store = try Store(scratch?.path ?? options.directory, .write)
    let save = { view in try keeper.save(in: options.projectName, now: now, view) }
    let saved = try dryRun ? store.rehearse(save) : store.write(save)
    for warning in keeper.warnings { console.say("warning: \(warning)") }
    if verbose {
      for name in keeper.unknown {
        console.say("'\(name)' means nothing here and is kept as it is")
      }
    }
    var sink = try ByteSink()
    for segment in saved {
      sink.buffer.append(segment)
      sink.buffer.append(UInt8(ascii: "\n"))
    }
    try sink.finish()
  }
}
