import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// Mails, by records: rows of lists of recipients, message records, endpoints, or objects with the
/// names of a list's columns.
package struct MailRecords: IntakeForm, ~Copyable {
  private var decoder: MailDecoder
  private let columns: MailColumns
  private var tape = JSONTape()
  private var text = ByteBuffer(capacity: 4096)

  package init(_ defaults: MailDefaults, columns: MailColumns) {
    decoder = MailDecoder(defaults, columns: columns)
    self.columns = columns
  }

  package func rows(header: [String], file: String) throws -> MailRows {
    try MailRows(header: header, file: file, columns: columns)
  }

  package mutating func message(
    _ reader: borrowing CSVReader, _ rows: MailRows
  ) throws(IntakeFault) -> (Message, SMSSegmentation?) {
    try rows.write(reader, to: &text)
    let value: JSONValue
    do throws(JSONFault) {
      value = try tape.parse(text.bytes)
    } catch {
      throw IntakeFault("bad_encoding", nil, "expected UTF-8, found other bytes")
    }
    return (try decoder.message(value), nil)
  }

  package mutating func message(
    _ record: JSONValue
  ) throws(IntakeFault) -> (Message, SMSSegmentation?) {
    (try decoder.message(record), nil)
  }

  package mutating func more() -> IntakeItem? {
    do throws(IntakeFault) {
      return try decoder.more().map { .message($0, nil) }
    } catch {
      return .fault(error)
    }
  }
}

/// Makes JSON objects of the rows of a list: a column `User.UserAttributes.FirstName` becomes
/// objects in objects, so that templates find what they name.
package struct MailRows {
  private struct Node {
    var name: String
    /// The column that has the value; nil for an object.
    var column: Int?
    var children: [Node] = []

    mutating func put(_ path: ArraySlice<Substring>, _ column: Int) {
      guard let first = path.first else { return }
      let name = String(first)
      let rest = path.dropFirst()
      if rest.isEmpty {
        children.append(Node(name: name, column: column))
        return
      }
      let i =
        children.firstIndex { $0.name == name && $0.column == nil }
        ?? {
          children.append(Node(name: name))
          return children.count - 1
        }()
      children[i].put(rest, column)
    }
  }

  private var root = Node(name: "")
  private let count: Int
  /// The column of the recipient: a fault names it also where it is empty.
  private let recipient: Int?

  /// - Parameters:
  ///   - header: the names of the header line, as written.
  ///   - file: what faults call the file.
  /// - Throws: status 66 where nothing says who a mail goes to, or a column comes twice.
  init(header: [String], file: String, columns: MailColumns) throws {
    count = header.count
    let names = header.map { String($0.trimmed) }
    var roles: [MailRole] = []
    for (i, name) in names.enumerated() {
      let role = columns.role(name.lowercased())
      let before =
        role.isUnique ? roles.firstIndex(of: role) : names[..<i].firstIndex(of: name)
      if let before, role != .ignored {
        throw RunFault(
          .noInput,
          "\(file):1: expected one column for one thing, found '\(names[before])' and '\(name)'")
      }
      roles.append(role)
      guard role != .ignored else { continue }
      root.put(name.split(separator: ".", omittingEmptySubsequences: false)[...], i)
    }
    recipient = roles.firstIndex(of: .to)
    guard roles.contains(where: { $0 == .to || $0 == .cc || $0 == .bcc }) else {
      throw RunFault(
        .noInput,
        "\(file):1: expected a column to, email or address, found "
          + "'\(header.joined(separator: ","))'")
    }
    for name in [columns.key, columns.address].compactMap({ $0?.lowercased() })
    where !names.contains(where: { $0.lowercased() == name }) {
      throw RunFault(
        .noInput,
        "\(file):1: expected a column '\(name)', found '\(header.joined(separator: ","))'")
    }
  }

  /// Writes the row that `reader` is at as an object; columns without a value are left out.
  func write(
    _ reader: borrowing CSVReader, to buffer: inout ByteBuffer
  ) throws(IntakeFault) {
    guard reader.count <= count else {
      throw IntakeFault("long_row", nil, "expected \(count) fields, found \(reader.count)")
    }
    buffer.removeAll()
    append(root, reader, to: &buffer)
  }

  private func append(
    _ node: Node, _ reader: borrowing CSVReader, to buffer: inout ByteBuffer
  ) {
    buffer.append(UInt8(ascii: "{"))
    var isFirst = true
    for child in node.children {
      if let column = child.column,
        column >= reader.count || reader.field(column).isEmpty && column != recipient
      {
        continue
      }
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      buffer.append(jsonString: child.name)
      buffer.append(UInt8(ascii: ":"))
      if let column = child.column {
        buffer.append(jsonString: reader.field(column))
      } else {
        append(child, reader, to: &buffer)
      }
    }
    buffer.append(UInt8(ascii: "}"))
  }
}
