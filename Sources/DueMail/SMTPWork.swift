import DueDelivery
import DueModel
import DueSystem

/// The mails of one group, and what became of them.
final class SMTPWork {
  private let group: [Outgoing]
  let now: Instant
  private let log: FlightLog?
  private var answers: [Answer?]
  /// When each mail was begun with: what its peer took is counted from there.
  private var begun: [Int64]
  /// The first mail that nobody has begun with.
  private var next = 0
  private var open: Int
  /// Why no connection can be had.
  var trouble: Answer?
  /// Why nothing more can be handed over.
  var fault: RunFault?

  init(_ group: [Outgoing], at now: Instant, _ log: FlightLog?) {
    self.group = group
    self.now = now
    self.log = log
    answers = Array(repeating: nil, count: group.count)
    begun = Array(repeating: 0, count: group.count)
    open = group.count
  }

  /// Whether a mail is left of which nothing is known.
  var hasOpen: Bool { open > 0 }

  /// Whether a mail is left that nobody has begun with, and may be.
  var hasNext: Bool { next < group.count && fault == nil }

  func take() -> (job: Int, outgoing: Outgoing)? {
    guard hasNext else { return nil }
    next += 1
    begun[next - 1] = steadyMilliseconds()
    return (next - 1, group[next - 1])
  }

  /// Notes that a mail's last dot is about to leave.
  func leave(_ job: Int) { log?.leave(job) }

  func tell(_ job: Int, _ answer: Answer) {
    if answers[job] == nil { open -= 1 }
    answers[job] = answer
    answers[job]?.duration = steadyMilliseconds() - begun[job]
    log?.note(answer, of: job)
  }

  /// The answers; to mails that nobody could begin with, that they never left.
  var submission: Submission {
    var trouble = trouble
    return Submission(
      answers.map { answer in
        if let answer { return answer }
        // One is told what is the matter, and waits for its next try; the others are as before.
        defer { trouble = nil }
        return trouble ?? Answer(.notSent)
      }, fault: fault)
  }
}
