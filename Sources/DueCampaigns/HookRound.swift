import DueFormats
import DueModel
import DueStore
import DueSystem

/// What is done with members of whom a hook gives no answer that can be used.
package enum HookPolicy: String, Sendable, CaseIterable {
  /// The run waits, and the hook is asked again by the next command.
  case stop
  /// They get no message, and count as failed.
  case skip
  /// They get the message as it is.
  case pass
}

/// Asks a campaign's hook about the members of a run, before the run is done.
///
/// No transaction is open while a program thinks: the members are written down first, and each
/// answer is kept as it comes. So a run that is cut short goes on where it was, and the run itself
/// finds all answers there.
package struct HookRound {
  /// Puts a question, one JSON text on a line without its end, to the hook.
  ///
  /// - Returns: the object of endpoints that it answered with.
  package typealias Ask = (_ question: Bytes, _ attempt: Int) throws -> [UInt8]

  /// How often a question is put, and the milliseconds before it is put again.
  private static let pauses: [Int64] = [500, 2000]

  private let plan: RunPlan
  private let store: Store
  private let policy: HookPolicy
  private let sleep: (Int64) -> Void
  /// Takes what went wrong with one attempt.
  private let warn: (String) -> Void

  package init(
    _ plan: RunPlan, _ store: Store, policy: HookPolicy, sleep: @escaping (Int64) -> Void,
    warn: @escaping (String) -> Void
  ) {
    self.plan = plan
    self.store = store
    self.policy = policy
    self.sleep = sleep
    self.warn = warn
  }

  /// Asks about all members that would get a message and were not asked about yet.
  ///
  /// - Throws: status 75 where there is no answer, and the policy is to stop.
  package func run(_ members: consuming ScratchFile, ask: Ask) throws {
    var lines = JSONLinesReader(try members.reopened(as: "members"))
    var questions: [Int: Questions] = [:]
    while try lines.next() {
      let line = lines.value
      guard let seq = line["seq"]?.integer, let treatment = line["treatment"]?.integer,
        let endpoint = line["endpoint"]
      else { continue }
      let place = Int(treatment)
      let group =
        questions[place]
        ?? Questions(HookQuestion(plan.run, plan.stored.definition, treatment: place))
      questions[place] = group
      group.question.add(seq: seq, endpoint)
      if group.question.isFull { try put(&group.question, ask) }
    }
    for place in questions.keys.sorted() {
      guard let group = questions[place], !group.question.isEmpty else { continue }
      try put(&group.question, ask)
    }
  }

  /// Holds the question of one treatment that is being gathered.
  private final class Questions {
    var question: HookQuestion

    init(_ question: consuming HookQuestion) { self.question = question }
  }

  /// Puts one question, as often as it takes, and keeps the answer.
  private func put(_ question: inout HookQuestion, _ ask: Ask) throws {
    let text = question.close()
    let members = question.members
    var reply: HookReply?
    var reason = ""
    for attempt in 1...Self.pauses.count + 1 {
      do {
        reply = try HookReply(ask(text, attempt), to: members)
        break
      } catch let fault as HookFault {
        reason = fault.description
        warn("the hook failed (\(attempt) of \(Self.pauses.count + 1)): \(reason)")
        if attempt <= Self.pauses.count { sleep(Self.pauses[attempt - 1]) }
      }
    }
    if reply == nil, policy == .stop {
      throw RunFault(
        .tryAgain, "nothing was sent: run again to ask the hook again, or see --on-hook-error")
    }
    try keep(reply, reason, members)
    question.removeAll()
  }

  private func keep(
    _ reply: HookReply?, _ reason: String, _ members: [HookQuestion.Member]
  ) throws {
    try store.write { view in
      let writer = try HookAnswerWriter(
        of: plan.stored, number: plan.run.occurrence.number, view)
      for (place, member) in members.enumerated() {
        guard let reply else {
          try writer.add(
            endpoint: member.seq, policy == .skip ? .failed : .passed, answer: reason)
          continue
        }
        if let endpoint = reply.endpoints[place] {
          try writer.add(endpoint: member.seq, .kept, answer: endpoint.text)
        } else {
          try writer.add(endpoint: member.seq, .dropped)
        }
      }
    }
  }
}

extension RunPlan {
  /// Writes down the members that would get a message and of whom the hook was not asked yet: a
  /// JSON line each, with `seq`, `treatment` and `endpoint`. nil where there is none.
  package func unasked(_ store: StoreView) throws -> ScratchFile? {
    let file = try ScratchFile.make()
    var line = ByteBuffer(capacity: 1 << 16)
    var walk = try CampaignWalk(run, of: stored, in: project, store, .everything, render: render)
    var count = 0
    try members { endpoint, seq in
      guard let treatment = try walk.unasked(endpoint, seq: seq) else { return }
      count += 1
      line.append(#"{"seq":"# as StaticString)
      line.append(decimal: seq)
      line.append(#","treatment":"# as StaticString)
      line.append(decimal: Int64(treatment))
      line.append(#","endpoint":"# as StaticString)
      line.append(endpoint)
      line.append("}\n" as StaticString)
      if line.count > 1 << 16 {
        try file.write(line.bytes)
        line.removeAll()
      }
    }
    try file.write(line.bytes)
    if count == 0 { return nil }
    return file
  }
}
