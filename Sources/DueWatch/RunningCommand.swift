import CDueSystem
import DueSystem
import Glibc

/// A command that was started on a file, and the end of what it says on standard error.
///
/// A class, because it is one process: its slot and the loop that waits for it share it.
final class RunningCommand {
  let child: ChildProcess
  let facts: FileFacts
  private let errors: Descriptor
  private var tail: [UInt8] = []
  /// Whether it may say more.
  private var isOpen = true

  /// Bytes and lines of standard error that a note keeps.
  private static let keptBytes = 8192
  private static let keptLines = 20

  /// What the next command needs and no file decides: made while there is nothing else to do, so
  /// that a file that arrives does not wait for it.
  struct Preparation: ~Copyable {
    fileprivate let reader: Descriptor
    fileprivate let writer: Descriptor

    init() throws {
      var ends: [Int32] = [0, 0]
      guard due_pipe(&ends) == 0 else { throw systemFault("pipe", errno, .inputOutput) }
      reader = Descriptor(owning: ends[0])
      writer = Descriptor(owning: ends[1])
      _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
    }

    fileprivate consuming func releaseReader() -> Descriptor { reader }
  }

  /// Starts the command on `file`, which is its standard input from the first byte on.
  ///
  /// - Parameter file: open for reading.
  static func start(
    _ words: [[UInt8]], variables: borrowing CStrings, facts: FileFacts,
    file: borrowing Descriptor, slot: Slot, _ preparation: consuming Preparation
  ) throws -> RunningCommand {
    var arguments = CStrings(capacity: words.count)
    for word in words { arguments.append(word) }
    let child = try ChildProcess.start(
      arguments, variables: variables, input: file.number, errors: preparation.writer.number,
      inherited: slot.lockNumber)
    return RunningCommand(child: child, facts: facts, errors: preparation.releaseReader())
  }

  private init(
    child: consuming ChildProcess, facts: FileFacts, errors: consuming Descriptor
  ) {
    self.child = child
    self.facts = facts
    self.errors = errors
  }

  /// Readable when the command has said something; nil once it cannot any more.
  var errorsNumber: Int32? { isOpen ? errors.number : nil }

  /// Hands on what the command has said since the last call.
  func drain(_ passOn: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    while isOpen {
      let count = try withUnsafeTemporaryAllocation(byteCount: 16384, alignment: 1) { block in
        let count = read(errors.number, block.baseAddress, block.count)
        if count > 0 {
          let said = UnsafeRawBufferPointer(rebasing: block[..<count])
          try passOn(said)
          tail += said
          if tail.count > 2 * Self.keptBytes { tail.removeFirst(tail.count - Self.keptBytes) }
        }
        return count
      }
      if count < 0, errno == EAGAIN { return }
      isOpen = count > 0 || count < 0 && errno == EINTR
    }
  }

  /// The last lines it said.
  var lastLines: [String] {
    tail.suffix(Self.keptBytes).split(separator: 0x0A).suffix(Self.keptLines).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
