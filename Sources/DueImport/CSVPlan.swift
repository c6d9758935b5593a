import DueSystem

/// The columns of one CSV file as the decoder walks them for each record: places and bytes, nothing
/// that is counted.
///
/// Its bytes live as long as it does.
struct CSVPlan: ~Copyable {
  /// A cell, or the bytes that stand for it where it is empty.
  struct Cell {
    /// The place in the record; -1 for a column that the file has not.
    let index: Int
    let fallback: Bytes
    /// The place of its name in `names`.
    let name: Int

    static var none: Cell { Cell(index: -1, fallback: Bytes(start: nil, count: 0), name: 0) }
  }

  /// The cells of one name of a map, and how its member begins: `"Plan":`.
  struct Member {
    let prefix: Bytes
    let firstCell: Int
    let cellCount: Int
    let kind: ValueKind
  }

  /// The members of one map.
  typealias Map = UnsafeMutableBufferPointer<Member>

  let columns: CSVColumns
  let id: Cell
  let channelType: Cell
  let address: Cell
  let status: Cell
  let optOut: Cell
  let effectiveDate: Cell
  let requestID: Cell
  let cohort: Cell
  let country: Cell
  let userID: Cell
  let location: Map
  let demographic: Map
  let attributes: Map
  let metrics: Map
  let userAttributes: Map
  private let cells: UnsafeMutableBufferPointer<Cell>
  private let names: [String]
  private let arena: ByteArena

  init(_ columns: CSVColumns) {
    self.columns = columns
    var drawing = Drawing()
    id = drawing.cell(columns.id)
    channelType = drawing.cell(columns.channelType)
    address = drawing.cell(columns.address)
    status = drawing.cell(columns.status)
    optOut = drawing.cell(columns.optOut)
    effectiveDate = drawing.cell(columns.effectiveDate)
    requestID = drawing.cell(columns.requestID)
    cohort = drawing.cell(columns.cohort)
    country = drawing.cell(columns.country)
    userID = drawing.cell(columns.userID)
    location = drawing.map(columns.location)
    demographic = drawing.map(columns.demographic)
    attributes = drawing.map(columns.attributes)
    metrics = drawing.map(columns.metrics)
    userAttributes = drawing.map(columns.userAttributes)
    cells = .allocate(capacity: drawing.cells.count)
    _ = cells.initialize(from: drawing.cells)
    names = drawing.names
    arena = drawing.finish()
  }

  deinit {
    for map in [location, demographic, attributes, metrics, userAttributes] { map.deallocate() }
    cells.deallocate()
  }

  /// Cell `i` of a member.
  @inline(__always)
  func cell(_ i: Int, of member: Member) -> Cell { cells[member.firstCell &+ i] }

  func name(of cell: Cell) -> String { names[cell.name] }

  /// What a plan is made from.
  private struct Drawing: ~Copyable {
    private var arena = ByteArena()
    private(set) var names: [String] = []
    private(set) var cells: [Cell] = []

    mutating func cell(_ cell: CSVColumns.Cell?) -> Cell {
      guard let cell else { return .none }
      names.append(cell.name)
      let fallback = cell.fallback.withUnsafeBytes { arena.copy($0) }
      return Cell(index: cell.index, fallback: fallback, name: names.count - 1)
    }

    mutating func map(_ list: [CSVColumns.Named]) -> Map {
      let map = Map.allocate(capacity: list.count)
      for (i, named) in list.enumerated() {
        let firstCell = cells.count
        for cell in named.cells {
          let drawn = self.cell(cell)
          cells.append(drawn)
        }
        map.initializeElement(
          at: i,
          to: Member(
            prefix: named.prefix.withUnsafeBytes { arena.copy($0) }, firstCell: firstCell,
            cellCount: named.cells.count, kind: named.kind))
      }
      return map
    }

    consuming func finish() -> ByteArena { arena }
  }
}
