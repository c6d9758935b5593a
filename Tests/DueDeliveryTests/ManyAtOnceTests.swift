import DueModel
import DueSystem
import Testing

@testable import DueDelivery

/// Against a peer that answers in any order, and as chance has it.
@Suite struct ManyAtOnceTests {
  private static func group(_ count: Int) -> [Outgoing] {
    (0..<count).map { place in
      Outgoing(
        message: Message(
          key: "k-\(place)", channel: .sms, to: "+1", from: "s\(place % 3)", type: .promotional,
          body: "x"), attempt: 1, batch: "b")
    }
  }

  @Test("each message has its own answer, whatever happens to others", arguments: 0..<200)
  func answersEach(seed: Int) {
    let group = Self.group(40)
    let room = 1 + seed % 7
    var flying: [Int] = []
    var started: [Int] = []
    var draws: UInt64 = 0
    func draw() -> Double {
      draws += 1
      return chance("many \(seed)", draws)
    }
    var told: [Int: Answer] = [:]
    var stopped = false
    var startedAfterStop = 0
    var work = ManyAtOnce(group, nil)
    let submission = work.run(
      hasRoom: { flying.count < room },
      start: { place in
        if stopped { startedAfterStop += 1 }
        started.append(place)
        if draw() < 0.1 { throw MessageRefusal("BAD", "no") }
        flying.append(place)
      },
      next: {
        guard !flying.isEmpty else { return nil }
        let place = flying.remove(at: Int(draw() * Double(flying.count)))
        let kinds: [Answer.Verdict] = [.accepted, .accepted, .rejected, .uncertain, .deferred]
        var answer = Answer(kinds[Int(draw() * 5)], providerID: "p-\(place)")
        if draw() < 0.05 { answer.verdict = .throttled }
        var arrival = ManyAtOnce.Arrival(place: place, answer: answer, fault: nil)
        if draw() < 0.02 {
          arrival.answer = Answer(.notSent)
          arrival.fault = RunFault(.noPermission, "no")
          stopped = true
        }
        // However long it took.
        arrival.answer.duration = 7
        told[place] = arrival.answer
        return arrival
      })
    #expect(submission.answers.count == group.count)
    #expect(flying.isEmpty)
    #expect(Set(started).count == started.count)
    #expect(startedAfterStop == 0)
    #expect((submission.fault != nil) == stopped)
    var slowed: Set<String> = []
    for (place, answer) in submission.answers.enumerated() {
      if let said = told[place] {
        #expect(answer == said)
        if said.verdict == .throttled { slowed.insert(group[place].message.from) }
      } else if started.contains(place) {
        #expect(answer.code == "BAD")
      } else if answer.verdict != .notSent {
        // It never left, as another of its sender came too fast.
        #expect(answer.verdict == .throttled)
      }
    }
    for (place, answer) in submission.answers.enumerated()
    where answer.verdict == .throttled && told[place] == nil {
      #expect(slowed.contains(group[place].message.from))
    }
  }

  @Test func nothingToDo() {
    var work = ManyAtOnce([], nil)
    let submission = work.run(hasRoom: { true }, start: { _ in }, next: { nil })
    #expect(submission.answers.isEmpty)
    #expect(submission.fault == nil)
  }
}
