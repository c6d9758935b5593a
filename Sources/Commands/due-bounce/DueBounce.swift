import ArgumentParser
import DueBounces
import DueFormats
import DueMIME
import DueModel
import DueStore
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
    version: Store.version(dueVersion)
  )

  @OptionGroup(title: "Mail") var mail: MailOptions
  @OptionGroup(title: "Time") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions
  @OptionGroup(title: "Store") var store: StoreOptions

  @OptionGroup var file: OutputFileOptions

  @Argument(help: "Files, mboxes, Maildirs; '-', and none, is one message on standard input.")
  var paths: [String] = []

  func run(_ console: inout Console) throws {
    let outbox = try store.ifThere()
    var reader = FeedbackReader(
      try mail.table(), secret: try mail.secret(), now: try clock.instant()
    ) { key in
      try outbox?.read { try SentMessages($0).message(key, on: .email) }
        .map { ($0.recipient, $0.name) }
    }
    var others = try mail.others()
    var counts = FeedbackCounts()
    var sink = try ByteSink(file.output)
    var pending = console
    defer { console = pending }
    var progress = Progress("messages", console)
    var mailboxes = Mailboxes()
    for path in paths.isEmpty ? ["-"] : paths {
      try mailboxes.forEach(path, isMbox: mail.mbox) { letter in
        let outcome = try reader.read(letter.bytes)
        counts.add(outcome)
        progress.update(counts.messages)
        switch outcome {
        case .note: break
        case .events(let events): try sink.write(events)
        case .other(let found): try others.take(letter, found, &pending)
        }
      }
    }
    progress.finish()
    others.finish(console)
    try sink.finish()
    summary.print(counts.json, console)
  }
}

extension ByteSink {
  fileprivate mutating func write(_ events: [FeedbackEvent]) throws {
    for event in events {
      buffer.append(event)
      buffer.append(UInt8(ascii: "\n"))
      try recordEnded()
    }
  }
}
