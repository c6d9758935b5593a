import DueFormats
import DueSystem

/// What is known of users beside what records say of them: a table with a row for each.
///
/// All of it is kept in memory.
package struct MailUsers {
  /// Members of a JSON object, by user.
  private var members: [String: String] = [:]

  /// Reads a CSV file with a column `user_id`. A column `metadata.first_name` is the variable
  /// `first_name`.
  ///
  /// - Throws: status 66 for a file without the column, or with a row that is no CSV.
  package init(file path: String) throws {
    var reader = CSVReader(try ByteSource.open(path))
    guard try reader.next(), reader.fault == nil else {
      throw RunFault(.noInput, "\(path):1: expected a header line, found none")
    }
    let names = (0..<reader.count).map { reader.string($0) }
    guard let key = names.firstIndex(of: "user_id") else {
      throw RunFault(
        .noInput,
        "\(path):1: expected a column 'user_id', found '\(names.joined(separator: ","))'")
    }
    let shown = names.map { $0.hasPrefix("metadata.") ? String($0.dropFirst(9)) : $0 }
    var row = ByteBuffer(capacity: 256)
    while try reader.next() {
      if let fault = reader.fault {
        throw RunFault(.noInput, "\(path):\(reader.line): \(fault.description)")
      }
      row.removeAll()
      for i in 0..<min(reader.count, names.count) {
        if row.count > 0 { row.append(UInt8(ascii: ",")) }
        row.append(jsonString: shown[i])
        row.append(UInt8(ascii: ":"))
        row.append(jsonString: reader.field(i))
      }
      if key < reader.count { members[reader.string(key)] = row.string }
    }
  }

  subscript(user: String) -> String? { members[user] }

  /// Everybody who is known, in order.
  package var ids: [String] { members.keys.sorted() }
}
