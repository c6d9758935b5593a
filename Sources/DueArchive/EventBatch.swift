import DueModel
import DueStore
import DueSystem

/// Events on their way into the archive, in their order.
struct EventBatch: ~Copyable {
  /// A send event.
  struct Send {
    var event: SendEvent
    /// The bytes of the event alone, and with what a tool has put around it.
    var source: Bytes
    var whole: Bytes
    var file: Int
    var line: Int
    /// The path of its message, once it is kept; none for none.
    var path: Bytes
  }

  /// One record, in its turn.
  enum Item {
    /// An event that sends nothing, to be passed on.
    case other(Bytes)
    /// An index of `sends`.
    case send(Int)
    /// An index of `rejects`.
    case reject(Int)
  }

  /// A record that is no event.
  struct Reject {
    var fault: RecordFault
    var source: Bytes
    var file: Int
    var line: Int
  }

  var arena = ByteArena()
  private(set) var sends: [Send] = []
  private(set) var items: [Item] = []
  private(set) var rejects: [Reject] = []
  private(set) var rows: [ArchiveRow] = []
  /// The rows of this batch, by id: the same event may come twice.
  private var paths: [ArchiveID: Bytes] = [:]
  /// Paths of this batch that an earlier archiver chose.
  private var chosen: Set<String> = []

  private static let itemLimit = 4096
  private static let byteLimit = 48 << 20

  var isEmpty: Bool { items.isEmpty }

  var isFull: Bool { items.count >= Self.itemLimit || arena.count >= Self.byteLimit }

  mutating func addOther(_ source: Bytes) { items.append(.other(arena.copy(source))) }

  mutating func addReject(_ fault: RecordFault, _ source: Bytes, file: Int, line: Int) {
    items.append(.reject(rejects.count))
    rejects.append(Reject(fault: fault, source: arena.copy(source), file: file, line: line))
  }

  mutating func addSend(
    _ event: SendEvent, _ source: Bytes, whole: Bytes, file: Int, line: Int
  ) {
    let copy = arena.copy(source)
    items.append(.send(sends.count))
    sends.append(
      Send(
        event: event, source: copy,
        whole: whole.count == source.count ? copy : arena.copy(whole), file: file, line: line,
        path: Bytes(start: nil, count: 0)))
  }

  /// Notes that the message of a send event is kept at `path`.
  mutating func keep(_ index: Int, at path: Bytes) { sends[index].path = arena.copy(path) }

  mutating func add(_ row: ArchiveRow, _ index: Int) {
    rows.append(row)
    paths[row.id] = row.path
    sends[index].path = row.path
  }

  /// Takes a path for a message; false where another one of the batch has it.
  mutating func choose(_ path: Bytes) -> Bool { chosen.insert(path.string).inserted }

  func path(of id: ArchiveID) -> Bytes? { paths[id] }

  mutating func removeAll() {
    arena.removeAll()
    sends.removeAll(keepingCapacity: true)
    items.removeAll(keepingCapacity: true)
    rejects.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    chosen.removeAll(keepingCapacity: true)
  }
}
