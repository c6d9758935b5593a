import DueSystem
import Glibc
import GRDBSQLite
import Synchronization

/// Looks at the clock while SQLite prepares and answers a question, and ends what takes too long.
///
/// SQLite asks nobody while it prepares, nor in the middle of one step of its machine. So a thread
/// interrupts it, again and again, and where it does not hear that for a second, ends the program.
/// Temporary files of SQLite's have no name, and those of ours lose theirs: none is left.
final class QuestionWatch {
  /// What the thread sees.
  private final class Work: Sendable {
    let connection: UInt
    let isOver: @Sendable () -> Bool
    /// Whether SQLite is at work, and not who takes its rows.
    let isBusy = Atomic(false)
    /// Readable when there is nothing to watch any more.
    let end: Int32

    init(_ connection: OpaquePointer, _ isOver: @escaping @Sendable () -> Bool, end: Int32) {
      self.connection = UInt(bitPattern: connection)
      self.isOver = isOver
      self.end = end
    }
  }

  private static let pause: Int32 = 20
  /// How long SQLite may take to hear that it is to end, in milliseconds.
  private static let patience: Int64 = 1000

  private let connection: QuestionConnection
  private let work: Work
  private let stop: Int32
  private var thread = pthread_t()

  init(_ connection: QuestionConnection, isOver: @escaping @Sendable () -> Bool) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw systemFault("a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.connection = connection
    stop = ends[1]
    work = Work(connection.handle, isOver, end: ends[0])
    let context = Unmanaged.passRetained(work)
    let code = pthread_create(
      &thread, nil,
      { context in
        if let context { QuestionWatch.watch(Unmanaged<Work>.fromOpaque(context)) }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      thread = pthread_t()
      throw systemFault("a thread", code, .tryAgain)
    }
  }

  deinit {
    close(stop)
    if thread != pthread_t() { pthread_join(thread, nil) }
    close(work.end)
  }

  /// What SQLite does in `body` may be interrupted.
  func whileBusy<R>(_ body: () throws -> R) rethrows -> R {
    work.isBusy.store(true, ordering: .relaxed)
    defer { work.isBusy.store(false, ordering: .relaxed) }
    return try body()
  }

  private static func watch(_ context: Unmanaged<Work>) {
    let work = context.takeRetainedValue()
    var since: Int64?
    var end = pollfd(fd: work.end, events: Int16(POLLIN), revents: 0)
    while poll(&end, 1, pause) <= 0 {
      guard work.isOver() else { continue }
      sqlite3_interrupt(OpaquePointer(bitPattern: work.connection))
      let now = steadyMilliseconds()
      let start = since ?? now
      since = work.isBusy.load(ordering: .relaxed) ? start : nil
      if since != nil, now - start > patience { giveUp() }
    }
  }

  private static func giveUp() -> Never {
    removeTemporaryFiles()
    let name = CommandLine.arguments.first.map { baseName(of: $0) } ?? "due"
    let text = Array("\(name): \(QuestionConnection.tookTooLong.description)\n".utf8)
    _ = text.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    _exit(QuestionConnection.tookTooLong.exitStatus.rawValue)
  }

  /// Removes what was to become a file of its user's (`ReplacementFile`), among all that is open.
  private static func removeTemporaryFiles() {
    for number in 3..<Int32(256) {
      guard let path = realpath("/proc/self/fd/\(number)", nil) else { continue }
      if String(cString: path).hasSuffix(".\(getpid()).due-tmp") { unlink(path) }
      free(path)
    }
  }
}
