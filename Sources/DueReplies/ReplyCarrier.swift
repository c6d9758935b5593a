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

  /// What became of an answer.
  enum End {
    case taken
    /// However often it is handed over, it will not be taken.
    case refused(String)
    /// Nobody knows.
    case uncertain(String)
  }

  /// Hands an answer over.
  ///
  /// - Parameter name: the same for the same answer.
  /// - Throws: where it certainly was not taken and may be: status 75 to try again, 69 where somebody
  ///   has to see to the program.
  func carry(_ answer: Bytes, to recipient: String, name: String) throws -> End {
    switch self {
    case .output:
      try Descriptor(owning: STDOUT_FILENO, closes: false).write(answer, name: "standard output")
    case .sendmail(let path):
      return try Self.send(answer, [path, "-i", "-f", "<>", "--", recipient])
    case .spool(let directory): try Self.spool(answer, directory, name)
    }
    return .taken
  }

  private static func send(_ answer: Bytes, _ arguments: [String]) throws -> End {
    // Whole before the program starts: one that outlives us never takes half an answer.
    // Programs of this machine have lines that end with LF alone.
    var lines = ByteBuffer(capacity: answer.count)
    for byte in answer where byte != 0x0d { lines.append(byte) }
    let letter = try ScratchFile.make()
    try letter.write(lines.bytes)
    lseek(letter.descriptor.number, 0, SEEK_SET)
    let child = try ChildProcess.start(arguments, input: letter.descriptor.number, output: 2)
    let outcome = try child.wait()
    let what = "\(arguments[0]): ended with \(outcome.text)"
    switch outcome {
    case .exited(0): return .taken
    // sysexits(3): a recipient, or a mail, that the mail system does not take.
    case .exited(65), .exited(67), .exited(68): return .refused(what)
    // It may have read all of it before.
    case .killed: return .uncertain(what)
    default: break
    }
    // What says more of the program than of the answer.
    let isFinal = [ExitStatus.usage, .unavailable].contains { outcome == .exited($0.rawValue) }
    throw RunFault(isFinal ? .unavailable : .tryAgain, what)
  }

  private static func spool(_ answer: Bytes, _ directory: String, _ name: String) throws {
    let path = "\(directory)/new/\(name).eml"
    if access(path, F_OK) == 0 { return }
    // A file has no envelope: what delivery puts before a mail says that bounces go nowhere.
    var letter = ByteBuffer(capacity: answer.count + 32)
    letter.append("Return-Path: <>\r\n" as StaticString)
    letter.append(answer)
    try putInPlace(letter.bytes, as: path, by: "\(directory)/tmp/\(name).\(getpid())")
  }
}
