import DueStore
import DueSystem

/// What is named must be there, and in a state in which something can be done with it.
extension OutboxSession {
  /// Does `change` to what `filter` means; returns how many messages it changed.
  ///
  /// - Parameters:
  ///   - verb: what is to be done.
  ///   - states: in which a message is as it is to be already.
  ///   - change: returns how many messages it changed.
  /// - Throws: status 66 for a batch or a key that there is not, 65 for a message in another state.
  func apply(
    _ verb: String, to filter: OutboxFilter, unlessIn states: Set<OutboxState>,
    _ change: (OutboxFilter) throws -> Int
  ) throws -> Int {
    if let batch = filter.batch, try !hasBatch(batch) {
      throw RunFault(.noInput, "expected a batch of the outbox, found '\(batch)'")
    }
    guard !filter.keys.isEmpty else { return try change(filter) }
    var count = 0
    for key in filter.keys {
      var one = filter
      one.keys = [key]
      let changed = try change(one)
      if changed == 0 { try check(one, key, verb, states) }
      count += changed
    }
    return count
  }

  private func check(
    _ filter: OutboxFilter, _ key: String, _ verb: String, _ states: Set<OutboxState>
  ) throws {
    var found: [OutboxState] = []
    try standings(filter, limit: nil) { found.append($0.state) }
    guard let state = found.first else {
      throw RunFault(.noInput, "expected a message of the outbox, found '\(key)'")
    }
    guard found.contains(where: states.contains) else {
      throw RunFault(
        .badData, "\(key): expected a message to \(verb), found one that is \(state.rawValue)")
    }
  }
}
