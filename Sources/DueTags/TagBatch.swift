import DueFormats
import DueModel
import DueSystem

/// Events on their way to the store that some rule is about: what is needed of each, no more.
struct TagBatch: ~Copyable {
  /// One event.
  struct Event {
    var stamp: TagStamp
    var endpoint: Bytes
    var message: Bytes
    /// Addresses, in `recipients`.
    var recipients: Range<Int>
    var channel: Channel?
    /// The endpoint's id is one that the endpoint really has: not one made up for a message.
    var isOfCampaign: Bool
    var file: Int
    var line: Int
    /// The bytes of the event, where the run may need them.
    var source: Bytes
    /// Rules that it met, in `hits`.
    var hits: Range<Int>
  }

  /// One rule that an event met.
  struct Hit {
    var rule: Int
    /// The values of the rule's actions, one after the other, in `values`; nil for fixed ones.
    var values: Int?
  }

  var arena = ByteArena()
  var events: [Event] = []
  var recipients: [Bytes] = []
  var hits: [Hit] = []
  var values: [[Bytes]] = []

  static let eventLimit = 32_768
  static let byteLimit = 64 << 20

  var isFull: Bool { events.count >= Self.eventLimit || arena.count >= Self.byteLimit }

  mutating func removeAll() {
    arena.removeAll()
    events.removeAll(keepingCapacity: true)
    recipients.removeAll(keepingCapacity: true)
    hits.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }
}

/// Tells which rules an event meets, as far as the event alone can tell.
struct EventMatcher: ~Copyable {
  private let rules: [TagRule]
  /// The values of rules that say the same for every event; nil for the others.
  let fixed: [[[Bytes]]?]
  private var arena = ByteArena()
  /// The rules of each type seen so far: there are few types.
  private var types: [(name: Bytes, rules: [Int])] = []
  private var scratch = ByteBuffer(capacity: 1024)
  private var identify = EventIdentifier()
  private let keepsSource: Bool

  private static let typeLimit = 256

  init(_ rules: [TagRule], keepsSource: Bool) {
    self.rules = rules
    self.keepsSource = keepsSource
    var arena = ByteArena()
    fixed = rules.map { rule in
      guard rule.actions.allSatisfy({ $0.values.allSatisfy(\.isFixed) }) else { return nil }
      return rule.actions.map { action in
        action.values.map { template in
          var text: [UInt8] = []
          for case .text(let part) in template.parts { text += part }
          return text.withUnsafeBytes { arena.copy($0) }
        }
      }
    }
    self.arena = arena
  }

  /// Adds `event` to `batch` if it meets a rule; whether it does.
  ///
  /// - Throws: a fault for an event without a time that a rule needs.
  mutating func match(
    _ event: EventView, file: Int, line: Int, source: Bytes, into batch: inout TagBatch
  ) throws(RecordFault) -> Bool {
    let candidates = self.candidates(event.type)
    if candidates.isEmpty { return false }
    let first = batch.hits.count
    for index in candidates where meets(event, rules[index]) {
      if event.time == nil, Self.needsTime(rules[index]) {
        throw Self.noTime(event, rules[index])
      }
      let values = fixed[index] == nil ? batch.values.count : nil
      if values != nil { resolve(rules[index], event, into: &batch) }
      batch.hits.append(TagBatch.Hit(rule: index, values: values))
    }
    guard batch.hits.count > first else { return false }
    note(event, hits: first..<batch.hits.count, file: file, line: line, source, &batch)
    return true
  }

  private static func noTime(_ event: EventView, _ rule: TagRule) -> RecordFault {
    guard let written = event.root["event_timestamp"], !written.isNull else {
      return .missing("event_timestamp", "of an event that rule '\(rule.name)' is about")
    }
    return .unexpected(
      "event_timestamp",
      written.string ?? String(decoding: written.source.prefix(64), as: UTF8.self),
      expected: "milliseconds since 1970")
  }

  private static func needsTime(_ rule: TagRule) -> Bool {
    rule.within != nil || rule.expireAfter != nil
      || rule.actions.contains { $0.kind == .touch }
  }

  private mutating func candidates(_ type: JSONValue) -> [Int] {
    let name = type.rawString
    if !type.hasEscapes, let known = types.first(where: { $0.name.equals(name) }) {
      return known.rules
    }
    scratch.removeAll()
    scratch.append(decoded: type)
    let fitting = rules.indices.filter { rules[$0].types.matches(scratch.bytes) }
    if !type.hasEscapes, types.count < Self.typeLimit {
      types.append((arena.copy(name), fitting))
    }
    return fitting
  }

  // MARK: Tests

  private mutating func meets(_ event: EventView, _ rule: TagRule) -> Bool {
    if let test = rule.eventTest {
      var view = EndpointView()
      // Tags of SES and the context of SMS are what Pinpoint calls attributes.
      let attributes = event.attributes ?? event.mail?["tags"] ?? event.context
      if let attributes, attributes.isObject { view.attributes = attributes.source }
      if let metrics = event.metrics, metrics.isObject { view.metrics = metrics.source }
      if !test(view) { return false }
    }
    return rule.fieldTest.map { holds($0, rule.fields, event.root) } ?? true
  }

  private mutating func holds(_ test: DimensionTest, _ fields: [String], _ root: JSONValue) -> Bool
  {
    scratch.removeAll()
    scratch.append(UInt8(ascii: "{"))
    for field in fields {
      var field = field
      field.withUTF8 { path in
        guard let value = EventPath.value(Bytes(path), of: root), !value.isNull else { return }
        if scratch.count > 1 { scratch.append(UInt8(ascii: ",")) }
        scratch.append(jsonString: Bytes(path))
        scratch.append(UInt8(ascii: ":"))
        scratch.append(value.source)
      }
    }
    scratch.append(UInt8(ascii: "}"))
    var view = EndpointView()
    view.attributes = scratch.bytes
    return test(view)
  }

  // MARK: What is kept

  private mutating func resolve(
    _ rule: TagRule, _ event: EventView, into batch: inout TagBatch
  ) {
    let time = event.time ?? Instant(milliseconds: 0)
    for action in rule.actions {
      var texts: [Bytes] = []
      for template in action.values {
        if let list = template.list(of: event.root) {
          for element in list where !element.isNull {
            texts.append(batch.arena.copy(decoded: element))
          }
          continue
        }
        scratch.removeAll()
        guard template.append(of: event.root, at: time, to: &scratch) else { continue }
        texts.append(batch.arena.copy(scratch.bytes))
      }
      batch.values.append(texts)
    }
  }

  private mutating func note(
    _ event: EventView, hits: Range<Int>, file: Int, line: Int, _ source: Bytes,
    _ batch: inout TagBatch
  ) {
    let tie = Int64(bitPattern: identify(event).words.0)
    let first = batch.recipients.count
    event.forEachRecipient { batch.recipients.append(batch.arena.copy(decoded: $0)) }
    batch.events.append(
      TagBatch.Event(
        stamp: TagStamp(at: event.time?.milliseconds ?? 0, tie: tie, part: 0),
        endpoint: batch.arena.copy(text: event.endpoint),
        message: batch.arena.copy(text: event.messageID),
        recipients: first..<batch.recipients.count,
        channel: Self.channel(event), isOfCampaign: event.campaign != nil || event.journey != nil,
        file: file, line: line,
        source: keepsSource ? batch.arena.copy(source) : Bytes(start: nil, count: 0), hits: hits))
  }

  /// The channel of the addresses that the event has.
  private static func channel(_ event: EventView) -> Channel? {
    switch event.family {
    case .ses: return .email
    case .sms: return event.type.rawString.starts(with: "VOICE_") ? .voice : .sms
    case .pinpoint: return event.mail == nil && event.detail == nil ? .sms : .email
    case .result:
      var channel = event.root["channel"]?.string ?? ""
      channel = channel.uppercased()
      return Channel(rawValue: channel)
    case .unknown: return nil
    }
  }
}

extension ByteArena {
  /// Puts in the text of a string; none for nil.
  mutating func copy(text value: JSONValue?) -> Bytes {
    value.map { copy(decoded: $0) } ?? Bytes(start: nil, count: 0)
  }
}
