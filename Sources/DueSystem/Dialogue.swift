import CDueSystem
import Glibc

/// One question to a program and its answer, both at once, so that neither pipe can block.
package struct Dialogue: ~Copyable {
  private let child: ChildProcess
  private let ending: Descriptor
  private var writer: Descriptor?
  /// The number of `writer`; -1 once it is closed.
  private var writerNumber: Int32
  private let reader: Descriptor
  package private(set) var output: [UInt8] = []

  package init(_ words: [String], environment: [(name: String, value: String)]) throws {
    var question: [Int32] = [-1, -1]
    var reply: [Int32] = [-1, -1]
    guard due_pipe(&question) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let childInput = Descriptor(owning: question[0])
    let toChild = Descriptor(owning: question[1])
    guard due_pipe(&reply) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
    let fromChild = Descriptor(owning: reply[0])
    let childOutput = Descriptor(owning: reply[1])
    for end in [question[1], reply[0]] { due_set_nonblocking(end) }
    let started = try ChildProcess.start(
      words, input: childInput.number, output: childOutput.number, environment: environment)
    child = started
    ending = Descriptor(owning: due_child_descriptor(child.identifier))
    writer = consume toChild
    writerNumber = question[1]
    reader = fromChild
  }

  /// Asks, and waits for the program's end; nil when it takes too long and was ended.
  ///
  /// - Parameters:
  ///   - deadline: milliseconds of the clock that never goes back (`steadyMilliseconds`).
  ///   - limit: bytes of the answer that are kept.
  package mutating func run(input: UnsafeRawBufferPointer, until deadline: Int64, limit: Int) throws
    -> ChildProcess.Outcome?
  {
    var rest = input
    var isOpen = true
    var hasEnded = false
    while isOpen || !hasEnded {
      if rest.isEmpty {
        writer = nil
        writerNumber = -1
      }
      var events = [
        pollfd(fd: isOpen ? reader.number : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: hasEnded ? -1 : ending.number, events: Int16(POLLIN), revents: 0),
        pollfd(fd: writerNumber, events: Int16(POLLOUT), revents: 0),
      ]
      // What the program left running may hold its output open: its own end is what counts.
      let wait = hasEnded ? 0 : max(0, deadline - steadyMilliseconds())
      let count = poll(&events, 3, Int32(min(wait, 1 << 30)))
      if count < 0, errno == EINTR { continue }
      if count == 0 {
        if hasEnded { break }
        try child.stop()
        return nil
      }
      if events[2].revents != 0 { send(&rest) }
      if events[0].revents != 0 { isOpen = receive(limit) }
      if events[1].revents != 0 { hasEnded = true }
    }
    return try child.wait()
  }

  private mutating func send(_ rest: inout UnsafeRawBufferPointer) {
    let count = write(writerNumber, rest.baseAddress, rest.count)
    if count >= 0 {
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    } else if errno != EAGAIN, errno != EINTR {
      // A program may answer without reading.
      rest = UnsafeRawBufferPointer(start: nil, count: 0)
    }
  }

  /// Reads what is there; false at the end.
  private mutating func receive(_ limit: Int) -> Bool {
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = block.withUnsafeMutableBytes { read(reader.number, $0.baseAddress, $0.count) }
    if count > 0 {
      output += block[..<min(count, max(0, limit - output.count))]
      return true
    }
    return count < 0 && (errno == EAGAIN || errno == EINTR)
  }
}

/// Milliseconds of a clock that never goes back; from when, nobody knows.
package func steadyMilliseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
