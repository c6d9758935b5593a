import DueDelivery
import DueModel
import DueSystem
import Glibc

/// A mail server, over a number of connections at a time.
///
/// A mail is accepted when the server has said so to its last dot; it is uncertain when the
/// connection broke after that dot had left, or may have; before, it is deferred (RFC 1047).
package final class SMTPPeer: Transport {
  package let name: String
  package let groupSize = 200
  package let isPaced = false
  private let server: SMTPServer
  private let timeout: Int64
  private let form = MailForm()
  private var sessions: [SMTPSession] = []

  /// - Parameter timeout: milliseconds without a word after which a server is given up.
  package init(_ server: SMTPServer, timeout: Int64) {
    self.server = server
    self.timeout = timeout
    name = server.name
  }

  deinit {
    for session in sessions { session.quit() }
  }

  package func carries(_ channel: Channel) -> Bool { channel.family == .email }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { _ in
      Answer(.uncertain, code: "CRASH", detail: "nobody knows whether the server took it")
    }
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    var work = Work(group: group, now: now)
    dropStale()
    openSessions(&work)
    for session in sessions { begin(session, &work) }
    while work.hasOpen {
      let isDone = work.fault != nil || work.next == group.count
      if isDone, sessions.allSatisfy(\.isIdle) { break }
      // Every connection has broken; what is left wants a new one.
      if sessions.isEmpty, !open(&work) { break }
      turn(&work)
    }
    return work.submission
  }

  /// The mails of one group, and what became of them.
  private struct Work {
    let group: [Outgoing]
    let now: Instant
    var answers: [Answer?]
    /// The first mail that nobody has begun with.
    var next = 0
    var open: Int
    /// Why no connection can be had.
    var trouble: Answer?
    var fault: RunFault?

    init(group: [Outgoing], now: Instant) {
      self.group = group
      self.now = now
      answers = Array(repeating: nil, count: group.count)
      open = group.count
    }

    var hasOpen: Bool { open > 0 }

    mutating func take() -> (job: Int, outgoing: Outgoing)? {
      guard next < group.count, fault == nil else { return nil }
      next += 1
      return (next - 1, group[next - 1])
    }

    mutating func tell(_ job: Int, _ answer: Answer) {
      if answers[job] == nil { open -= 1 }
      answers[job] = answer
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

  // MARK: Connections

  /// Drops connections that the server has closed, or that have carried enough.
  private func dropStale() {
    sessions.removeAll { session in
      if session.isOver || session.wire.hasNews { return true }
      if session.count >= server.messages {
        session.quit()
        return true
      }
      return false
    }
  }

  private func openSessions(_ work: inout Work) {
    while sessions.count < min(server.sessions, work.group.count) {
      guard open(&work) else { return }
    }
  }

  /// Opens one more connection; false where that is not possible.
  private func open(_ work: inout Work) -> Bool {
    do throws(SMTPFault) {
      let session = try SMTPGreeting.open(server, form, timeout: timeout)
      sessions.append(session)
      return true
    } catch {
      switch error {
      case .unreachable(let code, let detail):
        work.trouble = Answer(.unreachable, code: code, detail: detail)
      case .stop(let fault): if sessions.isEmpty { work.fault = fault }
      }
      return false
    }
  }

  private func begin(_ session: SMTPSession, _ work: inout Work) {
    session.begin(at: work.now, { work.take() }, { work.tell($0, $1) })
  }
}

// MARK: At work

extension SMTPPeer {
  /// Waits for the servers, and lets every connection go on that can.
  private func turn(_ work: inout Work) {
    for session in sessions where session.isIdle { begin(session, &work) }
    var events = sessions.map { session in
      pollfd(
        fd: session.isIdle ? -1 : session.wire.number,
        events: Int16(session.wantsWrite ? POLLIN | POLLOUT : POLLIN), revents: 0)
    }
    _ = poll(&events, nfds_t(events.count), Int32(clamping: min(timeout, 1000)))
    for (session, event) in zip(sessions, events) {
      if event.revents & Int16(POLLOUT) != 0 { session.send() }
      if event.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
        let limit = server.messages
        session.receive(
          { session.count < limit ? work.take() : nil }, { work.tell($0, $1) })
      }
      if session.isLate(timeout) { session.giveUp() }
      if let fault = session.fault { work.fault = fault }
    }
    retire(&work)
  }

  /// Takes away connections that are broken or have carried enough, and opens others for them while
  /// there is work.
  private func retire(_ work: inout Work) {
    var count = 0
    sessions.removeAll { session in
      if session.isOver {
        session.abandon { work.tell($0, $1) }
        count += 1
        return true
      }
      if session.isIdle, session.count >= server.messages {
        session.quit()
        count += 1
        return true
      }
      return false
    }
    for _ in 0..<count where work.next < work.group.count && work.fault == nil {
      guard open(&work) else { return }
      if let session = sessions.last { begin(session, &work) }
    }
  }
}
