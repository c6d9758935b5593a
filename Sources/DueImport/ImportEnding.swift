import DueFormats
import DueModel
import DueStore
import DueSystem

/// Files have records, and none that can be used: the segment stays as it was, as these are rather
/// an export that failed than an audience that nobody is in.
package struct NothingUsable: Fault, Equatable {
  package let segment: String

  package var exitStatus: ExitStatus { .badData }

  package var description: String {
    "expected records for the segment '\(segment)', found none that can be used; "
      + "it stays as it was"
  }
}

/// What is done when all files are read.
extension ImportJob {
  mutating func finish(_ project: Project, now: Instant, _ database: Store.Transaction)
    throws
  {
    let known = users.isEmpty ? [] : try usersWithEndpoints(of: project, database)
    if rules.isFullSync {
      try expire(project, knowsUsers: !known.isEmpty, now: now, database)
    }
    // A record that was rejected may be of one of them.
    for member in rules.clearsOthers where result.failed == 0 {
      result.cleared += try EndpointTable.clear(
        member, in: project, except: members, users: SeqSet(users.keys), now: now, database)
    }
    guard case .segment(let name, let id) = rules.target else { return }
    guard members.count > 0 || !users.isEmpty || result.failed == 0 else {
      try rejects.finish()
      throw NothingUsable(segment: name)
    }
    let definition = JSON.object([
      .init("Format", .string((result.format ?? .csv).apiName)),
      .init("S3Url", .string(files.joined(separator: " "))),
      .init("Size", .integer(members.count + users.count)),
    ])
    result.segment = try SegmentTable.saveImported(
      project, name: name, id: id, append: rules.appends, ranges: members.ranges,
      users: users.keys.sorted(), importDefinition: definition, now: now, database)
  }

  /// The users of a list who have endpoints; those who have none are noted.
  private mutating func usersWithEndpoints(of project: Project, _ database: Store.Transaction)
    throws -> [Int64]
  {
    let known = try EndpointTable.usersWithEndpoints(of: project, database)
    for (user, place) in users.sorted(by: { $0.key < $1.key }) where !known.contains(user) {
      result.notes.add(
        .userWithoutEndpoint, "User.UserId", at: place,
        "expected a user that has an endpoint in 'User.UserId', found none")
    }
    return users.keys.filter { known.contains($0) }
  }

  /// Makes the endpoints INACTIVE that the files do not have.
  ///
  /// A record that was rejected may be one of them, so with rejects nothing is done. Files that
  /// have no endpoint at all are rather an export that failed than a project that is to end.
  private mutating func expire(
    _ project: Project, knowsUsers: Bool, now: Instant, _ database: Store.Transaction
  ) throws {
    guard result.failed == 0 else { return }
    guard members.count > 0 || knowsUsers else {
      throw RunFault(
        .noInput,
        "expected endpoints in the files, found none: "
          + "--full-sync would make all of the project INACTIVE")
    }
    result.expired = try EndpointTable.deactivate(
      in: project, except: members, users: SeqSet(users.keys), database)
  }
}
