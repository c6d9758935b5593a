import Dispatch
import DueModel
import DueSystem

/// Hands groups to a transport, and brings back what came of them.
///
/// Where the transport can, it works beside the engine: while one group is on its way, the store is
/// told of the one before and gives the next, and neither waits for the other's disk or network.
/// There is one group in the air at a time, and from `launch` to `land` the transport is left alone.
final class Carrier: @unchecked Sendable {
  let name: String
  let groupSize: Int
  let isPaced: Bool
  let answersAsOne: Bool
  private var transport: any Transport
  /// The transport, where it can work beside the engine.
  private let parallel: (any ParallelTransport)?
  private let queue = DispatchQueue(label: "due.delivery")
  private var notes = FlightNotes()
  /// What came of a group that could not be noted.
  private var stopped: Submission?
  /// Of the group in the air: its log, and what came of it.
  private var log: FlightLog?
  private var submission: Submission?

  init(_ transport: any Transport, store: String) {
    name = transport.name
    groupSize = transport.groupSize
    isPaced = transport.isPaced
    answersAsOne = transport.answersAsOne
    self.transport = transport
    parallel = transport as? any ParallelTransport
    self.transport.keep(in: store)
    notes.store = store
  }

  /// Whether the engine may go on while a group is in the air.
  var canWorkBeside: Bool { parallel != nil }

  var usualRate: Double? { transport.usualRate }
  var refusal: RunFault? { transport.refusal }
  var troubles: [RunFault] { transport.troubles }

  func recover(_ group: [Outgoing]) -> [Answer?] { transport.recover(group) }

  /// Tells the transport that the store knows all that has landed.
  func settled() {
    if parallel == nil { transport.settled() }
  }

  /// Leaves no notes behind while there is nothing to do. Nothing is in the air, and the store knows
  /// all that has landed.
  func rest() { notes.clear() }

  /// Notes that nothing of `group` has left, which is the next to be launched.
  func prepare(_ group: [Outgoing]) {
    guard parallel != nil, !group.isEmpty else { return }
    stopped = notes.begin(group)
  }

  /// Begins to hand over the group that was prepared. Nothing else is in the air.
  func launch(_ group: [Outgoing], at now: Instant) {
    guard canWorkBeside else {
      submission = transport.submit(group, at: now)
      return
    }
    submission = stopped
    guard stopped == nil else { return }
    log = notes.log
    queue.async { [self] in
      submission = parallel?.submit(group, at: now, noting: log)
    }
  }

  /// What came of the group in the air, when it is down; nil where there is none.
  func land() -> Submission? {
    queue.sync {}
    defer { submission = nil }
    return submission
  }
}
