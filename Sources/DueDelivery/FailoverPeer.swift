import DueModel
import DueSystem

/// Several peers in order: what the first cannot take now, the next is asked to take.
///
/// Only what was certainly not taken goes on to the next peer: a message of which nobody knows stays
/// with the one that had it. The attempt is noted before the first of them is asked, under the name
/// of all; after a crash it is as uncertain as any of them says.
package struct FailoverPeer: Transport {
  package let name: String
  package let groupSize: Int
  package let isPaced: Bool
  private var peers: [any Transport]
  /// Until when peers are not asked that could not be reached.
  private var resting: [Int: Instant] = [:]
  /// Why peers would take nothing, each reason once.
  package private(set) var troubles: [RunFault] = []

  /// Milliseconds that such a peer is left alone.
  private static let rest: Int64 = 60_000

  /// - Parameter peers: at least one.
  package init(_ peers: [any Transport], name: String) {
    self.name = name
    self.peers = peers
    groupSize = peers.map(\.groupSize).min() ?? 1
    isPaced = peers.contains { $0.isPaced }
  }

  /// That of the slowest: any of them may have to carry all.
  package var usualRate: Double? { peers.compactMap(\.usualRate).min() }

  /// None of them takes anything: while one does, it may have to carry all.
  package var refusal: RunFault? {
    let refusals = peers.map(\.refusal)
    return refusals.contains { $0 == nil } ? nil : refusals.first ?? nil
  }

  package func carries(_ channel: Channel) -> Bool { peers.allSatisfy { $0.carries(channel) } }

  package mutating func keep(in store: String) {
    for i in peers.indices { peers[i].keep(in: store) }
  }

  package mutating func settled() {
    for i in peers.indices { peers[i].settled() }
  }

  package mutating func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    var result = Submission(group.map { _ in Answer(.notSent) })
    var open = Array(group.indices)
    // Where all rest, all are asked.
    let awake = peers.indices.filter { resting[$0].map { $0 <= now } ?? true }
    for i in awake.isEmpty ? Array(peers.indices) : awake where !open.isEmpty {
      let submission = peers[i].submit(open.map { group[$0] }, at: now)
      var left: [Int] = []
      for (place, answer) in zip(open, submission.answers) {
        result.answers[place] = answer.named(i > 0 ? peers[i].name : "")
        if answer.mayGoOn { left.append(place) }
      }
      let isDown = submission.fault != nil || submission.answers.contains { $0.isOutOfReach }
      resting[i] = isDown ? now + Self.rest : nil
      if let fault = submission.fault, !troubles.contains(fault) { troubles.append(fault) }
      // What stops one peer does not stop the next.
      result.fault = left.isEmpty ? nil : submission.fault
      open = left
    }
    return result
  }

  package mutating func recover(_ group: [Outgoing]) -> [Answer?] {
    var answers = [Answer?](repeating: nil, count: group.count)
    for i in peers.indices {
      for (place, answer) in peers[i].recover(group).enumerated() {
        answers[place] = Answer.graver(answers[place], answer)
      }
    }
    return answers
  }
}

extension Answer {
  /// Whether the next peer may be asked: nobody has the message, and this peer may have it later.
  fileprivate var mayGoOn: Bool {
    switch verdict {
    case .unreachable, .notSent, .deferred, .throttled: true
    case .accepted, .rejected, .optedOut, .suppressed, .uncertain: false
    }
  }

  fileprivate var isOutOfReach: Bool { verdict == .unreachable }

  /// The answer, with who gave it where that is not the first peer.
  fileprivate func named(_ peer: String) -> Answer {
    guard !peer.isEmpty, verdict == .accepted else { return self }
    var answer = self
    answer.detail = detail.isEmpty ? "by \(peer)" : "\(detail) (by \(peer))"
    return answer
  }

  /// Of what two peers know of an attempt, what counts: that it was taken, else that it may have
  /// been, else what a peer said to it.
  fileprivate static func graver(_ first: Answer?, _ second: Answer?) -> Answer? {
    guard let first else { return second }
    guard let second else { return first }
    for verdict in [Verdict.accepted, .uncertain] {
      if first.verdict == verdict { return first }
      if second.verdict == verdict { return second }
    }
    return second
  }
}
