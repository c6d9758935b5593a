import CDueSystem
import DueSystem
import Glibc

/// A file as it was looked at, to be looked at again.
struct Signature: Equatable {
  var inode: UInt64
  var size: Int64
  var modified: Int64
  var changed: Int64

  init(_ status: stat) {
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
  }
}

/// The names that were told of and not yet taken: ready ones, and ones that must settle first.
///
/// Both are queues; `marks` says which entry of a name is the one that counts.
struct WaitingRoom {
  private struct Settling {
    var name: FileName
    var signature: Signature?
    var due: Instant
    var mark: Int
  }

  private enum Mark: Equatable {
    case ready
    case settling(Int)
  }

  private var ready: [(name: FileName, hasSettled: Bool)] = []
  private var firstReady = 0
  private var settling: [Settling] = []
  private var firstSettling = 0
  private var marks: [FileName: Mark] = [:]
  private var lastMark = 0

  var isEmpty: Bool { marks.isEmpty }

  func contains(_ name: FileName) -> Bool { marks[name] != nil }

  /// Makes `name` ready, whatever it waited for.
  mutating func admit(_ name: FileName, hasSettled: Bool) {
    guard marks.updateValue(.ready, forKey: name) != .ready else { return }
    ready.append((name, hasSettled))
  }

  /// Lets `name` settle until `due`; `due` must not be earlier than that of the one before.
  mutating func settle(_ name: FileName, _ signature: Signature?, until due: Instant) {
    guard marks[name] != .ready else { return }
    lastMark += 1
    marks[name] = .settling(lastMark)
    settling.append(Settling(name: name, signature: signature, due: due, mark: lastMark))
  }

  /// The next name that is ready.
  mutating func nextReady() -> (name: FileName, hasSettled: Bool)? {
    guard firstReady < ready.count else { return nil }
    let next = ready[firstReady]
    firstReady += 1
    if firstReady == ready.count {
      ready.removeAll(keepingCapacity: true)
      firstReady = 0
    }
    marks[next.name] = nil
    return next
  }

  /// When the next name will have settled.
  mutating func nextDue() -> Instant? {
    while firstSettling < settling.count {
      let entry = settling[firstSettling]
      if marks[entry.name] == .settling(entry.mark) { return entry.due }
      firstSettling += 1
    }
    settling.removeAll(keepingCapacity: true)
    firstSettling = 0
    return nil
  }

  /// The next name whose time has come, and what it looked like when it began to settle.
  mutating func nextSettled(at now: Instant) -> (name: FileName, signature: Signature?)? {
    guard let due = nextDue(), due <= now else { return nil }
    let entry = settling[firstSettling]
    firstSettling += 1
    marks[entry.name] = nil
    return (entry.name, entry.signature)
  }
}

/// What a name in the watched directory turns out to be.
enum Candidate: ~Copyable {
  /// Nothing any more, since another has it or it was renamed; or a directory.
  case gone
  /// Something that is not taken, such as `a symbolic link`.
  case special(String)
  /// A regular file, opened for reading; nil where that is refused.
  case file(Descriptor?, Signature, hasWriters: Bool)

  /// - Throws: status 74, for instance when there are no descriptors left.
  static func examine(_ name: FileName, in directory: Path) throws -> Candidate {
    let path = directory / name
    var status = stat()
    guard path.withCString({ lstat($0, &status) }) == 0 else { return .gone }
    if status.st_mode & S_IFMT == S_IFDIR { return .gone }
    if let kind = kind(of: status) { return .special(kind) }
    // Not blocking, not following: the name may have become something else just now.
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
    let number = path.withCString { due_open($0, flags, 0) }
    guard number >= 0 else {
      if errno == ENOENT || errno == ELOOP { return .gone }
      if errno == EMFILE || errno == ENFILE { throw systemFault(name.text, errno) }
      return .file(nil, Signature(status), hasWriters: false)
    }
    let file = Descriptor(owning: number)
    guard fstat(number, &status) == 0, kind(of: status) == nil else { return .gone }
    return .file(file, Signature(status), hasWriters: due_has_writers(number) == 1)
  }

  private static func kind(of status: stat) -> String? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFLNK: "a symbolic link"
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}
