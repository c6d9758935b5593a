import DueModel
import DueStore
import DueSystem

/// All that one event says of one address: entries of several topics, or nothing.
struct SuppressionReading {
  var key: String
  var uid: String
  var events: [SuppressionEvent] = []
}

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

  private(set) var readings: [SuppressionReading] = []
  private(set) var deliveries: [Delivery] = []
  private var arena = ByteArena()
  private var scratch = ByteBuffer(capacity: 512)

  var isFull: Bool {
    readings.count >= Self.eventLimit || deliveries.count >= Self.deliveryLimit
      || arena.count >= Self.byteLimit
  }

  var isEmpty: Bool { readings.isEmpty && deliveries.isEmpty }

  mutating func add(_ reading: SuppressionReading) { readings.append(reading) }

  mutating func addDelivery(to address: Bytes, at: Int64) {
    scratch.removeAll()
    MailboxKey.append(address, to: &scratch)
    deliveries.append(Delivery(key: arena.copy(scratch.bytes), at: at))
  }

  /// Hands everything to `book`, keys in order: pages of the store are met once.
  mutating func keep(in book: inout SuppressionBook) throws {
    for reading in readings { try book.keep(reading) }
    deliveries.sort { a, b in
      let left = SuppressionDesk.number(of: a.key)
      let right = SuppressionDesk.number(of: b.key)
      return left == right ? a.at < b.at : left < right
    }
    for delivery in deliveries { try book.deliver(delivery.key, at: delivery.at) }
    try book.settle()
  }

  mutating func removeAll() {
    readings.removeAll(keepingCapacity: true)
    deliveries.removeAll(keepingCapacity: true)
    arena.removeAll()
  }
}
