import DueFormats
import DueModel
import DueStore
import DueSystem

/// A program that sends: started once a message, without a shell.
///
/// It finds the message record (due-message(5)) and a line end on standard input, and
/// `DUE_KEY`, `DUE_ATTEMPT`, `DUE_BATCH` and `DUE_CAMPAIGN` in its environment. Its answer is one
/// JSON line with `status` (`accepted`, `rejected`, `deferred`) and, as it likes, `provider_id`,
/// `code`, `detail` and `retry_after` in seconds. Without a line its exit status answers: 0
/// accepted, 75 deferred, any other rejected.
///
/// A program that takes too long is ended with all it started. Whether it sent the message is
/// then unknown, unless it takes a key it has seen for done (`isIdempotent`): then it is asked
/// again.
package final class ProgramPeer: Transport {
  package let name: String
  package let groupSize = 1
  package let isPaced = true
  private let words: [String]
  private let timeout: Int64
  private let isIdempotent: Bool
  private var input = ByteBuffer(capacity: 4096)

  /// The most that a program may answer.
  private static let answerLimit = 64 << 20

  /// - Parameters:
  ///   - command: split into words as a shell does, and no more.
  ///   - timeout: milliseconds.
  package init(_ command: String, timeout: Int64, isIdempotent: Bool) throws {
    words = try CommandWords(command).words
    name = "exec:\(command)"
    self.timeout = timeout
    self.isIdempotent = isIdempotent
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    Submission(oneByOne: group) { outgoing, fault in
      do {
        return try ask(outgoing)
      } catch {
        return .notStarted(error, code: "EXEC", &fault)
      }
    }
  }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { _ in isIdempotent ? nil : Answer(.uncertain, code: "CRASH") }
  }

  private func ask(_ outgoing: Outgoing) throws -> Answer {
    input.removeAll()
    input.append(outgoing.message)
    input.append(UInt8(ascii: "\n"))
    let started = steadyMilliseconds()
    var dialogue = try Dialogue(
      words,
      environment: [
        ("DUE_KEY", outgoing.message.key), ("DUE_ATTEMPT", String(outgoing.attempt)),
        ("DUE_BATCH", outgoing.batch), ("DUE_CAMPAIGN", outgoing.message.campaign),
      ])
    let outcome = try dialogue.run(
      input: input.bytes, until: started + timeout, limit: Self.answerLimit)
    var answer = read(dialogue.output, outcome)
    answer.duration = steadyMilliseconds() - started
    return answer
  }

  private func read(_ output: [UInt8], _ outcome: ChildProcess.Outcome?) -> Answer {
    guard let outcome else {
      return lost("TIMEOUT", "\(words[0]) took longer than \(timeout) ms")
    }
    if let line = output.split(separator: UInt8(ascii: "\n")).last(where: { !isBlank($0) }) {
      return line.withUnsafeBytes { PeerReply($0)?.answer }
        ?? lost("ANSWER", "\(words[0]) answered with no status")
    }
    return switch outcome {
    case .exited(0): Answer(.accepted)
    case .exited(75): Answer(.deferred, code: "75")
    case .exited(let code): Answer(.rejected, code: String(code), detail: "\(words[0]) refused")
    case .killed(let signal): lost("SIGNAL", "\(words[0]) ended by signal \(signal)")
    }
  }

  private func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 <= 0x20 } }

  /// Nobody knows whether the message was sent.
  private func lost(_ code: String, _ detail: String) -> Answer {
    Answer(isIdempotent ? .deferred : .uncertain, code: code, detail: detail)
  }
}
