import ArgumentParser
import DueMIME
import DueModel
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// The wishes of people who were written to: one click on a page, or a mail.
struct Unsubscribe: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put on the list who asked for no more, by the token of a mail.")

  @Option(
    help: ArgumentHelp(
      "The secret that --unsubscribe-secret of due-send-email had.", valueName: "file"))
  var secret: String
  @Flag(help: "Read mail: files, mboxes, Maildirs; '-', and none, is one message.")
  var mail = false
  @OptionGroup var words: NoteOptions
  @OptionGroup var changes: ChangeOptions
  @OptionGroup var clock: ClockOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Tokens, or addresses of pages with one in them; '-' reads lines.")
  var token: [String] = []

  func run(_ console: inout Console) throws {
    let tokens = UnsubscribeTokens(secret: try SecretFile.read(secret, atLeast: SecretFile.ofSeals))
    let job = UnsubscribeJob(tokens, words.settings, now: try clock.instant())
    if mail {
      try readMail(job)
    } else {
      try readTokens(job)
    }
    let counts = try changes.perform(in: store) { try job.keep($0) }
    for (place, fault) in job.faults { console.say("\(place): \(fault)") }
    if !job.faults.isEmpty { console.raise(.badData) }
    summary.print(counts.summary, console)
  }

  private func readTokens(_ job: UnsubscribeJob) throws {
    var count = 0
    try AddressLines.forEach(token.isEmpty ? ["-"] : token) { text in
      count += 1
      job.add([text], place: "token \(count)")
    }
  }

  private func readMail(_ job: UnsubscribeJob) throws {
    var mailboxes = Mailboxes()
    for path in token.isEmpty ? ["-"] : token {
      try mailboxes.forEach(path, isMbox: false) { letter in
        job.add(Self.recipients(of: letter.bytes), place: "\(letter.file):\(letter.line)")
      }
    }
  }

  /// Whom a mail went to: as who delivered it says, then as who wrote it says.
  private static func recipients(of mail: Bytes) -> [String] {
    MailFields.split(mail).fields.addresses(
      "delivered-to", "x-original-to", "envelope-to", "to", "cc")
  }
}
