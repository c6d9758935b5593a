import DueFormats
import DueModel
import DueStore
import DueSystem
import Glibc

/// Standard output: each message one record of due-message(5), for a program at the other end of
/// a pipe. A record that was written counts as accepted.
package final class OutputPeer: Transport {
  package let name = "stdout"
  package let groupSize = 256
  package let isPaced = false
  private var buffer = ByteBuffer(capacity: 65_536)

  package init() {}

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    buffer.removeAll()
    for outgoing in group {
      buffer.append(outgoing.message)
      buffer.append(UInt8(ascii: "\n"))
    }
    do {
      try Descriptor(owning: STDOUT_FILENO, closes: false).write(
        buffer.bytes, name: "standard output")
    } catch {
      // Part of the group may have been read.
      let fault =
        error as? RunFault ?? RunFault(.unavailable, "standard output: its reader has gone")
      return Submission(
        group.map { _ in Answer(.uncertain, code: "OUTPUT", detail: fault.description) },
        fault: fault)
    }
    return Submission(group.map { _ in Answer(.accepted) })
  }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    group.map { _ in Answer(.uncertain, code: "CRASH") }
  }
}
