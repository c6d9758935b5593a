import CDueStore
import DueSystem

/// Walks one B-tree in the file of a database, forward: far cheaper than a statement a key.
///
/// Keys are asked for in rising order, from `rewind` on. Whatever is not as it should be makes the
/// cursor `isBroken`: then nothing it says counts, and SQLite is to be asked.
///
/// Source: SQLite, "Database File Format", section 1.6.
struct TreeCursor: ~Copyable {
  /// What is looked for.
  private enum Probe {
    case row(Int64)
    /// The first two columns of a key.
    case text(Int64, Bytes)
    /// The first column of a key.
    case number(Int64)
  }

  enum Row {
    case found(Bytes)
    case absent
    /// Longer than a page keeps.
    case overlong
  }

  private let file: UnsafeMutableRawPointer
  private let root: UInt32
  private let isTable: Bool
  /// The way down to the place in hand, from the root; kept pages beyond `depth` are free.
  private var levels: [TreeLevel] = []
  private var depth = 0
  private(set) var isBroken = false

  init(_ file: UnsafeMutableRawPointer, root: UInt32, isTable: Bool) {
    self.file = file
    self.root = root
    self.isTable = isTable
  }

  mutating func rewind() { depth = 0 }

  /// The record of the row at `rowID`, valid until the cursor moves.
  mutating func row(_ rowID: Int64) -> Row {
    seek(.row(rowID))
    guard !isBroken, depth > 0 else { return .absent }
    let leaf = levels[depth - 1]
    guard leaf.index < leaf.count, leaf.rowID(leaf.index) == rowID else { return .absent }
    guard let record = leaf.payload(leaf.index) else { return .overlong }
    return .found(record)
  }

  /// The place of the row whose key begins with a project and a text.
  mutating func place(_ project: Int64, _ text: Bytes) -> Int64? {
    seek(.text(project, text))
    guard !isBroken, let record = entry() else { return nil }
    var cells = RecordCells(record)
    guard cells.integer() == project, cells.text().equals(text) else { return nil }
    return cells.integer()
  }

  /// Hands the second column, a text, and the third, a place, of all keys that begin with `number`.
  mutating func forEach(_ number: Int64, _ body: (Bytes, Int64) -> Void) {
    seek(.number(number))
    while !isBroken, let record = entry() {
      var cells = RecordCells(record)
      guard cells.integer() == number else { return }
      let text = cells.text()
      guard let place = cells.integer(), !cells.isBroken else { return isBroken = true }
      body(text, place)
      advance()
    }
  }

  // MARK: The way

  /// The level of the entry in hand: the leaf, or, at a leaf's end, the divider after it.
  private var entryLevel: Int? {
    for level in stride(from: depth - 1, through: 0, by: -1)
    where levels[level].index < levels[level].count { return level }
    return nil
  }

  private mutating func entry() -> Bytes? {
    guard let level = entryLevel else { return nil }
    guard let record = levels[level].payload(levels[level].index) else {
      isBroken = true
      return nil
    }
    return record
  }

  private mutating func advance() {
    guard let level = entryLevel else { return }
    levels[level].index += 1
    guard level < depth - 1 else { return }
    depth = level + 1
    while !isBroken, !levels[depth - 1].isLeaf { descend() }
  }

  /// Moves to the first entry that is not before `probe`.
  private mutating func seek(_ probe: Probe) {
    if isBroken { return }
    var keep = depth
    // A page holds the probe where a divider above it does not come before the probe.
    for level in stride(from: depth - 2, through: 0, by: -1)
    where levels[level].index < levels[level].count {
      if !precedes(levels[level], levels[level].index, probe) { break }
      keep = level + 1
    }
    if keep == 0 {
      read(root, level: 0)
      keep = 1
    }
    depth = keep
    while !isBroken {
      let page = levels[depth - 1]
      page.index = firstNot(before: probe, in: page)
      if page.isLeaf { return }
      descend()
    }
  }

  private mutating func firstNot(before probe: Probe, in page: TreeLevel) -> Int {
    var low = page.index
    var step = 1
    // Near the place of the last probe, most often.
    while low + step <= page.count, precedes(page, low + step - 1, probe) {
      low += step
      step *= 2
    }
    var high = min(low + step - 1, page.count)
    while low < high {
      let middle = (low + high) / 2
      if precedes(page, middle, probe) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether cell `index` of `page` comes before `probe`.
  @inline(__always)
  private mutating func precedes(_ page: TreeLevel, _ index: Int, _ probe: Probe) -> Bool {
    if case .row(let rowID) = probe { return page.rowID(index) < rowID }
    guard let record = page.payload(index) else {
      isBroken = true
      return false
    }
    var cells = RecordCells(record)
    guard let first = cells.integer() else { return true }  // NULL comes first
    switch probe {
    case .row: return false
    case .number(let number): return first < number
    case .text(let project, let text):
      if first != project { return first < project }
      return cells.text().precedes(text)
    }
  }

  /// Goes to the child at the index of the lowest page.
  private mutating func descend() {
    let page = levels[depth - 1]
    guard depth < 20, let child = page.child(page.index) else { return isBroken = true }
    read(child, level: depth)
    depth += 1
  }

  private mutating func read(_ number: UInt32, level: Int) {
    if level == levels.count { levels.append(TreeLevel(isTable: isTable)) }
    if number == 0 || !levels[level].read(number, of: file) { isBroken = true }
  }
}
