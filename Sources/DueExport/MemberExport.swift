import DueFormats
import DueModel
import DueStore
import DueSystem

/// Who is in the imported segments of a project: for each version a line that names it, then a line
/// with the `Id` of each endpoint, or the `UserId` of each user that stands for all of theirs.
package struct MemberExport {
  private let project: Project
  private let view: StoreView

  package init(of project: Project, _ view: StoreView) {
    self.project = project
    self.view = view
  }

  /// Writes the members; how many segments have any.
  package func write(to sink: inout RecordSink) throws -> Int {
    var count = 0
    for segment in try SegmentTable.list(in: project, versions: true, view)
    where segment.isImported {
      let members = try SegmentTable.members(of: segment, view)
      if members.isEmpty { continue }
      count += 1
      sink.buffer.append(
        [
          "DueSegmentMembers": [
            "SegmentId": .string(segment.id), "Version": .integer(segment.version),
          ]
        ])
      sink.buffer.append(UInt8(ascii: "\n"))
      for range in members.ranges { try write(range, to: &sink) }
      for user in try EndpointTable.userIDs(of: members.users, view) {
        let line: JSON = ["User": ["UserId": .string(user)]]
        sink.buffer.append(line)
        sink.buffer.append(UInt8(ascii: "\n"))
        try sink.recordEnded()
      }
    }
    return count
  }

  private func write(_ range: ClosedRange<Int64>, to sink: inout RecordSink) throws {
    var cursor = try EndpointCursor(project, .id, [.seq(range)], view)
    while try cursor.advance() {
      sink.buffer.append(#"{"Id":"# as StaticString)
      sink.buffer.append(jsonString: cursor.view.id)
      sink.buffer.append("}\n" as StaticString)
      try sink.recordEnded()
    }
  }
}
