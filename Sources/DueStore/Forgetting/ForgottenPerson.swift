import DueFormats
import DueModel
import DueSystem
import GRDB

/// Who is to be forgotten, as the store knows them: endpoints, users, and the addresses of these.
package struct ForgottenPerson: Sendable, Equatable {
  /// `Id`s of endpoints.
  package var endpoints: [String] = []
  /// `UserId`s.
  package var users: [String] = []
  /// Addresses, as they are written anywhere.
  package var addresses: [String] = []

  package init() {}

  /// Everybody of `people`, for what is not of a project.
  package static func all(_ people: [ForgottenPerson]) -> ForgottenPerson {
    var all = ForgottenPerson()
    for person in people {
      all.endpoints += person.endpoints.filter { !all.endpoints.contains($0) }
      all.users += person.users.filter { !all.users.contains($0) }
      all.addresses += person.addresses.filter { !all.addresses.contains($0) }
    }
    return all
  }
}

extension Forgetting {
  /// The person that these names mean: all endpoints of `users`, all endpoints that have one of
  /// `addresses`, and the addresses of all of these.
  ///
  /// A name that the store does not have stands for itself: a run that was cut short is finished by
  /// doing it again.
  ///
  /// - Parameter numbers: the other forms of an address that senders read as the same number.
  package static func find(
    endpoints: [String], users: [String], addresses: [String], in project: Project,
    numbers: (String) -> [String] = { _ in [] }, _ database: Database
  ) throws -> ForgottenPerson {
    var person = ForgottenPerson()
    var seen: Set<String> = []
    var known: Set<String> = []
    func add(_ id: String, _ address: String?) {
      if seen.insert(id).inserted { person.endpoints.append(id) }
      for form in address.map({ forms($0) + numbers($0) }) ?? [] where known.insert(form).inserted {
        person.addresses.append(form)
      }
    }
    for id in endpoints {
      let address = try String.fetchOne(
        database, sql: "SELECT address FROM endpoint WHERE project = ? AND id = ?",
        arguments: [project.seq, id])
      add(id, address)
    }
    for user in users {
      person.users.append(user)
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT e.id, e.address FROM user u JOIN endpoint e ON e.user = u.seq
          WHERE u.project = ? AND u.id = ? ORDER BY e.seq
          """, arguments: [project.seq, user])
      for row in rows { add(row[0], row[1]) }
    }
    for address in addresses {
      let others = numbers(address)
      for form in forms(address) + others where known.insert(form).inserted {
        person.addresses.append(form)
      }
      for form in [address] + others {
        for (id, address) in try self.endpoints(having: form, in: project, database) {
          add(id, address)
        }
      }
    }
    return person
  }

  /// The forms in which an address stands in tables: as it is, as lists of mail keep it, and a
  /// number without what parts its digits.
  private static func forms(_ address: String) -> [String] {
    if address.isEmpty { return [] }
    let key =
      if address.contains("@") {
        MailboxKey.key(address)
      } else if address.utf8.allSatisfy({ "+0123456789 -./()".utf8.contains($0) }) {
        address.filter { $0 == "+" || $0.isNumber }
      } else {
        address
      }
    return key == address || key.isEmpty ? [address] : [address, key]
  }

  private static func endpoints(
    having address: String, in project: Project, _ database: Database
  ) throws -> [(id: String, address: String)] {
    var found: [(id: String, address: String)] = []
    let statement = try ReusedStatement(
      """
      SELECT id, channel, address FROM endpoint WHERE address_key = ?1 AND project = ?2 ORDER BY seq
      """, database)
    let bytes = Array(address.utf8)
    for family in Set(Channel.allCases.map(\.family)).sorted(by: { $0.rawValue < $1.rawValue }) {
      let key = bytes.withUnsafeBytes {
        AddressKey(project: project.seq, family: family, address: $0)
      }
      statement.bind(1, key.value)
      statement.bind(2, project.seq)
      while try statement.step() {
        let isSame = bytes.withUnsafeBytes {
          NormalizedAddress.equal(statement.bytes(2), $0, family)
        }
        if isSame, Channel(statement.bytes(1))?.family == family {
          found.append((statement.string(0), statement.string(2)))
        }
      }
      statement.reset()
    }
    guard address.contains("@") else { return found }
    // Mail to one mailbox, whatever capitals it is written with.
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT id, address FROM endpoint
        WHERE project = ? AND channel = 'EMAIL' AND lower(address) = lower(?) ORDER BY seq
        """, arguments: [project.seq, address])
    for row in rows { found.append((row[0], row[1])) }
    return found
  }
}
