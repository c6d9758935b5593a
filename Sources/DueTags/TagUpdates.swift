import DueFormats
import DueModel
import DueStore
import DueSystem

/// Writes what a run has noted as endpoint records that due-import(1) takes, by id.
package struct TagUpdates: ~Copyable {
  private let targets: [Int64: TagTarget]
  private let now: Instant
  private var tape = JSONTape()
  private var arena = ByteArena()

  package init(_ rules: TagRules, _ desk: TagDesk, now: Instant) throws {
    var targets: [Int64: TagTarget] = [:]
    for target in rules.targets { targets[try desk.number(of: target.description)] = target }
    self.targets = targets
    self.now = now
  }

  /// Writes every update; how many.
  package mutating func write(_ desk: TagDesk, to sink: inout ByteSink) throws -> Int {
    var count = 0
    var updates = UpdateLines()
    try desk.forEachNote { note in
      if try updates.begin(note, &sink) { count += 1 }
      guard let target = targets[note.target] else { return }
      let state = try TagState(note.state, &tape, &arena)
      updates.add(target, state, at: now)
      arena.removeAll()
    }
    try updates.end(&sink)
    return count
  }
}

/// One endpoint record after the other, target by target.
private struct UpdateLines: ~Copyable {
  private var isOpen = false
  private var id: [UInt8] = []
  private var head = ByteBuffer(capacity: 256)
  private var attributes = ByteBuffer(capacity: 256)
  private var metrics = ByteBuffer(capacity: 256)
  private var users = ByteBuffer(capacity: 256)

  /// Begins the record of the note's endpoint, unless it is the one in hand; whether it does.
  mutating func begin(_ note: TagDesk.Note, _ sink: inout ByteSink) throws -> Bool {
    if isOpen, id.withUnsafeBytes({ $0.equals(note.id) }) { return false }
    try end(&sink)
    isOpen = true
    id = Array(note.id)
    if note.channel.isEmpty {
      head.append(#"{"Id":"# as StaticString)
      head.append(jsonString: note.id)
    } else {
      head.append(#"{"ChannelType":"# as StaticString)
      head.append(jsonString: note.channel)
      head.append(#","Address":"# as StaticString)
      head.append(jsonString: note.address)
    }
    return true
  }

  mutating func add(_ target: TagTarget, _ state: TagState, at now: Instant) {
    switch target {
    case .attribute(let name): Self.add(name, state.values(at: now).texts, &attributes)
    case .userAttribute(let name): Self.add(name, state.values(at: now).texts, &users)
    case .metric(let name):
      Self.name(name, &metrics)
      if let value = state.number(at: now).value {
        metrics.append(number: value)
      } else {
        metrics.append("null" as StaticString)
      }
    case .optOut, .endpointStatus, .effectiveDate:
      guard let text = state.values(at: now).texts.first else { return }
      head.append(UInt8(ascii: ","))
      head.append(jsonString: target.description)
      head.append(UInt8(ascii: ":"))
      head.append(jsonString: text)
    case .segment: break
    }
  }

  private static func name(_ name: String, _ map: inout ByteBuffer) {
    if map.count > 0 { map.append(UInt8(ascii: ",")) }
    map.append(jsonString: name)
    map.append(UInt8(ascii: ":"))
  }

  private static func add(_ name: String, _ texts: [Bytes], _ map: inout ByteBuffer) {
    self.name(name, &map)
    map.append(list: texts)
  }

  mutating func end(_ sink: inout ByteSink) throws {
    guard isOpen else { return }
    sink.buffer.append(head.bytes)
    Self.close(#","Attributes":{"#, &attributes, "}", &sink)
    Self.close(#","Metrics":{"#, &metrics, "}", &sink)
    Self.close(#","User":{"UserAttributes":{"#, &users, "}}", &sink)
    sink.buffer.append("}\n" as StaticString)
    try sink.recordEnded()
    head.removeAll()
    isOpen = false
  }

  private static func close(
    _ name: StaticString, _ map: inout ByteBuffer, _ end: StaticString, _ sink: inout ByteSink
  ) {
    guard map.count > 0 else { return }
    sink.buffer.append(name)
    sink.buffer.append(map.bytes)
    sink.buffer.append(end)
    map.removeAll()
  }
}
