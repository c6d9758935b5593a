import DueFormats
import DueSystem

/// The columns of one CSV file, sorted by what they say.
struct CSVColumns {
  /// A cell, or the value that stands for it where it is empty.
  struct Cell {
    /// The place in the record; -1 for a column that the file has not.
    var index: Int
    var fallback: [UInt8] = []
    var name: String
  }

  /// The cells of one name of a map, and how its member begins: `"Plan":`.
  struct Named {
    var prefix: [UInt8]
    var cells: [Cell]
    var kind = ValueKind.text
  }

  var id: Cell?
  var channelType: Cell?
  var address: Cell?
  var status: Cell?
  var optOut: Cell?
  var effectiveDate: Cell?
  var requestID: Cell?
  var cohort: Cell?
  var country: Cell?
  var userID: Cell?
  var location: [Named] = []
  var demographic: [Named] = []
  var attributes: [Named] = []
  var metrics: [Named] = []
  var userAttributes: [Named] = []
  var count: Int
  /// The file has user ids and nothing else.
  let isUserList: Bool

  /// - Throws: status 65 for a column that no endpoint has, one that stands there twice, and a
  ///   header by which no record says which endpoint it is of.
  init(header: [String], file: String, rules: ColumnRules) throws {
    count = header.count
    var paths = Self.paths(of: header, rules)
    // A file to be cleaned may have been written by hand.
    if !Self.canName(paths.known, rules), rules.cleaning != nil {
      paths = Self.paths(of: header, rules, inAnyCase: true)
    }
    guard paths.unknown.isEmpty else {
      let names = paths.unknown.map { "'\($0)'" }.joined(separator: ", ")
      throw RunFault(
        .badData,
        "\(file):1: expected columns of due-endpoint(5), found \(names): "
          + "--map names them, --extra passes over them")
    }
    guard Self.canName(paths.known, rules) else { throw Self.namesNone(header, file) }
    for (name, value) in rules.defaults {
      guard let path = ColumnPath(name) else {
        throw RunFault(
          .usage, "expected a column of due-endpoint(5) in --default, found '\(name)'")
      }
      Self.add(path, Array(value.utf8), name, to: &paths.known)
    }
    isUserList = paths.known.allSatisfy { $0.path == .userID || $0.path == .passedOver }
    for (path, cell) in paths.known { try add(path, cell, file) }
  }

  /// The columns of `header` that endpoints have, and the others.
  private static func paths(of header: [String], _ rules: ColumnRules, inAnyCase: Bool = false)
    -> (known: [(path: ColumnPath, cell: Cell)], unknown: [String])
  {
    let map = Dictionary(rules.map.map { ($0.column, $0.path) }) { _, last in last }
    var known: [(path: ColumnPath, cell: Cell)] = []
    var unknown: [String] = []
    for (index, column) in header.enumerated() {
      let cell = Cell(index: index, name: column)
      let name = map[column] ?? column
      if let path = ColumnPath(name) ?? (inAnyCase ? ColumnPath(inAnyCase: name) : nil) {
        known.append((path, cell))
      } else if rules.extra == .attributes, !column.isEmpty {
        known.append((.attribute(column), cell))
      } else if rules.extra == .error, !column.isEmpty || index + 1 < header.count {
        unknown.append(column)
      }
    }
    return (known, unknown)
  }

  /// Whether records of these columns can say which endpoint, or which user, they are of.
  private static func canName(
    _ paths: [(path: ColumnPath, cell: Cell)], _ rules: ColumnRules
  ) -> Bool {
    let all = paths.map(\.path) + rules.defaults.compactMap { ColumnPath($0.path) }
    return all.contains(.id) || all.contains(.userID)
      || all.contains(.channelType) && all.contains(.address)
  }

  private static func namesNone(_ header: [String], _ file: String) -> RunFault {
    var found = "'\(header.joined(separator: ",").prefix(200))'"
    if header.count == 1, let name = header.first {
      for (mark, word) in [(";", "';'"), ("\t", "a tab"), ("|", "'|'")] where name.contains(mark) {
        found += ", parted by \(word)"
        break
      }
    }
    return RunFault(
      .badData,
      "\(file):1: expected a header with Id, User.UserId, or ChannelType and Address, found "
        + found.replacing("\t", with: "\\t"))
  }

  /// Gives the default to the columns of `path`, or makes one.
  private static func add(
    _ path: ColumnPath, _ value: [UInt8], _ name: String,
    to paths: inout [(path: ColumnPath, cell: Cell)]
  ) {
    if let i = paths.firstIndex(where: { $0.path == path }) {
      paths[i].cell.fallback = value
    } else {
      paths.append((path, Cell(index: -1, fallback: value, name: name)))
    }
  }

  private mutating func add(_ path: ColumnPath, _ cell: Cell, _ file: String) throws {
    func once(_ place: inout Cell?) throws {
      guard place == nil else {
        throw RunFault(
          .badData, "\(file):1: expected the column '\(cell.name)' once, found it again")
      }
      place = cell
    }
    func once(_ name: String, _ list: inout [Named], kind: ValueKind = .text) throws {
      let prefix = Self.prefix(name)
      guard !list.contains(where: { $0.prefix == prefix }) else {
        throw RunFault(
          .badData, "\(file):1: expected the column '\(cell.name)' once, found it again")
      }
      list.append(Named(prefix: prefix, cells: [cell], kind: kind))
    }
    func often(_ name: String, _ list: inout [Named]) {
      let prefix = Self.prefix(name)
      if let i = list.firstIndex(where: { $0.prefix == prefix }) {
        list[i].cells.append(cell)
      } else {
        list.append(Named(prefix: prefix, cells: [cell]))
      }
    }
    switch path {
    case .id: try once(&id)
    case .channelType: try once(&channelType)
    case .address: try once(&address)
    case .status: try once(&status)
    case .optOut: try once(&optOut)
    case .effectiveDate: try once(&effectiveDate)
    case .requestID: try once(&requestID)
    case .cohort: try once(&cohort)
    case .country: try once(&country)
    case .userID: try once(&userID)
    case .location(let name): try once(name, &location)
    case .coordinate(let name):
      try once(
        name, &location, kind: .degrees(limit: name == "Latitude" ? 90 : 180))
    case .demographic(let name): try once(name, &demographic)
    case .metric(let name): try once(name, &metrics, kind: .number)
    case .attribute(let name): often(name, &attributes)
    case .userAttribute(let name): often(name, &userAttributes)
    case .passedOver: break
    }
  }

  private static func prefix(_ name: String) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append(jsonString: name)
    buffer.append(UInt8(ascii: ":"))
    return Array(buffer.bytes)
  }
}
