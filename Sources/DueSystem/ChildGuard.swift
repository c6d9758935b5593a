import CDueSystem
import Glibc

/// Ends a program, and all that it started, when this process ends before it: killed (SIGKILL), too.
///
/// A small process of ours waits for the end of a pipe, which comes whatever becomes of us. It goes
/// with this value; the program then stays as it is.
package struct ChildGuard: ~Copyable {
  private let identifier: pid_t
  private let alive: Descriptor

  /// - Throws: status 75 where no process can be made.
  package init(of child: borrowing ChildProcess) throws {
    var ends: [Int32] = [0, 0]
    guard due_pipe(&ends) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let end = Descriptor(owning: ends[0])
    let beginning = Descriptor(owning: ends[1])
    let started = due_guard_start(child.identifier, end.number)
    guard started > 0 else { throw systemFault("a process", errno, .tryAgain) }
    identifier = started
    alive = beginning
  }

  deinit { due_guard_stop(identifier) }
}
