import DueModel
import DueStore
import DueSystem

/// Events on their way into the archive, in their order.
struct EventBatch: ~Copyable {
  /// A send event.
  struct Send {
    /// The event alone, and with what a tool has put around it.
    var source: Bytes
    var whole: Bytes
    var id: ArchiveID
    var file: Int
    var line: Int
    /// The path of its message, once it is kept; none for none.
    var path: Bytes
  }

  /// An event to be passed on.
  enum Item {
    case other(Bytes)
    /// An index of `sends`.
    case send(Int)
  }

  var arena = ByteArena()
  private(set) var sends: [Send] = []
  private(set) var items: [Item] = []
  private(set) var rows: [ArchiveRow] = []
  /// The rows of this batch, by id: the same event may come twice.
  private var paths: [ArchiveID: Bytes] = [:]

  private static let sendLimit = 16_384
  private static let byteLimit = 48 << 20

  var isEmpty: Bool { items.isEmpty }

  var isFull: Bool { sends.count >= Self.sendLimit || arena.count >= Self.byteLimit }

  mutating func addOther(_ source: Bytes) { items.append(.other(arena.copy(source))) }

  mutating func addSend(
    _ source: Bytes, whole: Bytes, id: ArchiveID, file: Int, line: Int
  ) {
    let copy = arena.copy(source)
    items.append(.send(sends.count))
    sends.append(
      Send(
        source: copy, whole: whole.count == source.count ? copy : arena.copy(whole), id: id,
        file: file, line: line, path: Bytes(start: nil, count: 0)))
  }

  /// Notes that the message of a send event is kept at `path`.
  mutating func keep(_ index: Int, at path: Bytes) { sends[index].path = arena.copy(path) }

  mutating func add(_ row: ArchiveRow, _ index: Int) {
    rows.append(row)
    paths[row.id] = row.path
    sends[index].path = row.path
  }

  func path(of id: ArchiveID) -> Bytes? { paths[id] }

  mutating func removeAll() {
    arena.removeAll()
    sends.removeAll(keepingCapacity: true)
    items.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
  }
}
