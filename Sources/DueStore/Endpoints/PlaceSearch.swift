import DueSystem
import GRDB

/// Tells where endpoints lie in the store, by many ids at a time: sorted, so that the index of ids is
/// walked once for all of them.
///
/// - Complexity: O(*n* log *n*) in the number of ids that are asked for together, and less where they
///   come in order.
package final class PlaceSearch {
  private let project: Project
  private var snapshot: StoreSnapshot?
  private let find: RowStatement
  private var order: [SortedKey] = []

  /// - Parameter snapshot: the endpoints as they are; nil where they cannot be read past SQLite.
  package init(in project: Project, _ snapshot: StoreSnapshot?, _ database: Database) throws {
    self.project = project
    self.snapshot = snapshot
    find = try RowStatement(
      "SELECT seq FROM endpoint WHERE project = ?1 AND id = ?2", database)
  }

  /// `endpoint.seq` of each of `ids`; 0 where the project has no endpoint of that id.
  package func places(of ids: [Bytes]) throws -> [Int64] {
    sort(ids)
    var places = [Int64](repeating: 0, count: ids.count)
    snapshot?.endpointIDs.rewind()
    for id in order { places[Int(id.seq)] = try place(of: id.key) }
    return places
  }

  private func sort(_ ids: [Bytes]) {
    order.removeAll(keepingCapacity: true)
    order.reserveCapacity(ids.count)
    for (row, id) in ids.enumerated() { order.append(SortedKey(key: id, seq: Int64(row))) }
    order.sortUnlessSorted { $0.precedes($1, .bytes) }
  }

  private func place(of id: Bytes) throws -> Int64 {
    if let snapshot {
      let seq = snapshot.endpointIDs.place(project.seq, id)
      if snapshot.isSound { return seq ?? 0 }
      self.snapshot = nil
    }
    find.bind(1, project.seq)
    find.bind(2, id)
    guard try find.step() else { return 0 }
    defer { find.reset() }
    return find.integer(0)
  }
}
