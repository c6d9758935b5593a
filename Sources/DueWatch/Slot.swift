import CDueSystem
import DueSystem
import Glibc

/// A numbered place in `.work` for one claimed file, held by a lock.
///
/// The lock belongs to the open file, which the command inherits: a slot is free only when both
/// its watcher and a command that outlived it have gone. A class, because it is one thing that
/// several places point to.
final class Slot {
  let number: Int
  private let work: Path
  private let lock: Descriptor

  /// The file in work, if there is one.
  var name: FileName?
  /// Starts of the command on this file so far.
  private(set) var attempts = 0
  var command: RunningCommand?
  /// When the command is to be started again.
  var retryAt: Instant?

  var directory: Path { work / "\(number)" }
  var results: Path { work / "\(number).results" }
  var summary: Path { work / "\(number).summary" }
  private var attemptsFile: Path { work / "\(number).attempts" }
  /// The event of a file that was done, until it has been printed.
  var event: Path { work / "\(number).event" }

  /// The descriptor of the lock, for the command to inherit.
  var lockNumber: Int32 { lock.number }

  /// Whether the next file may come here.
  var isFree: Bool { name == nil }

  /// Takes slot `number`, and with it the file that an earlier holder left there.
  ///
  /// - Returns: nil while another process holds it.
  /// - Throws: where it cannot be made.
  static func take(_ number: Int, in work: Path) throws -> Slot? {
    let path = (work / "\(number).lock").text
    let lock = try Descriptor(path, O_RDWR | O_CREAT, mode: 0o600, status: .cannotCreate)
    guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else { return nil }
    let slot = Slot(number: number, work: work, lock: lock)
    if mkdir(slot.directory.text, 0o700) != 0, errno != EEXIST {
      throw systemFault(slot.directory.text, errno, .cannotCreate)
    }
    slot.name = try DropDirectory.names(in: slot.directory).min()
    if slot.name == nil {
      slot.clear(keepingEvent: true)
    } else {
      slot.attempts = slot.readAttempts()
      slot.event.withCString { _ = unlink($0) }
    }
    return slot
  }

  /// The numbers of slots that have a file or an event left in them, whoever holds them.
  static func occupied(in work: Path) throws -> [Int] {
    try DropDirectory.names(in: work).compactMap { name in
      let text = name.text
      if text.hasSuffix(".event") { return Int(text.dropLast(6)) }
      guard let number = Int(text) else { return nil }
      return try DropDirectory.names(in: work / name).isEmpty ? nil : number
    }.sorted()
  }

  /// The event that an earlier holder did not come to print.
  func leftEvent() throws -> String? {
    guard isFree, access(event.text, F_OK) == 0 else { return nil }
    let file = try Descriptor(event.text, O_RDONLY)
    var text = [UInt8](repeating: 0, count: 16 * 1024)
    let count = try text.withUnsafeMutableBytes { try file.read(into: $0, name: event.text) }
    return String(decoding: text[..<count], as: UTF8.self)
  }

  private init(number: Int, work: Path, lock: consuming Descriptor) {
    self.number = number
    self.work = work
    self.lock = lock
  }

  /// Claims the file `name` of `directory`: by rename, so that one of several gets it.
  ///
  /// - Returns: whether it is ours.
  /// - Throws: status 74 when the kernel refuses for another reason than that it has gone.
  func claim(_ name: FileName, of directory: Path) throws -> Bool {
    let code = (directory / name).withCString { from in
      (self.directory / name).withCString { due_rename_new(from, $0) == 0 ? 0 : errno }
    }
    guard code == 0 else {
      if code == ENOENT { return false }
      throw systemFault((directory / name).text, code)
    }
    self.name = name
    return true
  }

  /// Counts a start of the command; all but the first are written down.
  ///
  /// A slot with a file and no count had one start.
  func countAttempt() throws {
    attempts += 1
    guard attempts > 1 else { return }
    let file = try Descriptor(
      attemptsFile.text, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600, status: .inputOutput)
    try Array("\(attempts)\n".utf8).withUnsafeBytes { try file.write($0, name: attemptsFile.text) }
  }

  private func readAttempts() -> Int {
    guard let file = fopen(attemptsFile.text, "re") else { return 1 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    guard fgets(&line, 32, file) != nil else { return 1 }
    return max(1, Int(strtol(line, nil, 10)))
  }

  /// Takes away what a former attempt wrote.
  func clearOutputs() { for path in [results, summary] { path.withCString { _ = unlink($0) } } }

  /// Makes the slot free for the next file.
  func clear(keepingEvent: Bool = false) {
    name = nil
    attempts = 0
    retryAt = nil
    clearOutputs()
    attemptsFile.withCString { _ = unlink($0) }
    if !keepingEvent { event.withCString { _ = unlink($0) } }
  }
}
