import DueSystem

/// Numbers the groups of events: what many of them have in common.
///
/// Memory is bounded: when there are many, all are forgotten, and a group that comes again gets
/// another number, as `event_group` allows.
struct EventGroups: ~Copyable {
  private static let limit = 65_536

  private var arena = ByteArena()
  private var keys = ByteKeys()
  /// The numbers of the keys.
  private var numbers: [Int64] = []
  private var next: Int64
  private var key = ByteBuffer(capacity: 512)

  /// - Parameter next: the number that the first new group gets.
  init(next: Int64 = 1) { self.next = next }

  /// The number of the group of `entry`, and whether it is a new one, to be stored.
  mutating func number(of entry: EventEntry) -> (number: Int64, isNew: Bool) {
    makeKey { entry.forEachGroupText($0) }
    if let index = keys.find(key.bytes) { return (numbers[index], false) }
    defer { next += 1 }
    remember(next)
    return (next, true)
  }

  /// Notes a group that is stored.
  mutating func add(_ number: Int64, texts: (_ add: (Bytes) -> Void) -> Void) {
    makeKey(texts)
    if keys.count < Self.limit, keys.find(key.bytes) == nil { remember(number) }
  }

  private mutating func makeKey(_ texts: (_ add: (Bytes) -> Void) -> Void) {
    key.removeAll()
    // A local copy would be one of a noncopyable value, so the buffer is lent out.
    withUnsafeMutablePointer(to: &key) { key in
      texts { text in
        key.pointee.append(bigEndian: Int64(text.count), bytes: 4)
        key.pointee.append(text)
      }
    }
  }

  private mutating func remember(_ number: Int64) {
    if keys.count == Self.limit {
      keys.removeAll()
      numbers.removeAll(keepingCapacity: true)
      arena.removeAll()
    }
    _ = keys.number(of: arena.copy(key.bytes))
    numbers.append(number)
  }
}
