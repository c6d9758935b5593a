import Glibc

/// A lock of the operating system on a file, held until its owner goes: flock(2).
///
/// A process that dies releases it; a process that waits is woken, it does not poll.
package struct FileLock: ~Copyable {
  private let descriptor: Descriptor

  /// Waits for the lock on `path`, which is created where it is missing (mode 0600).
  package static func exclusive(_ path: String) throws -> FileLock {
    let lock = FileLock(descriptor: try Descriptor(path, O_RDWR | O_CREAT, mode: 0o600))
    while flock(lock.descriptor.number, LOCK_EX) != 0 {
      if errno != EINTR { throw systemFault(path, errno, .inputOutput) }
    }
    return lock
  }

  /// Takes the lock if nobody holds it; nil otherwise.
  package static func exclusiveIfFree(_ path: String) throws -> FileLock? {
    let lock = FileLock(descriptor: try Descriptor(path, O_RDWR | O_CREAT, mode: 0o600))
    guard flock(lock.descriptor.number, LOCK_EX | LOCK_NB) == 0 else { return nil }
    return lock
  }

  private init(descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
