import DueFormats
import DueModel
import DueStore
import DueSystem

/// Goes through the events of one endpoint after the other, decides which rules fire, and hands
/// what they do to the ledger; what is the user's comes last, user by user.
struct TagTurn {
  let rules: TagRules
  let identities: [Int64]
  let fixed: [[[Bytes]]?]
  let isFilter: Bool
  /// `tag_name.seq` of the rules that count, or look at the endpoint; 0 for the others.
  let numbers: [Int64]
  private(set) var withoutUser = 0
  private var userActions: [UserAction] = []
  private var arena = ArenaBox()

  /// An action on the user of an endpoint.
  private struct UserAction {
    var user: Int64
    /// An endpoint of the user.
    var endpoint: Int64
    var rule: Int
    var action: Int
    var stamp: TagStamp
    var values: [Bytes]
  }

  /// Texts of the endpoint in hand.
  private final class ArenaBox { var arena = ByteArena() }

  init(
    rules: TagRules, identities: [Int64], fixed: [[[Bytes]]?], isFilter: Bool, numbers: [Int64]
  ) {
    self.rules = rules
    self.identities = identities
    self.fixed = fixed
    self.isFilter = isFilter
    self.numbers = numbers
  }

  // MARK: One endpoint

  mutating func endpoint(
    _ seq: Int64, _ events: [Int], _ batch: borrowing TagBatch, _ desk: TagDesk,
    _ ledger: inout TagLedger
  ) throws {
    arena.arena.removeAll()
    guard let found = try desk.endpoint(at: seq, &arena.arena) else { return }
    let owner = TagLedger.Owner(number: seq, endpoint: found.view, seq: seq)
    var counted: [Int: [CountedEvent]] = [:]
    for index in events {
      let event = batch.events[index]
      for hit in batch.hits[event.hits] {
        let rule = rules.rules[hit.rule]
        if rule.isCounted || rule.endpointTest != nil {
          let note = CountedEvent(
            at: event.stamp.at, tie: event.stamp.tie, part: 0, amount: 1)
          let (fits, isNew) = try fits(note, rule, hit.rule, found.view, seq, desk)
          if rule.isCounted {
            if fits, isNew { counted[hit.rule, default: []].append(note) }
            continue
          }
          if !fits { continue }
        }
        let values =
          fixed[hit.rule]?[...]
          ?? hit.values.map {
            batch.values[$0..<($0 + rule.actions.count)]
          }
        try fire(hit.rule, event.stamp, values ?? [], owner, user: found.user, &ledger)
      }
    }
    for (rule, events) in counted.sorted(by: { $0.key < $1.key }) {
      try count(rule, events, owner, user: found.user, desk, &ledger)
    }
    try ledger.close(owner)
  }

  /// Whether the endpoint fits the rule, as it did when the event was read first.
  private func fits(
    _ event: CountedEvent, _ rule: TagRule, _ index: Int, _ endpoint: EndpointView, _ seq: Int64,
    _ desk: TagDesk
  ) throws -> (fits: Bool, isNew: Bool) {
    if let before = try desk.amount(of: event, seq, numbers[index]) { return (before > 0, false) }
    var event = event
    if let test = rule.endpointTest, !test(endpoint) { event.amount = 0 }
    _ = try desk.count(event, seq, numbers[index])
    return (event.amount > 0, true)
  }

  private mutating func fire(
    _ rule: Int, _ stamp: TagStamp, _ values: ArraySlice<[Bytes]>, _ owner: TagLedger.Owner,
    user: Int64, _ ledger: inout TagLedger
  ) throws {
    var lacksUser = false
    for (i, action) in rules.rules[rule].actions.enumerated() {
      let values = values[values.startIndex + i]
      var stamp = stamp
      stamp.part = Int64(rule) << 24 | Int64(i) << 12
      if case .userAttribute = rules.targets[action.target], !isFilter {
        if user == 0 {
          lacksUser = true
        } else {
          userActions.append(
            UserAction(
              user: user, endpoint: owner.seq, rule: rule, action: i, stamp: stamp,
              values: values))
        }
        continue
      }
      try ledger.apply(
        action, values, at: stamp, expireAfter: rules.rules[rule].expireAfter,
        identity: identities[rule], to: owner)
    }
    if lacksUser { withoutUser += 1 }
  }

  // MARK: Rules that count

  /// Fires for each event by which there were enough, also for those that were read before and
  /// have become one of enough by an event that came late.
  private mutating func count(
    _ rule: Int, _ events: [CountedEvent], _ owner: TagLedger.Owner, user: Int64, _ desk: TagDesk,
    _ ledger: inout TagLedger
  ) throws {
    let times = events.map(\.at)
    guard let first = times.min(), let last = times.max() else { return }
    let within = rules.rules[rule].within
    let from = within.map { first - $0 } ?? .min
    let to = within.map { last + $0 } ?? .max
    let all = try desk.events(owner.seq, numbers[rule], from: from, to: to)
      .filter { $0.amount > 0 }
    let needed = rules.rules[rule].minCount
    let values = fixed[rule] ?? []
    for (i, event) in all.enumerated() where i + 1 >= needed && event.at >= first {
      // The last of `needed` events, if the first of them is near enough.
      if let within, event.at - all[i + 1 - needed].at >= within { continue }
      let stamp = TagStamp(at: event.at, tie: event.tie, part: 0)
      try fire(rule, stamp, values[...], owner, user: user, &ledger)
    }
  }

  // MARK: Users

  mutating func users(_ desk: TagDesk, _ ledger: inout TagLedger) throws {
    userActions.sort { ($0.user, $0.endpoint) < ($1.user, $1.endpoint) }
    var i = 0
    while i < userActions.count {
      let first = userActions[i]
      let end = userActions[i...].firstIndex { $0.user != first.user } ?? userActions.count
      arena.arena.removeAll()
      if let found = try desk.endpoint(at: first.endpoint, &arena.arena) {
        let owner = TagLedger.Owner(
          number: -first.user, endpoint: found.view, seq: first.endpoint)
        for entry in userActions[i..<end] {
          let rule = rules.rules[entry.rule]
          try ledger.apply(
            rule.actions[entry.action], entry.values, at: entry.stamp,
            expireAfter: rule.expireAfter, identity: identities[entry.rule], to: owner)
        }
        try ledger.close(owner)
      }
      i = end
    }
    userActions.removeAll()
  }
}
