import DueMIME
import DueModel
import DueSystem
import Glibc

/// Writes what became of messages: one result a record, in the order of the input, whatever the
/// order in which they were decided.
package struct ResultLog: ~Copyable {
  /// What standard output carries.
  package enum Form: Sendable {
    case results
    case events
    /// Nothing: the transport writes there.
    case none
  }

  private var sink: ByteSink
  private let form: Form
  private let events: SMSEvents
  /// nil where nobody wants events.
  private let mailEvents: MailEvents?
  /// The file that gets the events beside the results.
  private let file: EventFile?
  private var eventBuffer = ByteBuffer(capacity: 65_536)
  /// The next record to be written.
  private var next = 1
  private var held: [Int: DeliveryResult] = [:]
  package private(set) var counts: [DeliveryResult.Status: Int] = [:]
  package private(set) var status = ExitStatus.done
  /// Parts of the messages that were accepted, or would be.
  package private(set) var parts = 0

  /// - Parameters:
  ///   - output: the file of results; nil for standard output.
  ///   - eventFile: gets the events appended.
  ///   - bounces: says what refusals of mails mean; asked where somebody wants events.
  package init(
    _ form: Form, output: String?, eventFile: String?, _ events: SMSEvents,
    bounces: () throws -> BounceTable
  ) throws {
    let opened = try eventFile.map { try EventFile($0) }
    let meanings = opened != nil || form == .events ? try bounces() : nil
    sink = try ByteSink(output)
    self.form = form
    self.events = events
    file = opened
    mailEvents = meanings.map { MailEvents($0) }
  }

  /// Whether somebody wants events.
  package var wantsEvents: Bool { mailEvents != nil }

  /// Takes the result of a record, and writes all that are next in order.
  package mutating func add(_ result: DeliveryResult) throws {
    counts[result.status, default: 0] += 1
    status = max(status, result.exitStatus)
    if result.status == .accepted || result.status == .dryRun { parts += result.size?.parts ?? 1 }
    guard form == .results else { return }
    guard let record = result.record else { return try write(result) }
    guard record == next else {
      held[record] = result
      return
    }
    try write(result)
    next += 1
    while !held.isEmpty, let following = held.removeValue(forKey: next) {
      try write(following)
      next += 1
    }
  }

  private mutating func write(_ result: DeliveryResult) throws {
    sink.buffer.append(result)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.recordEnded()
  }

  /// Takes what the engine tells: results, and events, which leave at once.
  ///
  /// - Parameters:
  ///   - isOurs: whether the outcomes are of this run's records.
  ///   - unordered: whether they have no place in an input of this run.
  package mutating func add(
    _ outcomes: [DeliveryOutcome], isOurs: Bool = true, unordered: Bool = false
  ) throws {
    if let mailEvents {
      eventBuffer.removeAll()
      for outcome in outcomes {
        if outcome.result.message.channel.family == .email {
          mailEvents.append(outcome, to: &eventBuffer)
        } else {
          events.append(outcome, to: &eventBuffer)
        }
      }
      try writeEvents()
    }
    guard isOurs else { return }
    for i in outcomes.indices {
      guard unordered else {
        try add(outcomes[i].result)
        continue
      }
      var result = outcomes[i].result
      result.record = nil
      try add(result)
    }
    if form == .results { try sink.flush() }
  }

  /// Takes events of the caller's own, whole lines; they leave by `flushEvents`, and in blocks.
  package mutating func add(events lines: Bytes) throws {
    eventBuffer.append(lines)
    if eventBuffer.count >= 65_536 { try flushEvents() }
  }

  /// Lets the events of the caller leave.
  package mutating func flushEvents() throws {
    try writeEvents()
    eventBuffer.removeAll()
  }

  private mutating func writeEvents() throws {
    try file?.append(eventBuffer.bytes)
    if form == .events {
      sink.buffer.append(eventBuffer.bytes)
      try sink.flush()
    }
  }

  package mutating func finish() throws {
    for record in held.keys.sorted() {
      if let result = held[record] { try write(result) }
    }
    held.removeAll()
    try sink.finish()
  }
}

/// A file that events are appended to.
private final class EventFile {
  private let descriptor: Descriptor
  private let path: String

  init(_ path: String) throws {
    self.path = path
    descriptor = try Descriptor(
      path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600, status: .cannotCreate)
  }

  func append(_ bytes: Bytes) throws { try descriptor.write(bytes, name: path) }
}
