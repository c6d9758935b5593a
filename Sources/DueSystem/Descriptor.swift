import CDueSystem
import Glibc

/// What the kernel said when it refused, as a fault that names the thing refused.
package func systemFault(_ name: String, _ code: Int32 = errno, _ status: ExitStatus? = nil)
  -> RunFault
{
  let standard: ExitStatus =
    switch code {
    case ENOENT, ENOTDIR, EISDIR: .noInput
    case EACCES, EPERM, EROFS: .noPermission
    default: .inputOutput
    }
  return RunFault(status ?? standard, "\(name): \(String(cString: strerror(code)))")
}

/// An open file of the kernel, closed when its owner goes.
package struct Descriptor: ~Copyable {
  package let number: Int32
  private var closes: Bool

  /// Takes over `number`; `closes` is false for the three standard descriptors.
  package init(owning number: Int32, closes: Bool = true) {
    self.number = number
    self.closes = closes
  }

  /// Opens `path`. `flags` and `mode` are those of open(2); `O_CLOEXEC` is always set.
  ///
  /// - Parameter name: what a fault calls it; nil for the path.
  package init(
    _ path: String, _ flags: Int32, mode: UInt32 = 0o666, status: ExitStatus? = nil,
    knownAs name: String? = nil
  ) throws {
    var number: Int32
    repeat { number = due_open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
    guard number >= 0 else { throw systemFault(name ?? path, errno, status) }
    self.init(owning: number)
  }

  deinit { if closes { close(number) } }

  /// Gives the descriptor away: the caller closes it.
  package mutating func release() -> Int32 {
    closes = false
    return number
  }

  /// Reads up to `buffer.count` bytes; 0 at the end.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer, name: String) throws
    -> Int
  {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw systemFault(name, errno, .inputOutput) }
    }
  }

  /// Writes all of `bytes`.
  ///
  /// - Throws: `OutputClosed` when the reader of a pipe has gone, else a `RunFault` with status 74.
  package borrowing func write(_ bytes: UnsafeRawBufferPointer, name: String) throws {
    var rest = bytes
    while rest.count > 0 {
      let count = Glibc.write(number, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno == EPIPE {
        throw OutputClosed()
      } else if errno != EINTR {
        throw systemFault(name, errno, .inputOutput)
      }
    }
  }

  /// Waits until what was written is on the disk.
  package borrowing func synchronize(name: String) throws {
    guard fsync(number) == 0 else { throw systemFault(name, errno, .inputOutput) }
  }
}

/// Waits until the names in `directory` are on the disk, so that a rename there outlives a crash.
package func synchronizeDirectory(_ directory: String) throws {
  let descriptor = try Descriptor(directory, O_RDONLY | O_DIRECTORY)
  try descriptor.synchronize(name: directory)
}
