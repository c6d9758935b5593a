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
  /// - Throws: status 64 for another URI, 69 where there is no such program.
  package init(_ uri: String, timeout: Int64) throws {
    let rest = uri.dropFirst("sendmail".utf8.count)
    guard rest.isEmpty || rest.hasPrefix(":") && rest.utf8.count > 1 else {
      throw RunFault(.usage, "expected sendmail or sendmail:PATH in --via, found '\(uri)'")
    }
    path = rest.isEmpty ? "/usr/sbin/sendmail" : String(rest.dropFirst())
    name = uri
    self.timeout = timeout
    do {
      try ChildProcess.find(path)
    } catch let fault as any Fault {
      throw RunFault(.unavailable, fault.description)
    }
  }

  package func carries(_ channel: Channel) -> Bool { channel.family == .email }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { _ in Answer(.uncertain, code: "CRASH") }
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    Submission(oneByOne: group) { outgoing, fault throws(MessageRefusal) in
      mail.removeAll()
      let envelope = try form.write(outgoing.message, at: now, to: &mail)
      do {
        return try send(outgoing.message.key, envelope)
      } catch {
        return .notStarted(error, code: "SENDMAIL", &fault)
      }
    }
  }

  /// Gives the mail in hand to the program.
  private func send(_ key: String, _ envelope: MailEnvelope) throws -> Answer {
    input.removeAll()
    // Programs of this machine have lines that end with LF alone.
    for byte in mail.bytes where byte != UInt8(ascii: "\r") { input.append(byte) }
    let started = steadyMilliseconds()
    var dialogue = try Dialogue(
      [
        path, "-i", "-f", envelope.bounces?.address ?? MailEnvelope.nowhere, "--",
        envelope.to.address,
      ],
      environment: [("DUE_KEY", key)])
    let outcome = try dialogue.run(input: input.bytes, until: started + timeout, limit: 4096)
    var answer = answer(outcome)
    answer.duration = steadyMilliseconds() - started
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
