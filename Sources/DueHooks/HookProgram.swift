import DueHTTP
import DueSystem

/// Whom a campaign asks about its members: the argument of `--hook`.
package enum HookURI: Sendable, Equatable {
  /// A program, started for every question.
  case exec([String])
  /// A program that answers one question after another.
  case coproc([String])
  /// A web service, which gets each question as a request.
  case web(WebAddress)

  /// - Throws: status 64 for a text that names no program.
  package init(_ text: String) throws {
    let scheme = text.prefix { $0 != ":" }
    if scheme == "https" || scheme == "http" {
      self = .web(try WebAddress(text, in: "a hook"))
      return
    }
    let command = String(text.dropFirst(scheme.count + 1))
    guard scheme == "exec" || scheme == "coproc", !command.isEmpty else {
      throw RunFault(
        .usage,
        "expected exec:COMMAND, coproc:COMMAND or https://URL for a hook, found '\(text)'")
    }
    let words = try CommandWords(command).words
    self = scheme == "exec" ? .exec(words) : .coproc(words)
  }

  /// - Parameters:
  ///   - timeout: milliseconds that an answer may take.
  ///   - now: the machine's time, for signatures.
  /// - Throws: status 66 where there is no such program, 77 or 78 for a file of secrets that cannot
  ///   be used.
  package func open(timeout: Int64, now: @escaping () -> Instant) throws -> any HookProgram {
    switch self {
    case .exec(let words):
      try ChildProcess.find(words[0])
      return OneAnswerProgram(words, timeout: timeout)
    case .coproc(let words):
      try ChildProcess.find(words[0])
      return LineProgram(words, timeout: timeout)
    case .web(let address):
      return try WebHook(address, timeout: timeout, now: now)
    }
  }
}

/// A program that is asked questions, one JSON text each, and answers each with another.
package protocol HookProgram {
  /// - Parameters:
  ///   - question: one line, without its end.
  ///   - environment: what the program is told beside it.
  /// - Throws: `ProgramFault` where there is no answer.
  mutating func ask(_ question: Bytes, environment: [(name: String, value: String)]) throws
    -> [UInt8]
}

/// Why a program gave no answer.
package struct ProgramFault: Error {
  /// How far it came.
  package enum Kind: Sendable {
    /// It never had the question.
    case notAsked
    /// It ended with a status other than 0, and had written that.
    case ended(status: Int32, output: [UInt8])
    /// A service answered with a status other than 200 to 299.
    case refused(status: Int, body: [UInt8], retryAfter: Int64?)
    /// Nobody knows what it did.
    case lost
  }

  package let reason: String
  package var kind = Kind.lost
}

/// The most that a program may answer. See due-hook(5).
let longestAnswer = 64 << 20

/// A program that is started for each question, reads it to its end, and writes the answer.
struct OneAnswerProgram: HookProgram {
  private let words: [String]
  private let timeout: Int64

  init(_ words: [String], timeout: Int64) {
    self.words = words
    self.timeout = timeout
  }

  mutating func ask(
    _ question: Bytes, environment: [(name: String, value: String)]
  ) throws -> [UInt8] {
    var input = ByteBuffer(capacity: question.count + 1)
    input.append(question)
    input.append(UInt8(ascii: "\n"))
    var dialogue = try Dialogue(words, environment: environment)
    // One byte more than may be tells that there was more.
    let outcome = try dialogue.run(
      input: input.bytes, until: steadyMilliseconds() + timeout, limit: longestAnswer + 1)
    switch outcome {
    case nil: throw ProgramFault(reason: "\(words[0]) took longer than \(timeout) ms")
    case .exited(0): break
    case .exited(let status):
      throw ProgramFault(
        reason: "\(words[0]) ended with status \(status)",
        kind: .ended(status: status, output: dialogue.output))
    case let outcome?: throw ProgramFault(reason: "\(words[0]) ended with \(outcome.text)")
    }
    guard dialogue.output.count <= longestAnswer else {
      throw ProgramFault(reason: "\(words[0]) answered with more than 64 MiB")
    }
    return dialogue.output
  }
}
