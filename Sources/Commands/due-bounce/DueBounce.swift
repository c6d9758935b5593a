import ArgumentParser
import DueBounces
import DueFormats
import DueMIME
import DueSystem
import DueTool

/// Mail that came back in; events as SES would have published them out.
///
/// See due-bounce(1).
@main
struct Bounce: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-bounce",
    abstract: "Turn bounces and complaints that came as mail into events.",
    version: dueVersion
  )

  @OptionGroup(title: "Mail") var mail: MailOptions
  @OptionGroup(title: "Time") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to FILE when complete.", valueName: "file"))
  var output: String?

  @Argument(help: "Files, mboxes, Maildirs; '-', and none, is one message on standard input.")
  var paths: [String] = []

  func run(_ console: inout Console) throws {
    var reader = FeedbackReader(
      try mail.table(), secret: try mail.secret(), now: try clock.instant())
    let others = try mail.others()
    var counts = FeedbackCounts()
    var sink = try ByteSink(output)
    var pending = console
    defer { console = pending }
    var progress = Progress("messages", console)
    var mailboxes = Mailboxes()
    for path in paths.isEmpty ? ["-"] : paths {
      try mailboxes.forEach(path, isMbox: mail.mbox) { letter in
        let outcome = reader.read(letter.bytes)
        counts.add(outcome)
        progress.update(counts.messages)
        switch outcome {
        case .note: break
        case .events(let events):
          for event in events {
            sink.buffer.append(event)
            sink.buffer.append(UInt8(ascii: "\n"))
          }
          try sink.recordEnded()
        case .other(let found):
          if let others { return try others.keep(letter.bytes) }
          pending.raise(.no)
          pending.say(
            "\(letter.file):\(letter.line): expected a bounce or a complaint, found \(found)")
        }
      }
    }
    progress.finish()
    try sink.finish()
    summary.print(counts.json, console)
  }
}
