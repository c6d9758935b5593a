import DueModel
import DueSystem
import GRDB

/// Messages that were handed in together, and are paused or cancelled together.
package struct Batch: Sendable, Equatable {
  package enum State: String, Sendable {
    /// Still being filled: nothing of it is sent.
    case loading
    case active
    case paused
    case cancelled
  }

  package let seq: Int64
  package let channel: Channel
  /// The batch's name for people, unique in the store; empty while it is loaded.
  package var id: String

  /// The batch called `id`, with messages of one channel; nil where there is none.
  package static func find(_ id: String, _ database: Database) throws -> Batch? {
    guard
      let row = try GRDB.Row.fetchOne(
        database, sql: "SELECT seq, channel FROM batch WHERE id = ?", arguments: [id]),
      let channel = Channel(rawValue: (row["channel"] as String).uppercased())
    else { return nil }
    return Batch(seq: row["seq"], channel: channel, id: id)
  }

  /// The batch called `id`, made where it is missing.
  ///
  /// - Parameters:
  ///   - id: such as a campaign's activity; nil for a batch that `activate` will name.
  ///   - name: what people know it by: a campaign, a file.
  package static func open(
    _ id: String?, name: String, source: String? = nil, channel: Channel, in project: Project,
    at now: Instant, state: State = .active, _ database: Database
  ) throws -> Batch {
    try open(
      id, name: name, source: source, channel: channel, project: project.seq, at: now,
      state: state, database)
  }

  /// - Parameter project: the project's place in the store.
  static func open(
    _ id: String?, name: String, source: String?, channel: Channel, project: Int64,
    at now: Instant, state: State = .active, _ database: Database
  ) throws -> Batch {
    if let id,
      let seq = try Int64.fetchOne(
        database, sql: "SELECT seq FROM batch WHERE id = ?", arguments: [id])
    {
      return Batch(seq: seq, channel: channel, id: id)
    }
    try database.execute(
      sql: """
        INSERT INTO batch (project, channel, id, name, source, created, state)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        project, channel.recordName, id, name, source, now.milliseconds, state.rawValue,
      ])
    return Batch(seq: database.lastInsertedRowID, channel: channel, id: id ?? "")
  }

  /// Notes how many messages the batch has.
  package func setTotal(_ total: Int, _ database: Database) throws {
    try database.execute(
      sql: "UPDATE batch SET total = ? WHERE seq = ?", arguments: [total, seq])
  }
}
