import DueFormats
import DueModel
import DueSystem
import GRDB

extension EndpointTable {
  /// The endpoint with that id, in the shape of Pinpoint's export; nil when there is none.
  package static func document(id: String, in project: Project, _ database: Database) throws
    -> JSON?
  {
    var cursor = try EndpointCursor(project, where: "e.id = ?", arguments: [id], database)
    guard let found = try cursor.next() else { return nil }
    var text = ByteBuffer()
    text.append(found, project: project.name)
    return try JSON(parsing: text.bytes)
  }
}
