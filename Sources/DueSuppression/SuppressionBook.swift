import DueModel
import DueStore
import DueSystem

/// Writes what is said of addresses into the store and brings the list up to it, inside one
/// transaction.
package struct SuppressionBook {
  private let desk: SuppressionDesk
  private let fold: SuppressionFold
  private let now: Instant
  private let actor: String
  private var touched: Set<String> = []
  package private(set) var counts = SuppressionCounts()

  /// - Parameter rules: how reasons come out; those of the last run where nil.
  package init(
    _ view: StoreView, rules: SuppressionRules? = nil, at now: Instant, actor: String
  ) throws {
    desk = try SuppressionDesk(view)
    let known = try desk.rules()
    let rules = rules ?? known ?? SuppressionRules()
    fold = SuppressionFold(rules)
    self.now = now
    self.actor = actor
    if known != rules {
      try desk.save(rules)
      // The list is that of the rules, whenever its events were read.
      if known != nil { touched = Set(try desk.keys()) }
    }
  }

  /// Keeps one event.
  package mutating func keep(_ event: SuppressionEvent, of key: String, revives: Bool = false)
    throws
  {
    if event.act == .optout {
      if try desk.optOut(event, of: key, at: now) { counts.optedOut += 1 }
    } else if try desk.keep(event, of: key, revives: revives) {
      if event.act == .record { counts.recorded += 1 }
      touched.insert(key)
    }
  }

  /// Keeps what one event says of an address, and nothing else that it was said to say when it
  /// was read under another policy.
  mutating func keep(_ reading: SuppressionReading) throws {
    for event in reading.events { try keep(event, of: reading.key) }
    let scopes = reading.events.map(\.scope)
    if try desk.forget(reading.uid, of: reading.key, except: scopes) { touched.insert(reading.key) }
  }

  /// Notes that mail arrived at an address.
  package mutating func deliver(_ key: Bytes, at: Int64) throws {
    guard try desk.deliver(SuppressionDesk.number(of: key), at: at) else { return }
    counts.delivered += 1
    if try desk.hasSoftBounces(key) { touched.insert(key.string) }
  }

  /// Takes an address off the list; whether it was on it.
  ///
  /// - Parameter scope: of that scope alone; nil for all.
  package mutating func remove(_ key: String, scope: String?, note: String) throws -> Bool {
    let entries = try desk.entries(of: key).filter { scope == nil || $0.scope == scope }
    try desk.void(key, scope: scope)
    try settle(key, note: note)
    let isLifted = try (scope == nil || scope == "*") && desk.liftForgotten(key, at: now)
    return !entries.isEmpty || isLifted
  }

  /// Brings the list up to what was said.
  package mutating func settle() throws {
    for key in touched.sorted() { try settle(key, note: "") }
    touched.removeAll()
  }

  private mutating func settle(_ key: String, note: String) throws {
    let outcomes = try fold(key, try desk.events(of: key)) { first, last in
      var key = key
      let number = key.withUTF8 { SuppressionDesk.number(of: Bytes($0)) }
      return try desk.deliveries(number, from: first, to: last)
    }
    let before = try desk.entries(of: key)
    for entry in before where !outcomes.contains(where: { $0.entry.scope == entry.scope }) {
      try desk.remove(entry)
      var change = SuppressionChange(.remove, entry, at: now, actor: actor)
      change.oldReason = entry.reason
      change.note = note
      try desk.log(change)
      counts.removed += 1
    }
    for outcome in outcomes {
      try settle(outcome, before.first { $0.scope == outcome.entry.scope })
    }
  }

  private mutating func settle(_ outcome: SuppressionFold.Outcome, _ before: SuppressionEntry?)
    throws
  {
    let entry = outcome.entry
    guard entry != before else { return }
    try desk.save(entry)
    guard entry.reason != before?.reason else { return }
    var change = SuppressionChange(before == nil ? .add : .change, entry, at: now, actor: actor)
    change.oldReason = before?.reason
    change.newReason = entry.reason
    change.detail = entry.detail
    change.eventUID = outcome.uid
    change.note = entry.note
    try desk.log(change)
    if before == nil { counts.added += 1 } else { counts.changed += 1 }
  }
}
