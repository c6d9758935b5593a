import CDueStore
import DueSystem
import Glibc

/// A process that has messages in hand, known by a byte of the store's file `owners` that it locks.
///
/// The kernel lets go of the byte at the moment the process ends, however it ends: so its messages
/// are nobody's then, and never before.
package struct OutboxOwner: ~Copyable {
  /// The byte that is locked.
  package let number: Int64
  private let file: Descriptor

  /// Takes a byte of the file in `directory` that nobody holds or has held: were it that of a
  /// process that is gone, what that one left would count as ours, and alive.
  package static func enter(_ directory: String) throws -> OutboxOwner {
    let path = "\(directory)/owners"
    let file = try Descriptor(path, O_RDWR | O_CREAT, mode: 0o600)
    var number = Self.unique
    while true {
      switch due_store_lock_byte(file.number, number) {
      case 0: return OutboxOwner(number: number, file: file)
      case EACCES, EAGAIN: number += 1
      case let code: throw systemFault(path, code, .inputOutput)
      }
    }
  }

  /// Of this process and this millisecond; the file is as short as before.
  private static var unique: Int64 {
    Instant.wallClock().milliseconds << 20 | Int64(getpid()) & 0xfffff
  }

  private init(number: Int64, file: consuming Descriptor) {
    self.number = number
    self.file = file
  }

  /// Whether a process holds `number`; ours counts only for messages of this run.
  package func isAlive(_ number: Int64) -> Bool {
    due_store_byte_is_locked(file.number, number) != 0
  }
}
