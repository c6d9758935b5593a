import CDueSystem
import DueFormats
import DueSystem
import Glibc

/// Moves a finished file, and what belongs beside it, to `done` or `failed`.
struct Placement {
  let directory: DropDirectory

  /// Puts the file of `slot` where `report` says, and writes down there where that is.
  ///
  /// What lies beside goes first and the file last: a crash in between leaves the file claimed.
  /// One lock serves all watchers, so that none takes the name another has just found free.
  ///
  /// - Throws: status 73 or 74; the file stays claimed.
  func place(_ slot: Slot, _ report: inout FileReport, printsEvent: Bool) throws {
    let lock = try FileLock.exclusive((directory.work / "lock").text)
    try placeLocked(slot, &report, printsEvent: printsEvent)
    _ = consume lock
  }

  private func placeLocked(_ slot: Slot, _ report: inout FileReport, printsEvent: Bool) throws {
    let isFailure = report.verdict == .failed
    let target = isFailure ? directory.failed : directory.done
    if access(target.text, F_OK) != 0 { directory.remake(target) }
    let name = freeName(for: report.name, in: target)
    try moveIfFilled(slot.results, to: target / name.followed(by: ".results.jsonl"))
    try moveIfFilled(slot.summary, to: target / name.followed(by: ".summary.json"))
    if isFailure || report.verdict == .partly || report.verdict == .seen {
      let note = target / name.followed(by: isFailure ? ".error.json" : ".note.json")
      try write(report.json, to: note, like: slot.directory / report.name)
      report.note = note
    }
    if printsEvent, !isFailure, report.verdict != .seen {
      try write(report.s3Event(at: target / name), to: slot.event, like: nil)
    }
    try move(slot.directory / report.name, to: target / name)
    report.place = target / name
  }

  /// `name`, or the first of its numbers that nothing in `target` has.
  private func freeName(for name: FileName, in target: Path) -> FileName {
    func isFree(_ name: FileName) -> Bool {
      ["", ".results.jsonl", ".summary.json", ".error.json", ".note.json"].allSatisfy { suffix in
        var status = stat()
        return (target / name.followed(by: suffix)).withCString { lstat($0, &status) } != 0
      }
    }
    var candidate = name
    var n = 1
    while !isFree(candidate) {
      n += 1
      candidate = name.numbered(n)
    }
    return candidate
  }

  private func moveIfFilled(_ from: Path, to target: Path) throws {
    var status = stat()
    guard stat(from.text, &status) == 0 else { return }
    if status.st_size > 0 { try move(from, to: target) } else { unlink(from.text) }
  }

  private func move(_ from: Path, to target: Path) throws {
    let code = from.withCString { from in
      target.withCString { due_rename_new(from, $0) == 0 ? 0 : errno }
    }
    guard code == 0 else { throw systemFault(target.text, code, .cannotCreate) }
  }

  /// Writes one line of JSON; readable by whoever may read the file it is about.
  private func write(_ json: JSON, to path: Path, like model: Path?) throws {
    var status = stat()
    var mode: UInt32 = 0o600
    if let model, model.withCString({ stat($0, &status) }) == 0 { mode = status.st_mode & 0o666 }
    let number = path.withCString { due_open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode) }
    guard number >= 0 else { throw systemFault(path.text, errno, .cannotCreate) }
    let file = Descriptor(owning: number)
    var text = json.text + "\n"
    do {
      try text.withUTF8 { try file.write(UnsafeRawBufferPointer($0), name: path.text) }
    } catch {  // half a note is none
      path.withCString { _ = unlink($0) }
      throw error
    }
  }
}
