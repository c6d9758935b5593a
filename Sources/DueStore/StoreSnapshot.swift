import CDueStore
import DueSystem
import GRDB

/// Endpoints and users as they were when a transaction began, read past SQLite's statements.
///
/// While a transaction of ours runs, the file of the database stays as it was: what is written
/// goes to the log, and nobody writes the log back but under the lock. So there is a snapshot only
/// where the whole database is in its file, and what the transaction has changed since is for its
/// reader to know.
package final class StoreSnapshot {
  @exclusivity(unchecked) var endpoints: TreeCursor
  @exclusivity(unchecked) var endpointIDs: TreeCursor
  @exclusivity(unchecked) var addresses: TreeCursor
  @exclusivity(unchecked) var users: TreeCursor
  @exclusivity(unchecked) var userIDs: TreeCursor

  /// What has been read so far counts, and so may the rest.
  var isSound: Bool {
    !endpoints.isBroken && !endpointIDs.isBroken && !addresses.isBroken && !users.isBroken
      && !userIDs.isBroken
  }

  private let file: UnsafeMutableRawPointer
  private let roots: LoadRoots

  func walkEndpoints() -> TreeWalk { TreeWalk(file, root: roots.endpoint, isTable: true) }
  func walkEndpointIDs() -> TreeWalk { TreeWalk(file, root: roots.endpointID, isTable: false) }
  func walkUsers() -> TreeWalk { TreeWalk(file, root: roots.user, isTable: true) }
  func walkUserIDs() -> TreeWalk { TreeWalk(file, root: roots.userID, isTable: false) }

  /// Whether an id is longer than a page of its index keeps.
  func hasLongIDs() throws -> Bool {
    for root in [roots.endpointID, roots.userID] {
      var walk = TreeWalk(file, root: root, isTable: false)
      while try walk.next() {
        if walk.record.count > TreeBuilder.Kind.index.localLimit { return true }
      }
    }
    return false
  }

  /// - Throws: status 74 where not all that was asked for could be read.
  func requireSound() throws {
    guard isSound else {
      throw RunFault(.inputOutput, "due.db: expected the pages of its tables, found something else")
    }
  }

  private init(_ file: UnsafeMutableRawPointer, _ roots: LoadRoots, addresses root: UInt32) {
    self.file = file
    self.roots = roots
    endpoints = TreeCursor(file, root: roots.endpoint, isTable: true)
    endpointIDs = TreeCursor(file, root: roots.endpointID, isTable: false)
    addresses = TreeCursor(file, root: root, isTable: false)
    users = TreeCursor(file, root: roots.user, isTable: true)
    userIDs = TreeCursor(file, root: roots.userID, isTable: false)
  }

  /// The snapshot of a transaction that has just begun, and whose database is whole in its file;
  /// nil where the tables, or the file, are not as `StoreBuilder` makes them.
  static func taken(_ database: Database) throws -> StoreSnapshot? {
    guard let connection = database.sqliteConnection,
      let file = due_store_file(UnsafeMutableRawPointer(connection)),
      try Int.fetchOne(database, sql: "PRAGMA page_size") == PageStream.pageSize,
      try String.fetchOne(database, sql: "PRAGMA encoding") == "UTF-8", hasPlainPages(file),
      let roots = try StoreBuilder.roots(database),
      let addresses = try addressRoot(database)
    else { return nil }
    return StoreSnapshot(file, roots, addresses: addresses)
  }

  /// Whether pages have no bytes at their end that are not SQLite's.
  private static func hasPlainPages(_ file: UnsafeMutableRawPointer) -> Bool {
    var reserved: UInt8 = 0
    return due_store_read(file, &reserved, 1, 20) == 0 && reserved == 0
  }

  private static func addressRoot(_ database: Database) throws -> UInt32? {
    let row = try Row.fetchOne(
      database, sql: "SELECT rootpage, sql FROM sqlite_schema WHERE name = 'endpoint_address'")
    guard let row, let sql = row[1] as String?, sql.contains("(address_key, status)") else {
      return nil
    }
    return UInt32(row[0] as Int64)
  }
}
