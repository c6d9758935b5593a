import DueDelivery
import DueModel
import DueSystem
import Glibc

/// A mail server, over a number of connections at a time.
///
/// A mail is accepted when the server has said so to its last dot; it is uncertain when the
/// connection broke after that dot had left, or may have; before, it is deferred (RFC 1047). The same
/// holds when this process is killed: `FlightLog`.
package final class SMTPPeer: ParallelTransport {
  package let name: String
  /// As many as its connections carry, within reason.
  package let groupSize: Int
  package let isPaced = false
  private let server: SMTPServer
  private let timeout: Int64
  private let lastTimeout: Int64
  private let form = MailForm()
  private var sessions: [SMTPSession] = []
  /// What poll(2) is asked of them.
  private var events: [pollfd] = []
  private var notes = FlightNotes()

  /// - Parameters:
  ///   - timeout: milliseconds without a word after which a server is given up.
  ///   - lastTimeout: the same after the last dot of a mail, whose answer is worth more waiting: who
  ///     does not have it does not know whether the mail was taken.
  package init(_ server: SMTPServer, timeout: Int64, lastTimeout: Int64) {
    self.server = server
    self.timeout = timeout
    self.lastTimeout = lastTimeout
    name = server.name
    groupSize = max(20, min(500, server.sessions * server.messages))
  }

  deinit {
    for session in sessions { session.quit() }
  }

  package func carries(_ channel: Channel) -> Bool { channel.family == .email }

  package func keep(in store: String) { notes.store = store }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    FlightLog.recover(
      group, store: notes.store,
      doubt: Answer(.uncertain, code: "CRASH", detail: "nobody knows whether the server took it"))
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    notes.begin(group) ?? submit(group, at: now, noting: notes.log)
  }

  package func submit(
    _ group: [Outgoing], at now: Instant, noting log: FlightLog?
  ) -> Submission {
    let work = SMTPWork(group, at: now, log)
    dropStale()
    openSessions(work, upTo: min(server.sessions, group.count))
    for session in sessions { session.begin(work) }
    while work.hasOpen {
      if !work.hasNext, sessions.allSatisfy(\.isIdle) { break }
      // Every connection has broken; what is left wants a new one.
      if sessions.isEmpty, !open(work) { break }
      turn(work)
    }
    return work.submission
  }

  // MARK: Connections

  /// Drops connections that the server has closed, or that have carried enough.
  private func dropStale() {
    sessions.removeAll { session in
      if session.isOver || session.wire.hasNews { return true }
      if session.isSpent {
        session.quit()
        return true
      }
      return false
    }
  }

  private func openSessions(_ work: SMTPWork, upTo count: Int) {
    while sessions.count < count {
      guard open(work) else { return }
    }
  }

  /// Opens one more connection; false where that is not possible.
  private func open(_ work: SMTPWork) -> Bool {
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
}

// MARK: At work

extension SMTPPeer {
  /// Waits for the servers, and lets every connection go on that can.
  private func turn(_ work: SMTPWork) {
    for session in sessions where session.isIdle { session.begin(work) }
    events.removeAll(keepingCapacity: true)
    for session in sessions {
      events.append(
        pollfd(
          fd: session.isIdle ? -1 : session.wire.number,
          events: Int16(session.wantsWrite ? POLLIN | POLLOUT : POLLIN), revents: 0))
    }
    _ = poll(&events, nfds_t(events.count), Int32(clamping: min(timeout, 1000)))
    for (session, event) in zip(sessions, events) {
      if event.revents & Int16(POLLOUT) != 0 { session.send() }
      if event.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
        session.receive(work)
      }
      if session.isLate(timeout, last: lastTimeout) { session.giveUp() }
      if let fault = session.fault { work.fault = fault }
    }
    retire(work)
  }

  /// Takes away connections that are broken or have carried enough, and opens others for them while
  /// there is work.
  private func retire(_ work: SMTPWork) {
    var count = 0
    sessions.removeAll { session in
      if session.isOver {
        session.abandon(work)
        count += 1
        return true
      }
      if session.isIdle, session.isSpent {
        session.quit()
        count += 1
        return true
      }
      return false
    }
    for _ in 0..<count where work.hasNext {
      guard open(work) else { return }
      sessions.last?.begin(work)
    }
  }
}
