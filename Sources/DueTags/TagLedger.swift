import DueFormats
import DueModel
import DueStore
import DueSystem

/// Applies what events say to the states of one endpoint or user after the other, inside one
/// transaction, and gathers the endpoint patches that follow.
struct TagLedger: ~Copyable {
  /// One target of the owner in hand.
  private struct Open {
    let target: Int
    var state: TagState
    /// What the store has now.
    let current: [Bytes]
    var needsSum = false
  }

  private let targets: [TagTarget]
  /// `tag_name.seq` of each target.
  private let numbers: [Int64]
  private let desk: TagDesk
  private let now: Instant
  /// Notes only what events say: there is no store whose values would count.
  private let isFilter: Bool
  private let isMember: (Int, Int64) throws -> Bool
  private var tape = JSONTape()
  private var arena = ByteArena()
  private var open: [Open] = []
  private var text = ByteBuffer(capacity: 4096)
  // The maps of the patch in hand.
  private var attributes = ByteBuffer(capacity: 256)
  private var metrics = ByteBuffer(capacity: 256)
  private var users = ByteBuffer(capacity: 256)
  /// Patches ready for the store; their bytes are in `kept`.
  private(set) var patches: [EndpointPatch] = []
  private var kept = ByteArena()
  /// Changes of segments, by target.
  private(set) var members: [(target: Int, seq: Int64, isMember: Bool)] = []
  private(set) var expired = 0
  private(set) var changedUsers = 0

  /// - Parameter isMember: whether an endpoint is a member of the segment that a target is.
  init(
    _ targets: [TagTarget], _ desk: TagDesk, now: Instant, isFilter: Bool,
    isMember: @escaping (_ target: Int, _ seq: Int64) throws -> Bool
  ) throws {
    self.isMember = isMember
    self.targets = targets
    numbers = try targets.map { try desk.number(of: $0.description) }
    self.desk = desk
    self.now = now
    self.isFilter = isFilter
  }

  /// The owner of the states in hand.
  struct Owner {
    /// As in `tag_state`.
    var number: Int64
    /// The endpoint through which changes are made.
    var endpoint: EndpointView
    var seq: Int64
  }

  // MARK: One action

  /// Applies an action of a rule, whose stamp is that of the event.
  ///
  /// - Parameter identity: tells the rule's increments from those of other rules.
  mutating func apply(
    _ action: TagAction, _ values: [Bytes], at stamp: TagStamp, expireAfter: Int64?,
    identity: Int64, to owner: Owner
  ) throws {
    if !action.values.isEmpty, values.isEmpty { return }  // the event lacks them
    let i = try state(of: action.target, owner)
    let until = expireAfter.map { stamp.at + $0 }
    switch action.kind {
    case .set:
      guard let texts = usable(values, targets[action.target]) else { return }
      if open[i].state.set(texts, at: stamp, until: until) { open[i].needsSum = true }
    case .clear:
      if open[i].state.set([], at: stamp, until: nil) { open[i].needsSum = true }
    case .touch:
      text.removeAll()
      text.append(Instant(milliseconds: stamp.at))
      _ = open[i].state.set([arena.copy(text.bytes)], at: stamp, until: until)
    case .add where isSegment(action.target):
      open[i].state.add(Self.member, at: stamp, until: until)
    case .remove where isSegment(action.target):
      open[i].state.remove(Self.member, at: stamp)
    case .add:
      for (place, value) in values.enumerated() {
        var stamp = stamp
        stamp.part += Int64(min(place, 0xfff))
        open[i].state.add(value, at: stamp, until: until)
      }
    case .remove: for value in values { open[i].state.remove(value, at: stamp) }
    case .increment:
      guard let amount = values.first.flatMap({ Double(ascii: $0) }), amount.isFinite else {
        return
      }
      let event = CountedEvent(at: stamp.at, tie: stamp.tie, part: identity, amount: amount)
      guard try desk.count(event, owner.number, numbers[action.target]) else { return }
      var stamp = stamp
      stamp.part = TagStamp.incrementPart
      open[i].state.increment(amount, at: stamp)
      if !open[i].state.isWhole { open[i].needsSum = true }
    }
  }

  /// What a state holds of a segment's member.
  private static var member: Bytes {
    let text: StaticString = "member"
    return Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  private func isSegment(_ target: Int) -> Bool {
    if case .segment = targets[target] { true } else { false }
  }

  /// The values that `target` can have; nil for none, as when a metric is no number.
  private func usable(_ values: [Bytes], _ target: TagTarget) -> [Bytes]? {
    guard case .metric = target else { return values }
    return values.first.flatMap { Double(ascii: $0)?.isFinite == true ? [$0] : nil }
  }

  // MARK: States

  private mutating func state(of target: Int, _ owner: Owner) throws -> Int {
    if let i = open.firstIndex(where: { $0.target == target }) { return i }
    let isFilter = isFilter
    let current = isFilter ? [] : try current(target, owner)
    let stored = try desk.withState(owner.number, numbers[target]) { text in
      try TagState(text, &tape, &arena)
    }
    var state = stored ?? TagState(current)
    if stored != nil, !isFilter {
      let isNumber = if case .metric = targets[target] { true } else { false }
      state.meet(current) { a, b in
        a.equals(b) || isNumber && Double(ascii: a) == Double(ascii: b)
      }
    }
    open.append(Open(target: target, state: state, current: current))
    return open.count - 1
  }

  /// What the store has of a target.
  private mutating func current(_ target: Int, _ owner: Owner) throws -> [Bytes] {
    switch targets[target] {
    case .attribute(let name): return texts(name, of: owner.endpoint.attributes)
    case .userAttribute(let name): return texts(name, of: owner.endpoint.userAttributes)
    case .metric(let name): return texts(name, of: owner.endpoint.metrics)
    case .optOut: return [Self.word(owner.endpoint.isOptedOut ? "ALL" : "NONE")]
    case .endpointStatus: return [Self.word(owner.endpoint.isActive ? "ACTIVE" : "INACTIVE")]
    case .effectiveDate: return []
    case .segment: return try isMember(target, owner.seq) ? [Self.member] : []
    }
  }

  private static func word(_ word: StaticString) -> Bytes {
    Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount)
  }

  private mutating func texts(_ name: String, of map: Bytes) -> [Bytes] {
    var name = name
    let token = name.withUTF8 { JSONScanner.member(Bytes($0), of: map) }
    guard let token else { return [] }
    guard token.kind == .list else { return [copy(token)] }
    var texts: [Bytes] = []
    var list = JSONScanner(token.bytes)
    while let element = list.nextElement() { texts.append(copy(element)) }
    return texts
  }

  private mutating func copy(_ token: JSONScanner.Token) -> Bytes {
    guard token.hasEscapes else { return arena.copy(token.bytes) }
    text.removeAll()
    text.append(decoding: token)
    return arena.copy(text.bytes)
  }

  // MARK: The end of an owner

  /// Opens the state of a target without doing anything to it: what has ended, ends.
  mutating func visit(_ target: Int, _ owner: Owner) throws {
    _ = try state(of: target, owner)
    expired += 1
  }

  /// Keeps the states of the owner in hand, and makes the patch that follows from them.
  mutating func close(_ owner: Owner) throws {
    if open.isEmpty { return }
    open.sort { $0.target < $1.target }
    var patch = EndpointPatch()
    attributes.removeAll()
    metrics.removeAll()
    users.removeAll()
    var isChanged = false
    for i in open.indices {
      if open[i].needsSum { try sum(i, owner) }
      let target = targets[open[i].target]
      if target == .effectiveDate {
        if let time = moment(open[i].state), time > owner.endpoint.effective ?? time + -1 {
          patch.effective = time
          isChanged = true
        }
        if !isFilter { continue }  // the newest time is all there is to know
      }
      let expires: Int64?
      switch target {
      case .metric(let name):
        let (value, until) = open[i].state.number(at: now)
        expires = until
        if change(metric: name, to: value, open[i].current) { isChanged = true }
        open[i].state.note(written: value.map { [number($0)] } ?? [])
      default:
        let (texts, until) = open[i].state.values(at: now)
        expires = until
        if !Self.same(texts, open[i].current) {
          isChanged = true
          change(target, to: texts, &patch, owner, open[i].target)
        }
        open[i].state.note(written: texts)
      }
      text.removeAll()
      text.append(open[i].state)
      try desk.save(owner.number, numbers[open[i].target], text.bytes, expires: expires)
    }
    open.removeAll(keepingCapacity: true)
    if isChanged, !isFilter {
      finish(&patch, owner)
    }
    arena.removeAll()
  }

  private mutating func sum(_ i: Int, _ owner: Owner) throws {
    guard case .metric = targets[open[i].target] else { return }
    let after = open[i].state.setAt
    open[i].state.replaceTotal(
      try desk.sum(
        owner.number, numbers[open[i].target], after: after.at, after.tie,
        includesTie: after.part < TagStamp.incrementPart))
  }

  private func moment(_ state: TagState) -> Instant? {
    state.values(at: now).texts.first.flatMap { Instant($0) }
  }

  private static func same(_ a: [Bytes], _ b: [Bytes]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.equals($1) }
  }

  private mutating func number(_ value: Double) -> Bytes {
    text.removeAll()
    text.append(number: value)
    return arena.copy(text.bytes)
  }

  /// Puts a metric into the patch, if it is another than the store's.
  private mutating func change(metric name: String, to value: Double?, _ current: [Bytes]) -> Bool {
    if value == current.first.flatMap({ Double(ascii: $0) }) { return false }
    Self.name(name, &metrics)
    if let value { metrics.append(number: value) } else { metrics.append("null" as StaticString) }
    return true
  }

  private mutating func change(
    _ target: TagTarget, to texts: [Bytes], _ patch: inout EndpointPatch, _ owner: Owner,
    _ index: Int
  ) {
    switch target {
    case .attribute(let name): Self.change(name, to: texts, &attributes)
    case .userAttribute(let name): Self.change(name, to: texts, &users)
    case .optOut: patch.isOptedOut = texts.first?.equals("ALL") ?? false
    case .endpointStatus: patch.isActive = !(texts.first?.equals("INACTIVE") ?? false)
    case .segment: members.append((index, owner.seq, !texts.isEmpty))
    case .effectiveDate, .metric: break
    }
  }

  private static func name(_ name: String, _ map: inout ByteBuffer) {
    map.append(map.count == 0 ? "{" as StaticString : ",")
    map.append(jsonString: name)
    map.append(UInt8(ascii: ":"))
  }

  private static func change(_ name: String, to texts: [Bytes], _ map: inout ByteBuffer) {
    self.name(name, &map)
    if texts.isEmpty { map.append("null" as StaticString) } else { map.append(list: texts) }
  }

  /// Completes a patch: what it does not name stays, the status and the date too.
  private mutating func finish(_ patch: inout EndpointPatch, _ owner: Owner) {
    patch.id = kept.copy(owner.endpoint.id)
    patch.isActive = patch.isActive ?? owner.endpoint.isActive
    patch.effective = patch.effective ?? owner.endpoint.effective
    patch.attributes = Self.closed(&attributes, in: &kept)
    patch.metrics = Self.closed(&metrics, in: &kept)
    patch.userAttributes = Self.closed(&users, in: &kept)
    patches.append(patch)
    if owner.number < 0 { changedUsers += 1 }
  }

  private static func closed(_ map: inout ByteBuffer, in kept: inout ByteArena) -> Bytes {
    guard map.count > 0 else { return Bytes(start: nil, count: 0) }
    map.append(UInt8(ascii: "}"))
    return kept.copy(map.bytes)
  }
}
