import DueModel
import DueStore
import DueSystem

/// Puts the messages of one input into the outbox, some thousand a transaction, as a batch of
/// which nothing is sent before all of it is there.
package struct OutboxLoader: ~Copyable {
  /// What a batch is called, and where it comes from.
  package struct Source: Sendable {
    package var name: String
    package var path: String?
    package var channel: Channel
    package var project: String

    package init(name: String, path: String?, channel: Channel, project: String) {
      self.name = name
      self.path = path
      self.channel = channel
      self.project = project
    }
  }

  /// What the outbox says to one record.
  package enum Outcome: Sendable, Equatable {
    /// It waits as row `id`.
    case waits(id: Int64)
    /// The message was handled before, as row `id`, is in the same input, or is to follow another.
    case duplicate(id: Int64, state: OutboxState)
    /// Row `id` is in somebody's hands.
    case busy(id: Int64)
    /// Nothing waits: row `id` has the key of a message that is to follow this one.
    case clash(id: Int64)
  }

  private let store: Store
  private let source: Source
  /// The transport that the messages insist on; empty for whichever drains them.
  private let via: String
  /// Milliseconds after which a key may be used again; nil for never.
  private let window: Int64?
  private var batch: Batch?
  private var pending: [(record: Int, message: Message, size: SMSSegmentation?)] = []
  private var adopted: [(id: Int64, record: Int)] = []
  private var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
  private var seen: Set<Int64> = []
  /// Rows up to this one are older than this input.
  private var lastOldID: Int64?

  private static let chunk = 8192

  package init(_ store: Store, _ source: Source, via: String, window: Int64?) {
    self.store = store
    self.source = source
    self.via = via
    self.window = window
  }

  /// Whether enough messages are in hand for a transaction.
  package var isFull: Bool { pending.count >= Self.chunk }

  /// Takes the message of record `record`.
  package mutating func add(_ message: Message, record: Int, size: SMSSegmentation?) {
    pending.append((record, message, size))
    for byte in message.key.utf8 { fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  /// Writes what is in hand, and says what became of it.
  package mutating func flush(
    at now: Instant, _ tell: (_ record: Int, Message, Outcome) throws -> Void
  ) throws {
    guard !pending.isEmpty else { return }
    let outcomes = try store.write { database in
      let project = try Project.named(source.project, create: true, database)
      if lastOldID == nil { lastOldID = try OutboxSession(database).lastID() }
      let loading =
        try batch
        ?? Batch.load(
          name: source.name, source: source.path, channel: source.channel, in: project, at: now,
          database)
      batch = loading
      let writer = try OutboxWriter(database)
      return try pending.map { item in
        try enqueue(item.message, item.record, item.size, loading, writer, at: now)
      }
    }
    for (item, outcome) in zip(pending, outcomes) {
      try tell(item.record, item.message, outcome)
    }
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func enqueue(
    _ message: Message, _ record: Int, _ size: SMSSegmentation?, _ batch: Batch,
    _ writer: OutboxWriter, at now: Instant
  ) throws -> Outcome {
    var outcome = try writer.enqueue(
      message, batch: batch, record: record, via: via, at: now, size: size)
    if let window, case .known(_, let state, let created) = outcome, state.isFinal,
      now - created >= window
    {
      outcome = try writer.enqueueAgain(
        message, batch: batch, record: record, via: via, at: now, window: window, size: size)
    }
    switch outcome {
    case .new(let id): return .waits(id: id)
    case .clash(let id): return .clash(id: id)
    case .known(let id, let state, _):
      if id > lastOldID ?? 0 || state.isFinal || state == .uncertain || state == .standby {
        return .duplicate(id: id, state: state)
      }
      if state == .submitting { return .busy(id: id) }
      // Handed in twice in one input: the first has it.
      guard seen.insert(id).inserted else { return .duplicate(id: id, state: state) }
      adopted.append((id, record))
      return .waits(id: id)
    }
  }

  /// Lets the batch be sent from.
  ///
  /// - Parameter name: the batch's id; nil for one made of the source's name and the keys.
  /// - Returns: the batch, nil where nothing waits; and records that wait elsewhere, in batches
  ///   that somebody paused.
  package mutating func activate(as name: String? = nil, at now: Instant) throws -> (
    batch: Batch?, refused: [(id: Int64, record: Int)]
  ) {
    guard let batch else { return (nil, []) }
    let id = name ?? "\(source.name)-\(Self.suffix(fingerprint))"
    let adopting = adopted
    adopted.removeAll()
    self.batch = nil
    return try store.write { database in
      let (active, refused) = try batch.activate(as: id, adopting: adopting, database)
      return (try active.removeIfEmpty(database) ? nil : active, refused)
    }
  }

  /// Takes back what is in the outbox of this input.
  package mutating func discard() throws {
    pending.removeAll()
    guard let batch else { return }
    try store.write { database in try batch.discard(database) }
    self.batch = nil
  }

  /// Eight letters and digits that depend on the keys of the input.
  private static func suffix(_ fingerprint: UInt64) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    let mixed = (fingerprint ^ (fingerprint >> 31)) &* 0x94d0_49bb_1331_11eb
    return String(
      decoding: (0..<8).map { alphabet[Int(mixed >> UInt64($0 * 5 + 20) & 31)] }, as: UTF8.self)
  }
}
