import DueDelivery
import DueModel
import DueSystem

/// Hands over a group, many messages on their way at a time, and notes how far each has come.
struct ManyAtOnce {
  /// What came of one message.
  struct Arrival {
    /// Its place in the group.
    var place: Int
    var answer: Answer
    /// Why no other can be handed over, if so.
    var fault: RunFault?
  }

  private let group: [Outgoing]
  private let log: FlightLog?
  private var answers: [Answer?]
  private var fault: RunFault?
  /// Whether the peer is out of reach: the message that found out is told, the others wait.
  private var isDown = false
  /// Senders that the peer finds too fast: their other messages wait.
  private var slowed: Set<String> = []

  /// - Parameter log: nil where the peer may get a message twice.
  init(_ group: [Outgoing], _ log: FlightLog?) {
    self.group = group
    self.log = log
    answers = [Answer?](repeating: nil, count: group.count)
  }

  /// - Parameters:
  ///   - hasRoom: whether another message may be on its way.
  ///   - start: begins to hand over the message at a place of the group; a message that it
  ///     refuses is rejected. It may throw for what would stop every message.
  ///   - next: waits for one; nil where none is on its way.
  mutating func run(
    hasRoom: () -> Bool, start: (Int) throws -> Void, next: () -> Arrival?
  ) -> Submission {
    var place = 0
    while true {
      while place < group.count, fault == nil, !isDown, hasRoom() {
        begin(place, start)
        place += 1
      }
      guard let arrival = next() else {
        if place < group.count, fault == nil, !isDown { continue }
        break
      }
      take(arrival)
    }
    return Submission(answers.map { $0 ?? Answer(.notSent) }, fault: fault)
  }

  private mutating func begin(_ place: Int, _ start: (Int) throws -> Void) {
    let sender = group[place].message.from
    guard !slowed.contains(sender) else {
      answers[place] = Answer(.throttled, code: "THROTTLED", detail: "as another of its sender")
      return
    }
    log?.leave(place)
    do {
      try start(place)
      return
    } catch let refusal as MessageRefusal {
      answers[place] = Answer(.rejected, code: refusal.code, detail: refusal.detail)
    } catch {
      fault = error as? RunFault ?? RunFault(.software, "\(error)")
      answers[place] = Answer(.notSent)
    }
    answers[place].map { log?.note($0, of: place) }
  }

  private mutating func take(_ arrival: Arrival) {
    var arrival = arrival
    if arrival.answer.verdict == .unreachable {
      if isDown { arrival.answer = Answer(.notSent) }
      isDown = true
    }
    log?.note(arrival.answer, of: arrival.place)
    answers[arrival.place] = arrival.answer
    if arrival.answer.verdict == .throttled { slowed.insert(group[arrival.place].message.from) }
    fault = fault ?? arrival.fault
  }
}
