import DueFormats
import DueSystem
import Glibc

/// What a command says to people, on standard error, and the status it will end with.
package struct Console {
  package let name: String
  /// The status of the run so far; it only gets worse.
  package private(set) var status: ExitStatus = .done
  private var rejectsShown = 0
  private var rejectsHidden = 0

  /// Rejects told one by one; a file with more wants `--rejects`.
  package static let rejectLimit = 100

  package init(name: String) { self.name = name }

  /// Whether standard error is a terminal: progress is for people only.
  package var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// Says one line: `due-x: text`. Control characters from data are shown, not obeyed.
  package func say(_ text: String) {
    var line = "\(name): "
    for scalar in text.unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7f || (0x80...0x9f).contains(scalar.value) {
        line += scalar == "\n" ? "\\n" : scalar == "\r" ? "\\r" : scalar == "\t" ? "\\t" : "?"
      } else {
        line.unicodeScalars.append(scalar)
      }
    }
    write(line + "\n")
  }

  /// Writes `text` on standard error as it is.
  package func write(_ text: String) {
    // Nobody is left to tell when standard error fails.
    try? Descriptor(owning: STDERR_FILENO, closes: false).write(text, name: "standard error")
  }

  /// Writes a record on standard output, one line.
  package func print(_ record: JSON) throws {
    var sink = try ByteSink()
    sink.buffer.append(record)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }

  /// Ends the run, when it ends, with `status` or a worse one.
  package mutating func raise(_ status: ExitStatus) { self.status = max(self.status, status) }

  /// Tells of a record that could not be used.
  package mutating func reject(_ rejection: Rejection) {
    raise(.badData)
    if rejectsShown < Self.rejectLimit {
      rejectsShown += 1
      say(rejection.description)
    } else {
      rejectsHidden += 1
    }
  }

  /// Tells of the records in `log`, once the run is over.
  package mutating func reject(_ log: RejectLog) {
    for rejection in log.first { reject(rejection) }
    rejectsHidden += log.count - log.first.count
  }

  /// Says what was held back.
  mutating func finish() {
    if rejectsHidden > 0 {
      say("\(rejectsHidden) more records were rejected; --rejects FILE keeps them all")
    }
  }
}
