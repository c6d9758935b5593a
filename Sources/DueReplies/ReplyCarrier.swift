import DueSystem
import Glibc

/// What takes an answer over.
package enum ReplyCarrier: Sendable, Equatable {
  /// The answer itself, on standard output.
  case output
  /// A program like sendmail(8): the recipient as its argument, an empty envelope sender.
  case sendmail(String)
  /// A file an answer, in `DIR/new`.
  case spool(String)

  package static let sendmailPath = "/usr/sbin/sendmail"

  /// - Parameter text: `stdout`, `sendmail`, `sendmail:PATH` or `spool:DIR`.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count == 2 ? String(parts[1]) : ""
    switch (parts.first, argument.isEmpty) {
    case ("stdout", true): self = .output
    case ("sendmail", true) where parts.count == 1: self = .sendmail(Self.sendmailPath)
    case ("sendmail", false): self = .sendmail(argument)
    case ("spool", false): self = .spool(argument)
    default: return nil
    }
  }

  /// Whether what was handed over before a crash can be seen, and so be finished after it.
  var isLookedInto: Bool { if case .spool = self { true } else { false } }

  /// Makes sure that answers can be handed over, before any is promised.
  ///
  /// - Throws: status 66 where the program is not there, 73 where a directory cannot be made.
  package func prepare() throws {
    switch self {
    case .output: break
    case .sendmail(let path): try ChildProcess.find(path)
    case .spool(let directory):
      for name in ["tmp", "new"] { try makeDirectories("\(directory)/\(name)") }
    }
  }

  /// Hands an answer over.
  ///
  /// - Parameter name: the same for the same answer.
  /// - Throws: where it certainly was not taken: status 75 to try again, 69 where it was refused.
  func carry(_ answer: Bytes, to recipient: String, name: String) throws {
    switch self {
    case .output:
      try Descriptor(owning: STDOUT_FILENO, closes: false).write(answer, name: "standard output")
    case .sendmail(let path): try Self.send(answer, [path, "-i", "-f", "<>", "--", recipient])
    case .spool(let directory): try Self.spool(answer, directory, name)
    }
  }

  private static func send(_ answer: Bytes, _ arguments: [String]) throws {
    // Whole before the program starts: one that outlives us never takes half an answer.
    // Programs of this machine have lines that end with LF alone.
    var lines = ByteBuffer(capacity: answer.count)
    for byte in answer where byte != 0x0d { lines.append(byte) }
    let letter = try ScratchFile.make()
    try letter.write(lines.bytes)
    lseek(letter.descriptor.number, 0, SEEK_SET)
    let child = try ChildProcess.start(arguments, input: letter.descriptor.number, output: 2)
    let outcome = try child.wait()
    guard outcome != .exited(0) else { return }
    // sysexits(3): what the mail system will not take however often it is asked.
    let isRefused = [ExitStatus.usage, .badData, .unavailable].contains {
      outcome == .exited($0.rawValue)
    }
    let isFinal = isRefused || outcome == .exited(67) || outcome == .exited(68)
    throw RunFault(
      isFinal ? .unavailable : .tryAgain, "\(arguments[0]): ended with \(outcome.text)")
  }

  private static func spool(_ answer: Bytes, _ directory: String, _ name: String) throws {
    let path = "\(directory)/new/\(name).eml"
    if access(path, F_OK) == 0 { return }
    try putInPlace(answer, as: path, by: "\(directory)/tmp/\(name).\(getpid())")
  }
}
