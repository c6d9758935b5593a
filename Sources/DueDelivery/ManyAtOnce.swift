import DueModel
import DueSystem

/// Hands over a group, many messages on their way at a time, and notes how far each has come.
///
/// What is on its way is a parcel: one message, or with peers that take several in one go, those.
package struct ManyAtOnce {
  /// What came of one parcel.
  package struct Arrival {
    /// Which parcel: where each is one message, its place in the group.
    package var place: Int
    /// To its first message.
    package var answer: Answer
    /// To its others, in order.
    package var others: [Answer] = []
    /// Why no other can be handed over, if so.
    package var fault: RunFault?

    package init(place: Int, answer: Answer, others: [Answer] = [], fault: RunFault? = nil) {
      self.place = place
      self.answer = answer
      self.others = others
      self.fault = fault
    }
  }

  private let group: [Outgoing]
  private let log: FlightLog?
  /// The places in the group of each parcel's messages; nil where each is one.
  private let parcels: [[Int]]?
  private var answers: [Answer?]
  /// When each parcel left, in milliseconds of the steady clock.
  private var started: [Int64]
  private var fault: RunFault?
  /// Whether the peer is out of reach: the message that found out is told, the others wait.
  private var isDown = false
  /// Senders that the peer finds too fast: their other messages wait.
  private var slowed: Set<String> = []

  /// - Parameters:
  ///   - log: nil where the peer may get a message twice.
  ///   - parcels: places in the group, each in one of them; those of one have one sender. nil where
  ///     each message goes by itself.
  package init(_ group: [Outgoing], _ log: FlightLog?, parcels: [[Int]]? = nil) {
    self.group = group
    self.log = log
    self.parcels = parcels
    answers = [Answer?](repeating: nil, count: group.count)
    started = [Int64](repeating: 0, count: parcels?.count ?? group.count)
  }

  /// - Parameters:
  ///   - hasRoom: whether another parcel may be on its way.
  ///   - start: begins to hand over a parcel; the messages of one that it refuses are rejected. It
  ///     may throw for what would stop every message.
  ///   - next: waits for one; nil where none is on its way.
  package mutating func run(
    hasRoom: () -> Bool, start: (Int) throws -> Void, next: () -> Arrival?
  ) -> Submission {
    let count = parcels?.count ?? group.count
    var place = 0
    while true {
      while place < count, fault == nil, !isDown, hasRoom() {
        begin(place, start)
        place += 1
      }
      guard let arrival = next() else {
        if place < count, fault == nil, !isDown { continue }
        break
      }
      take(arrival)
    }
    return Submission(answers.map { $0 ?? Answer(.notSent) }, fault: fault)
  }

  private func places(_ parcel: Int) -> [Int] { parcels?[parcel] ?? [parcel] }

  private mutating func begin(_ parcel: Int, _ start: (Int) throws -> Void) {
    let places = places(parcel)
    guard let first = places.first else { return }
    guard !slowed.contains(group[first].message.from) else {
      let answer = Answer(.throttled, code: "THROTTLED", detail: "as another of its sender")
      for place in places { answers[place] = answer }
      return
    }
    for place in places { log?.leave(place) }
    started[parcel] = steadyMilliseconds()
    var answer: Answer
    do {
      try start(parcel)
      return
    } catch let refusal as MessageRefusal {
      answer = Answer(.rejected, code: refusal.code, detail: refusal.detail)
    } catch {
      fault = error as? RunFault ?? RunFault(.software, "\(error)")
      answer = Answer(.notSent)
    }
    for place in places { note(answer, of: place) }
  }

  private mutating func take(_ arrival: Arrival) {
    let duration = steadyMilliseconds() - started[arrival.place]
    for (i, place) in places(arrival.place).enumerated() {
      var answer =
        i == 0
        ? arrival.answer
        : i <= arrival.others.count
          ? arrival.others[i - 1] : Answer(.uncertain, code: "ANSWER", detail: "no answer to it")
      answer.duration = answer.duration ?? duration
      take(answer, to: place)
    }
    fault = fault ?? arrival.fault
  }

  private mutating func take(_ answer: Answer, to place: Int) {
    var answer = answer
    if answer.verdict == .unreachable {
      if isDown { answer = Answer(.notSent) }
      isDown = true
    }
    note(answer, of: place)
    if answer.verdict == .throttled { slowed.insert(group[place].message.from) }
  }

  private mutating func note(_ answer: Answer, of place: Int) {
    log?.note(answer, of: place)
    answers[place] = answer
  }
}
