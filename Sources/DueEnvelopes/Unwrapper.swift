import DueFormats
import DueModel
import DueSystem
import Glibc

/// Takes events out of whatever carried them, and writes them one a line.
///
/// The bytes of an event go through as they are: escapes of the text that held it are undone, and
/// line ends between its members are dropped, nothing else. What cannot be used is told with its
/// place and given to the reject log as the smallest carrier of it, so that the reject file holds
/// nothing that went through.
///
/// Memory: a few times the longest record, whatever the input; carriers may be in one another at
/// most `maximumDepth` deep.
package struct Unwrapper: ~Copyable {
  /// What was asked for.
  package struct Options {
    /// Topics whose SNS messages are taken; empty for all.
    package var topics: Set<String> = []
    /// Checks SNS messages; with it, an event that came in none is refused.
    package var verifier: SNSVerifier?
    /// Events of this publisher only.
    package var origin: EventOrigin?
    /// Events go out with what is known of them, as the member `event`.
    package var isTagged = false
    /// Takes values before anything is known of them; whether it did. With it nothing goes to the
    /// sink, and events that it leaves are counted as others.
    package var receive: ((JSONValue, Place) throws -> Bool)?

    package init() {}
  }

  /// Where a value is, and when its carrier was published, where that tells.
  package struct Place: Sendable, Equatable {
    package var file: String
    package var line: Int
    package var published: Instant?
  }

  /// What was found.
  package struct Counts: Sendable, Equatable {
    package var events: [EventOrigin: Int] = [:]
    /// Events of publishers that were not asked for.
    package var others = 0
    package var housekeeping = 0
    package var subscriptions = 0
    package var objects = 0
  }

  /// A topic that asks whether its messages are wanted.
  package struct Subscription: Sendable, Equatable {
    package var topic: String
    package var url: String
  }

  static let maximumDepth = 12

  let options: Options
  let bucket: BucketDirectory?
  let rejects: RejectLog
  let subscribe: (Subscription) -> Void
  package internal(set) var counts = Counts()
  var sink: ByteSink
  /// Where the value in hand is: the file, the line, and the members that lead to it.
  var file = ""
  var line = 0
  var trail: [Step] = []
  /// One tape and one buffer for each carrier inside another.
  var levels: [Level] = []
  var depth = 0
  /// Whether the value in hand came in an SNS message whose signature holds.
  var isVerified = false
  /// When the SNS message was published in which the value in hand came.
  var published: Instant?
  var isInObject = false
  var identify = EventIdentifier()

  /// A member, or an item of a list, on the way to the value in hand.
  enum Step {
    case member(StaticString)
    case item(Int)
  }

  /// A value inside a text inside another value.
  final class Level {
    var tape = JSONTape()
    var text = ByteBuffer(capacity: 4096)
  }

  /// - Parameter subscribe: is told of topics that ask for a confirmation.
  package init(
    _ options: Options, objects bucket: consuming BucketDirectory?, to sink: consuming ByteSink,
    rejects: RejectLog, subscribe: @escaping (Subscription) -> Void
  ) {
    self.options = options
    self.bucket = bucket
    self.sink = sink
    self.rejects = rejects
    self.subscribe = subscribe
  }

  /// Unwraps a file to its end.
  ///
  /// - Throws: status 66 or 74 where it cannot be read on; what it gave before went out.
  package mutating func unwrap(
    _ source: consuming ByteSource, progress: (Int, Int64, Int64?) -> Void
  ) throws {
    var reader = JSONStreamReader(source)
    file = reader.name
    var values = 0
    while try reader.next() {
      line = reader.line
      values += 1
      try visit(&reader)
      if values & 0xff == 0 { progress(values, reader.offset, reader.size) }
    }
  }

  package mutating func finish() throws { try sink.finish() }

  /// Lets the events that are known leave now.
  package mutating func flush() throws { try sink.flush() }

  private mutating func visit(_ reader: inout JSONStreamReader) throws {
    if let fault = reader.fault { return try reject(reader.source, "\(fault)", column: nil) }
    try visit(reader.value)
  }

  /// Unwraps `value`, or tells why it cannot.
  mutating func visit(_ value: JSONValue) throws {
    do {
      try openInner(value)
    } catch let fault as RecordFault {
      try reject(value.source, fault.description, column: fault.column)
    }
  }

  /// - Throws: `RecordFault` where nothing of `value` can be used.
  mutating func openInner(_ value: JSONValue) throws {
    if value.isArray { return try openList(value) }
    guard value.isObject else {
      if value.isString { return try openText(value) }
      throw Self.useless(value)
    }
    if let receive = options.receive {
      let place = Place(file: file, line: line, published: published)
      if try (options.verifier == nil || isVerified) && receive(value, place) { return }
    }
    switch EnvelopeKind(value) {
    case .event(let origin): try emit(value, origin)
    case .housekeeping: counts.housekeeping += 1
    case .sns: try openSNS(value)
    case .list(let name): try open(value, name) { try $0.openItems($1) }
    case .text(let name): try open(value, name) { try $0.openText($1) }
    case .base64(let name): try open(value, name) { try $0.openBase64($1) }
    case .member(let name): try open(value, name) { try $0.openInner($1) }
    case .object: try openObject(value)
    case .unknown: throw Self.useless(value)
    }
  }

  /// Opens the member called `name`.
  private mutating func open(
    _ value: JSONValue, _ name: StaticString,
    _ body: (inout Unwrapper, JSONValue) throws -> Void
  ) throws {
    guard let member = value[name] else { return }
    trail.append(.member(name))
    defer { trail.removeLast() }
    try body(&self, member)
  }

  private mutating func openList(_ list: JSONValue) throws {
    guard list.elements.contains(where: { _ in true }) else {
      throw RecordFault(column: nil, "expected an event or a carrier of some, found an empty list")
    }
    try openItems(list)
  }

  private mutating func openItems(_ list: JSONValue) throws {
    try descend { unwrapper in
      for (i, item) in list.elements.enumerated() {
        unwrapper.trail.append(.item(i))
        defer { unwrapper.trail.removeLast() }
        try unwrapper.visit(item)
      }
    }
  }

  /// Runs `body` one level deeper.
  mutating func descend(_ body: (inout Unwrapper) throws -> Void) throws {
    guard depth < Self.maximumDepth else {
      throw RecordFault(
        column: nil, "expected at most \(Self.maximumDepth) carriers in one another, found more")
    }
    depth += 1
    defer { depth -= 1 }
    try body(&self)
  }

  private static func useless(_ value: JSONValue) -> RecordFault {
    if let type = value["eventType"] ?? value["notificationType"], type.isString {
      return RecordFault(
        column: "mail", "expected a value in 'mail' of an event of SES '\(short(type))', found none"
      )
    }
    let found =
      value.isObject
      ? value.members.first { _ in true }.map { "an object that begins with '\(short($0.name))'" }
        ?? "an empty object" : short(value)
    return RecordFault(column: nil, "expected an event or a carrier of some, found \(found)")
  }

  private static func short(_ value: JSONValue) -> String {
    let bytes = value.isString ? value.rawString : value.source
    let text = String(decoding: bytes.prefix(40), as: UTF8.self)
    return bytes.count > 40 ? text + "…" : text
  }
}
