import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// A program or a service that delivers a campaign's messages by its own means: `custom:URI`.
///
/// It is asked what Pinpoint asked custom channels, about up to fifty endpoints that get the same
/// data, and answers for each; see due-hook(5).
package final class CustomChannel: Transport {
  package let name: String
  package let groupSize = CustomQuestion.mostEndpoints
  package let isPaced = false
  package let answersAsOne = true
  private var program: any HookProgram
  private let isIdempotent: Bool
  private let isStrict: Bool
  private var notes = FlightNotes()

  private static let scheme = "custom:"

  /// - Parameter now: the machine's time, for signatures.
  /// - Throws: status 64 for a URI that names no program, 66 where there is none.
  package init(_ uri: String, _ options: TransportOptions, now: @escaping () -> Instant) throws {
    name = uri
    program = try HookURI(String(uri.dropFirst(Self.scheme.count)))
      .open(timeout: options.timeout, now: now)
    isIdempotent = options.isIdempotent
    isStrict = options.isStrict
  }

  package func carries(_ channel: Channel) -> Bool { channel == .custom }

  package func keep(in store: String) { notes.store = store }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    FlightLog.recover(
      group, store: notes.store, doubt: isIdempotent ? nil : Answer(.uncertain, code: "CRASH"))
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    if let stopped = notes.begin(group) { return stopped }
    var answers: [Answer] = []
    var fault: RunFault?
    while answers.count < group.count {
      guard fault == nil else {
        answers.append(Answer(.notSent))
        continue
      }
      let part = group[answers.count...].prefix(CustomQuestion.extent(of: group[answers.count...]))
      answers += deliver(part, &fault)
    }
    return Submission(answers, fault: fault)
  }

  /// Puts one question; one answer for each of `part`, in order.
  private func deliver(_ part: ArraySlice<Outgoing>, _ fault: inout RunFault?) -> [Answer] {
    var question = CustomQuestion(part)
    for place in part.indices { notes.log?.leave(place) }
    let started = steadyMilliseconds()
    var answers = ask(&question, part, &fault)
    for i in answers.indices {
      answers[i].duration = steadyMilliseconds() - started
      notes.log?.note(answers[i], of: part.startIndex + i)
    }
    return answers
  }

  private func ask(
    _ question: inout CustomQuestion, _ part: ArraySlice<Outgoing>, _ fault: inout RunFault?
  ) -> [Answer] {
    let first = part[part.startIndex]
    do {
      let reply = try program.ask(
        question.close(),
        environment: [
          ("DUE_CAMPAIGN", first.message.campaign), ("DUE_BATCH", first.batch),
          ("DUE_ATTEMPT", String(first.attempt)),
        ])
      return CustomReply(reply).answers(to: part, otherwise: Answer(.accepted))
    } catch let refusal as ProgramFault {
      return answers(to: part, refusal, &fault)
    } catch {
      return part.map { _ in .notStarted(error, code: "EXEC", &fault) }
    }
  }

  private func answers(
    to part: ArraySlice<Outgoing>, _ refusal: ProgramFault, _ fault: inout RunFault?
  ) -> [Answer] {
    switch refusal.kind {
    case .notAsked:
      return part.map { _ in
        Answer(.unreachable, code: "NO_CONNECTION", detail: refusal.reason)
      }
    case .lost:
      return part.map { _ in
        Answer(isIdempotent ? .deferred : .uncertain, code: "ANSWER", detail: refusal.reason)
      }
    case .ended(let status, let output):
      return CustomReply(output).answers(
        to: part,
        otherwise: Answer(
          status == 75 ? .deferred : .rejected,
          code: status == 75 ? "75" : CustomReply.failure, detail: refusal.reason))
    case .refused(let status, let body, let retryAfter):
      var answer = Answer(
        .init(httpStatus: status, isStrict: isStrict), code: String(status),
        detail: refusal.reason)
      answer.retryAfter = retryAfter
      if answer.verdict == .rejected { answer.code = CustomReply.failure }
      if answer.verdict == .notSent {
        fault = RunFault(ExitStatus(stopping: status) ?? .configuration, refusal.reason)
      }
      return CustomReply(body).answers(to: part, otherwise: answer)
    }
  }
}
