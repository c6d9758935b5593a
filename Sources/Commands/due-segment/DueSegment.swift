import ArgumentParser
import DueStore
import DueTool

/// Which endpoints a segment has: its definitions kept, and asked.
///
/// See due-segment(1).
@main
struct SegmentFamily: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-segment",
    abstract: "Tell which endpoints a segment has.",
    version: Store.version(dueVersion),
    subcommands: [
      CreateSegment.self, ListSegments.self, ShowSegment.self, DeleteSegment.self,
      EvaluateSegment.self, QuerySegment.self,
    ]
  )
}
