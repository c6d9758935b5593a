import DueDelivery
import DueModel
import DueSystem

/// The mail system of this machine, by its `sendmail`: started once a mail, with the mail on
/// standard input.
///
/// Exit status 0: it is in the local queue, and no longer ours. 75: later. 65 and 67: never.
/// Others say that the program itself is in trouble.
package final class SendmailPeer: Transport {
  package let name: String
  package let groupSize = 10
  package let isPaced = false
  private let path: String
  private let timeout: Int64
  private let form = MailForm()
  private var mail = ByteBuffer(capacity: 1 << 14)
  private var input = ByteBuffer(capacity: 1 << 14)

  /// - Parameters:
  ///   - uri: `sendmail`, or `sendmail:PATH`.
  ///   - timeout: milliseconds that it may take for a mail.
  /// - Throws: status 64 for another URI, 66 where there is no such program.
  package init(_ uri: String, timeout: Int64) throws {
    let rest = uri.dropFirst("sendmail".utf8.count)
    guard rest.isEmpty || rest.hasPrefix(":") && rest.utf8.count > 1 else {
      throw RunFault(.usage, "expected sendmail or sendmail:PATH in --via, found '\(uri)'")
    }
    path = rest.isEmpty ? "/usr/sbin/sendmail" : String(rest.dropFirst())
    name = uri
    self.timeout = timeout
    try ChildProcess.find(path)
  }

  package func carries(_ channel: Channel) -> Bool { channel.family == .email }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { _ in Answer(.uncertain, code: "CRASH") }
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    var submission = Submission([])
    for outgoing in group {
      guard submission.fault == nil else {
        submission.answers.append(Answer(.notSent))
        continue
      }
      do {
        submission.answers.append(try send(outgoing, at: now))
      } catch let refusal as MessageRefusal {
        submission.answers.append(Answer(.rejected, code: refusal.code, detail: refusal.detail))
      } catch {
        // The program cannot be started: nobody has seen the mail.
        let fault = error as? RunFault ?? RunFault(.software, "\(error)")
        submission.answers.append(Answer(.notSent, code: "SENDMAIL", detail: fault.description))
        submission.fault = RunFault(.unavailable, fault.description)
      }
    }
    return submission
  }

  private func send(_ outgoing: Outgoing, at now: Instant) throws -> Answer {
    mail.removeAll()
    let envelope = try form.write(outgoing.message, at: now, to: &mail)
    input.removeAll()
    // Programs of this machine have lines that end with LF alone.
    for byte in mail.bytes where byte != UInt8(ascii: "\r") { input.append(byte) }
    let started = Deadline.now
    var dialogue = try Dialogue(
      [path, "-i", "-f", envelope.bounces.address, "--", envelope.to.address],
      environment: [("DUE_KEY", outgoing.message.key)])
    let outcome = try dialogue.run(input: input.bytes, until: started + timeout, limit: 4096)
    var answer = answer(outcome)
    answer.duration = Deadline.now - started
    return answer
  }

  private func answer(_ outcome: ChildProcess.Outcome?) -> Answer {
    switch outcome {
    case nil: Answer(.uncertain, code: "TIMEOUT", detail: "\(path) took longer than \(timeout) ms")
    case .exited(0)?: Answer(.accepted)
    case .exited(75)?: Answer(.deferred, code: "75", detail: "\(path) wants another try later")
    case .exited(let code)? where code == 65 || code == 67:
      Answer(.rejected, code: String(code), detail: "\(path) refused")
    case .exited(let code)?:
      Answer(.unreachable, code: String(code), detail: "\(path) ended with status \(code)")
    case .killed(let signal)?:
      Answer(.uncertain, code: "SIGNAL", detail: "\(path) ended by signal \(signal)")
    }
  }
}
