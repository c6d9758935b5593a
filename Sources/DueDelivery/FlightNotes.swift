import DueSystem

/// The flight logs of a transport: made for its first groups.
///
/// There are two, in turn: of the group before, the store may not know yet what became of it.
package struct FlightNotes {
  /// The directory of the store; nil where nothing is to be known after a crash.
  package var store: String?
  /// The log of the last group that was begun.
  package private(set) var log: FlightLog?
  private var other: FlightLog?

  package init() {}

  /// Empties the logs: the store knows what became of every group that was begun.
  package func clear() {
    log?.clear()
    other?.clear()
  }

  /// Notes that nothing of `group` has left.
  ///
  /// - Returns: nil, or what came of the group where that cannot be noted: nothing leaves then.
  package mutating func begin(_ group: [Outgoing]) -> Submission? {
    do {
      swap(&log, &other)
      if log == nil { log = try store.map { try FlightLog(store: $0) } }
      try log?.begin(group)
      return nil
    } catch {
      return Submission(
        group.map { _ in Answer(.notSent) },
        fault: error as? RunFault ?? RunFault(.software, "\(error)"))
    }
  }
}
