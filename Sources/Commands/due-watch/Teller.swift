import DueFormats
import DueSystem
import DueTool
import DueWatch
import Glibc

/// Says what the watcher tells: failures to people, failures as notices, events to programs.
///
/// A class, because the watcher tells things one by one while the run has one console.
final class Teller {
  private(set) var console: Console
  private let notices: NotifyOptions
  private let drop: DropDirectory

  init(_ console: Console, _ notices: NotifyOptions, _ drop: DropDirectory) {
    self.console = console
    self.notices = notices
    self.drop = drop
  }

  /// - Throws: when an event cannot be printed.
  func tell(_ news: WatchNews) throws {
    switch news {
    case .file(let report): tell(report)
    case .passedOver(let name, let kind):
      console.say("\(name.text): is \(kind); only regular files are taken")
    case .unfinished(let name):
      console.say("\(name.text): is still being written; left for the next run")
    case .event(let line):
      var line = line
      try line.withUTF8 {
        let output = Descriptor(owning: STDOUT_FILENO, closes: false)
        try output.write(UnsafeRawBufferPointer($0), name: "standard output")
      }
    case .errors(let text):
      // Nobody is left to tell when standard error fails.
      try? Descriptor(owning: STDERR_FILENO, closes: false).write(text, name: "standard error")
    }
  }

  private func tell(_ report: FileReport) {
    let reason = report.reason ?? ""
    switch report.verdict {
    case .done, .partly, .seen: break
    case .deferred: console.say("\(report.name.text): \(reason)")
    case .failed:
      let note = report.note.map { "; see \($0.shown(from: drop.path))" } ?? ""
      console.say("\(report.name.text): \(reason)\(note)")
      notices.send(
        Notice(
          .failure, subject: "File Failed", message: "\(report.name.text): \(reason)",
          payload: .init("WatchResult", report.json)),
        at: report.ended, &console)
    }
  }
}

extension Notice {
  /// The notice of a watcher that has to stop, or cannot begin.
  static func stopped(_ fault: any Fault, _ directory: String) -> Notice {
    Notice(
      .failure, subject: "Watch Failed", message: fault.description,
      payload: .init("WatchResult", ["directory": .string(directory)]))
  }
}

extension Path {
  /// The path without `directory` in front.
  fileprivate func shown(from directory: Path) -> String {
    let prefix = directory.text + "/"
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}

extension WatchCounts {
  /// What a run with an end ends with.
  func raise(in console: inout Console) {
    if failed > 0 { console.raise(.badData) }
    if deferred > 0 { console.raise(.tryAgain) }
  }

  var json: JSON {
    [
      "done": .integer(done), "partly": .integer(partly), "seen": .integer(seen),
      "failed": .integer(failed), "deferred": .integer(deferred),
      "unfinished": .integer(unfinished),
    ]
  }
}
