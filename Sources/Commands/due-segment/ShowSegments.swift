import ArgumentParser
import DueFormats
import DueSegments
import DueStore
import DueSystem
import DueTool

/// The segments of a project, one a line.
struct ListSegments: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the segments: id, version, type and name.")

  @OptionGroup(title: "Store") var options: StoreOptions

  @Flag(help: "List every version, not the newest alone.")
  var versions = false

  @Flag(help: "Write whole definitions, as show does.")
  var json = false

  func run(_ console: inout Console) throws {
    let segments = try Store(options.directory, .read).read { view in
      try SegmentTable.list(
        in: Project.named(options.projectName, view), versions: versions, view)
    }
    var sink = try ByteSink()
    for segment in segments {
      if json {
        sink.buffer.append(segment.definition)
      } else {
        sink.buffer.append(
          [
            segment.id, String(segment.version), segment.isImported ? "IMPORT" : "DIMENSIONAL",
            segment.name,
          ].map(Self.oneLine).joined(separator: "\t"))
      }
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
  }

  /// A text that cannot break its line or column.
  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
  }
}

/// One segment as `SegmentResponse`.
struct ShowSegment: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Write the definition of a segment.")

  @OptionGroup(title: "Store") var options: StoreOptions

  @Argument(help: "Id or name of the segment; ID@VERSION for one version of it.")
  var segment: String

  func run(_ console: inout Console) throws {
    let found = try Store(options.directory, .read).read { view in
      try SegmentTable.wanted(segment, in: Project.named(options.projectName, view), view)
    }
    var sink = try ByteSink()
    sink.buffer.append(found.json)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }
}

/// A segment marked as deleted, all of its versions.
struct DeleteSegment: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a segment, that is, mark all of its versions.")

  @OptionGroup(title: "Store") var options: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Argument(help: "Id or name of the segment.")
  var segment: String

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    _ = try Store(options.directory, .read)  // a store is not made in order to delete from it
    let delete = { (view: StoreView) throws in
      let project = try Project.named(options.projectName, view)
      let found = try SegmentTable.wanted(segment, in: project, view)
      _ = try SegmentTable.delete(id: found.reference.id, in: project, now: now, view)
    }
    let store = try Store(options.directory, .write)
    try dryRun ? store.rehearse(delete) : store.write(delete)
  }
}
