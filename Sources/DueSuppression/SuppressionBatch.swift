import DueModel
import DueStore
import DueSystem

/// What some events said, until a transaction keeps it.
struct SuppressionBatch: ~Copyable {
  /// Mail that arrived; there is much of it, so nothing here is a `String`.
  struct Delivery {
    var key: Bytes
    var at: Int64
  }

  private static let eventLimit = 10_000
  private static let deliveryLimit = 100_000
  private static let byteLimit = 16 << 20

  private(set) var events: [(key: String, event: SuppressionEvent)] = []
  private(set) var deliveries: [Delivery] = []
  private var arena = ByteArena()
  private var scratch = ByteBuffer(capacity: 512)

  var isFull: Bool {
    events.count >= Self.eventLimit || deliveries.count >= Self.deliveryLimit
      || arena.count >= Self.byteLimit
  }

  var isEmpty: Bool { events.isEmpty && deliveries.isEmpty }

  mutating func add(_ event: SuppressionEvent, of key: String) { events.append((key, event)) }

  mutating func addDelivery(to address: Bytes, at: Int64) {
    scratch.removeAll()
    MailboxKey.append(address, to: &scratch)
    deliveries.append(Delivery(key: arena.copy(scratch.bytes), at: at))
  }

  /// Hands everything to `book`, keys in order: pages of the store are met once.
  mutating func keep(in book: inout SuppressionBook) throws {
    for (key, event) in events { try book.keep(event, of: key) }
    deliveries.sort { a, b in
      let left = SuppressionDesk.number(of: a.key)
      let right = SuppressionDesk.number(of: b.key)
      return left == right ? a.at < b.at : left < right
    }
    for delivery in deliveries { try book.deliver(delivery.key, at: delivery.at) }
    try book.settle()
  }

  mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    deliveries.removeAll(keepingCapacity: true)
    arena.removeAll()
  }
}
