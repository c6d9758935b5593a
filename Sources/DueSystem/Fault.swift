/// How a run ended, for programs: the codes of sysexits(3), and 0 and 1.
package enum ExitStatus: Int32, Sendable, Comparable {
  /// Everything asked for was done.
  case done = 0
  /// A check answered no.
  case no = 1
  /// The command line was wrong.
  case usage = 64
  /// The run finished; some records were rejected.
  case badData = 65
  /// An input cannot be opened, or is of no use as a whole.
  case noInput = 66
  /// The other side refused; nothing was sent.
  case unavailable = 69
  /// A bug of ours.
  case software = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Not finished: run again.
  case tryAgain = 75
  /// Permission or credentials were refused.
  case noPermission = 77
  /// A setting or a definition is wrong.
  case configuration = 78

  package static func < (a: ExitStatus, b: ExitStatus) -> Bool { a.rawValue < b.rawValue }
}

/// Why something cannot be done: one line for a person, a status for a program.
///
/// The line says what was expected, where, and what was found: lower case, no full stop.
package protocol Fault: Error, CustomStringConvertible, Sendable {
  var exitStatus: ExitStatus { get }
}

/// A fault of the surroundings: a missing file, a full disk, a wrong argument.
package struct RunFault: Fault, Equatable {
  package var exitStatus: ExitStatus
  package var description: String

  package init(_ exitStatus: ExitStatus, _ description: String) {
    self.exitStatus = exitStatus
    self.description = description
  }
}

/// The reader of our standard output has gone, as in `| head -1`: nothing is wrong.
package struct OutputClosed: Error {
  package init() {}
}
