import DueFormats
import DueSystem

/// When something was done to a target: events count in the order of their times, not of their
/// arrival. Of two events of one millisecond, and of two rules, it is always the same that is later.
struct TagStamp: Comparable, Sendable {
  var at: Int64
  /// Of the event's uid.
  var tie: Int64
  /// Of the rule, and of the action in it.
  var part: Int64

  /// Before everything.
  static let never = TagStamp(at: .min, tie: .min, part: .min)

  /// `part` of increments: after whatever else the event does.
  static let incrementPart: Int64 = 1 << 40

  static func < (a: TagStamp, b: TagStamp) -> Bool {
    (a.at, a.tie, a.part) < (b.at, b.tie, b.part)
  }
}

/// What the events say of one target of one endpoint or user: enough to know its value whatever
/// order they come in, and however often.
///
/// The last `set` counts, from then on each value by its own last `add` or `remove`, and the sum
/// of the increments. What the target had before the first event is a `set` before all others.
/// What another program writes is a `set` as well, later than every event seen so far.
struct TagState {
  /// The last that was done.
  private(set) var seen = TagStamp.never
  private(set) var setAt = TagStamp.never
  private(set) var setUntil: Int64?
  private(set) var list: [Bytes] = []
  private(set) var values: [Value] = []
  /// The sum of the increments after `setAt`; nil for none.
  private(set) var total: Double?
  /// Increments are whole numbers, whose sum is the same in any order.
  private(set) var isWhole = true
  /// What the target had when this was written last.
  private(set) var written: [Bytes] = []

  /// A value that was added or removed by itself.
  struct Value {
    var text: Bytes
    var first: TagStamp
    var added: TagStamp
    var until: Int64?
    var removed: TagStamp
  }

  /// The state of a target that no event was about and that has `values`.
  init(_ values: [Bytes]) {
    list = values
    written = values
  }

  /// Takes note that the target has `values` now, whoever wrote them.
  mutating func meet(_ values: [Bytes], equals: (Bytes, Bytes) -> Bool) {
    if values.count == written.count, zip(values, written).allSatisfy(equals) { return }
    list = values
    setAt = seen
    if setAt != .never { setAt.part = .max }
    setUntil = nil
    self.values = []
    total = nil
    isWhole = true
  }

  /// Sets the whole list; whether that is the last set, so that increments before it are gone.
  mutating func set(_ list: [Bytes], at stamp: TagStamp, until: Int64?) -> Bool {
    seen = max(seen, stamp)
    guard stamp > setAt else { return false }
    self.list = []
    for text in list where !self.list.contains(where: { $0.equals(text) }) {
      self.list.append(text)
    }
    setAt = stamp
    setUntil = until
    return true
  }

  mutating func add(_ text: Bytes, at stamp: TagStamp, until: Int64?) {
    seen = max(seen, stamp)
    let i = index(of: text)
    if values[i].added == .never || stamp < values[i].first { values[i].first = stamp }
    guard stamp > values[i].added else { return }
    values[i].added = stamp
    values[i].until = until
  }

  mutating func remove(_ text: Bytes, at stamp: TagStamp) {
    seen = max(seen, stamp)
    let i = index(of: text)
    values[i].removed = max(values[i].removed, stamp)
  }

  /// Counts an increment that was not counted before.
  mutating func increment(_ amount: Double, at stamp: TagStamp) {
    seen = max(seen, stamp)
    guard stamp > setAt else { return }
    let sum = (total ?? 0) + amount
    if amount != amount.rounded() || max(amount.magnitude, sum.magnitude) > Self.lastExact {
      isWhole = false
    }
    total = sum.clamped
  }

  /// Whole numbers up to this one add up to the same in any order.
  private static let lastExact = 9_007_199_254_740_992.0

  /// Puts the sum of all increments after `setAt` in place of the one so far.
  mutating func replaceTotal(_ sum: Double?) { total = sum?.clamped }

  private mutating func index(of text: Bytes) -> Int {
    if let i = values.firstIndex(where: { $0.text.equals(text) }) { return i }
    values.append(
      Value(text: text, first: .never, added: .never, until: nil, removed: .never))
    return values.count - 1
  }

  /// The values at `now`, and when the first of them ends.
  func values(at now: Instant) -> (texts: [Bytes], expires: Int64?) {
    var texts: [Bytes] = []
    var expires: Int64?
    func keep(_ text: Bytes, until: Int64?) {
      if let until {
        if until <= now.milliseconds { return }
        expires = min(expires ?? until, until)
      }
      texts.append(text)
    }
    for text in list {
      let own = values.first { $0.text.equals(text) }
      let added = own.map(\.added) ?? .never
      if let own, own.removed > max(setAt, added) { continue }
      keep(text, until: added > setAt ? own?.until : setUntil)
    }
    let others = values.filter { value in
      value.added > setAt && value.added > value.removed
        && !list.contains { $0.equals(value.text) }
    }
    for value in others.sorted(by: { ($0.first, $1.text) < ($1.first, $0.text) }) {
      keep(value.text, until: value.until)
    }
    return (texts, expires)
  }

  /// The number at `now`; nil for none.
  func number(at now: Instant) -> (value: Double?, expires: Int64?) {
    let (texts, expires) = values(at: now)
    guard let total else { return (texts.first.flatMap { Double(ascii: $0) }, expires) }
    return ((total + (texts.first.flatMap { Double(ascii: $0) } ?? 0)).clamped, expires)
  }

  mutating func note(written texts: [Bytes]) { written = texts }
}

private func < (a: (TagStamp, Bytes), b: (TagStamp, Bytes)) -> Bool {
  a.0 != b.0 ? a.0 < b.0 : b.1.precedes(a.1)
}

extension Double {
  /// The nearest number that JSON can say: a metric has no infinity.
  fileprivate var clamped: Double {
    min(max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}

// MARK: As it is stored

extension TagState {
  /// Reads a state that `append` wrote; texts are copied into `arena`.
  init(_ text: Bytes, _ tape: inout JSONTape, _ arena: inout ByteArena) throws {
    let json = try tape.parse(text)
    var members = json.members
    while let (name, value) = members.next() {
      switch name.rawString.count {
      case 4 where name.equals("seen"): seen = TagStamp(value.elements)
      case 3 where name.equals("set"): setAt = TagStamp(value.elements)
      case 5 where name.equals("until"): setUntil = value.integer
      case 4 where name.equals("list"): list = Self.texts(value, &arena)
      case 7 where name.equals("written"): written = Self.texts(value, &arena)
      case 5 where name.equals("total"): total = value.double
      case 7 where name.equals("inexact"): isWhole = false
      case 6 where name.equals("values"):
        for value in value.elements { values.append(Value(value, &arena)) }
      default: break
      }
    }
  }

  private static func texts(_ value: JSONValue, _ arena: inout ByteArena) -> [Bytes] {
    var texts: [Bytes] = []
    for element in value.elements { texts.append(arena.copy(decoded: element)) }
    return texts
  }
}

extension TagState.Value {
  fileprivate init(_ value: JSONValue, _ arena: inout ByteArena) {
    var elements = value.elements.makeIterator()
    text = elements.next().map { arena.copy(decoded: $0) } ?? Bytes(start: nil, count: 0)
    first = TagStamp(elements.next()?.elements)
    added = TagStamp(elements.next()?.elements)
    until = elements.next()?.integer
    removed = TagStamp(elements.next()?.elements)
  }
}

extension TagStamp {
  fileprivate init(_ elements: JSONValue.Elements?) {
    guard var elements, let at = elements.next()?.integer, let tie = elements.next()?.integer,
      let part = elements.next()?.integer
    else {
      self = .never
      return
    }
    self.init(at: at, tie: tie, part: part)
  }
}

extension ByteArena {
  /// Puts in the text of a JSON string, decoded; of a value that is none, as it is written.
  mutating func copy(decoded value: JSONValue) -> Bytes {
    guard value.isString else { return copy(value.source) }
    guard value.hasEscapes else { return copy(value.rawString) }
    var buffer = ByteBuffer(capacity: value.rawString.count)
    buffer.append(decoded: value)
    return copy(buffer.bytes)
  }
}

extension ByteBuffer {
  /// Appends `state` as it is stored: JSON, short, and readable by whoever looks into the store.
  mutating func append(_ state: TagState) {
    append(#"{"seen":"# as StaticString)
    append(state.seen)
    if state.setAt != .never {
      append(#","set":"# as StaticString)
      append(state.setAt)
    }
    if let until = state.setUntil {
      append(#","until":"# as StaticString)
      append(decimal: until)
    }
    append(#","list":"# as StaticString)
    append(list: state.list)
    if !state.values.isEmpty {
      append(#","values":["# as StaticString)
      for (i, value) in state.values.enumerated() {
        if i > 0 { append(UInt8(ascii: ",")) }
        append(value)
      }
      append(UInt8(ascii: "]"))
    }
    if let total = state.total {
      append(#","total":"# as StaticString)
      append(number: total)
    }
    if !state.isWhole { append(#","inexact":true"# as StaticString) }
    append(#","written":"# as StaticString)
    append(list: state.written)
    append(UInt8(ascii: "}"))
  }

  private mutating func append(_ value: TagState.Value) {
    append(UInt8(ascii: "["))
    append(jsonString: value.text)
    append(UInt8(ascii: ","))
    append(value.first)
    append(UInt8(ascii: ","))
    append(value.added)
    append(UInt8(ascii: ","))
    if let until = value.until { append(decimal: until) } else { append("null" as StaticString) }
    append(UInt8(ascii: ","))
    append(value.removed)
    append(UInt8(ascii: "]"))
  }

  private mutating func append(_ stamp: TagStamp) {
    guard stamp != .never else { return append("null" as StaticString) }
    append(UInt8(ascii: "["))
    append(decimal: stamp.at)
    append(UInt8(ascii: ","))
    append(decimal: stamp.tie)
    append(UInt8(ascii: ","))
    append(decimal: stamp.part)
    append(UInt8(ascii: "]"))
  }

  /// Appends a list of JSON strings.
  mutating func append(list texts: [Bytes]) {
    append(UInt8(ascii: "["))
    for (i, text) in texts.enumerated() {
      if i > 0 { append(UInt8(ascii: ",")) }
      append(jsonString: text)
    }
    append(UInt8(ascii: "]"))
  }

  /// Appends `number`, a whole one without a point.
  mutating func append(number: Double) {
    if let whole = Int64(exactly: number), abs(number) < 1e15 {
      append(decimal: whole)
    } else {
      append("\(number)")
    }
  }
}
