import DueSystem
import Glibc

/// What the kernel tells of a directory: inotify(7).
package struct Arrivals: ~Copyable {
  private let descriptor: Descriptor
  private let directory: String
  private let buffer: UnsafeMutableRawBufferPointer

  package enum Event: Equatable {
    /// A writer closed the file, or it was renamed into the directory.
    case arrived(FileName)
    /// The kernel's queue was full: look through the directory.
    case overflow
    /// The directory was removed, renamed or unmounted.
    case gone
  }

  private static let complete = UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)
  private static let gone = UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
  private static let ended = gone | UInt32(IN_UNMOUNT) | UInt32(IN_IGNORED)

  /// Starts to listen: whatever arrives after this is told.
  package static func of(_ directory: Path) throws -> Arrivals {
    let number = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard number >= 0 else { throw systemFault("inotify", errno, .inputOutput) }
    let descriptor = Descriptor(owning: number)
    let mask = complete | gone | UInt32(IN_ONLYDIR)
    guard directory.withCString({ inotify_add_watch(number, $0, mask) }) >= 0 else {
      if errno == ENOSPC {
        throw RunFault(.inputOutput, "inotify: too many watches; see max_user_watches")
      }
      throw systemFault(directory.text, errno)
    }
    return Arrivals(descriptor: descriptor, directory: directory.text)
  }

  private init(descriptor: consuming Descriptor, directory: String) {
    self.descriptor = descriptor
    self.directory = directory
    buffer = .allocate(byteCount: 64 * 1024, alignment: 8)
  }

  deinit { buffer.deallocate() }

  /// Readable when there is something to tell.
  package var number: Int32 { descriptor.number }

  /// Tells, in order, what has happened; up to a block of it, so that there may be more.
  package borrowing func read(_ tell: (Event) throws -> Void) throws {
    let count = Glibc.read(descriptor.number, buffer.baseAddress, buffer.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return }
    guard count > 0 else { throw systemFault(directory, errno, .inputOutput) }
    try Self.decode(UnsafeRawBufferPointer(rebasing: buffer[..<count]), tell)
  }

  /// Tells the events of one read(2): a header of 16 bytes and a name padded with NULs, each.
  package static func decode(_ bytes: UnsafeRawBufferPointer, _ tell: (Event) throws -> Void)
    rethrows
  {
    let header = MemoryLayout<inotify_event>.size
    var p = 0
    while p + header <= bytes.count {
      let event = bytes.loadUnaligned(fromByteOffset: p, as: inotify_event.self)
      let end = p + header + Int(event.len)
      guard end <= bytes.count else { return }
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
        try tell(.overflow)
      } else if event.mask & ended != 0 {
        try tell(.gone)
      } else if event.mask & UInt32(IN_ISDIR) == 0, event.mask & complete != 0 {
        try tell(.arrived(FileName(bytes: Array(bytes[(p + header)..<end].prefix { $0 != 0 }))))
      }
      p = end
    }
  }
}
