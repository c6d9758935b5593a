import ArgumentParser
import DueFormats
import DuePublish
import DueSystem
import DueTool

/// Which files of a site mails refer to.
struct MailOptions: ParsableArguments {
  @OptionGroup(title: "Site") var site: SiteOptions
  @OptionGroup(title: "Site") var address: AddressOptions

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "The files beside a mail were put as PATH (default: the top of the site).",
      valueName: "path"))
  var path: String?

  func validate() throws { try address.validate() }

  func rewriter() throws -> MailRewriter {
    let files = try PublishedFiles(
      site.open().manifest(), below: try path.map { try SitePath($0) })
    return MailRewriter(files, base: try address.base())
  }
}

extension MailRewriter {
  var summary: JSON {
    [
      "published": .integer(counts.published), "elsewhere": .integer(counts.elsewhere),
      "missing": .integer(counts.missing), "changed": .integer(counts.changed),
    ]
  }
}

/// A mail whose images everybody can see.
struct Rewrite: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a mail with the addresses of the files that it refers to.")

  @OptionGroup var mail: MailOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @OptionGroup(title: "Output") var result: OutputFileOptions

  @Argument(help: "HTML, or templates or messages as JSON; '-', and none, is standard input.")
  var file = "-"

  func run(_ console: inout Console) throws {
    var rewriter = try mail.rewriter()
    guard try mail.address.base() != nil else {
      throw RunFault(.usage, "expected the address of the site in --base-url, found none")
    }
    var sink = try ByteSink(result.output)
    var isWhole = true
    try rewriter.rewrite(file, to: &sink.buffer) { complaint, _ in
      console.say(complaint)
      isWhole = false
    }
    try sink.finish()
    if !isWhole { console.raise(.badData) }
    summary.print(rewriter.summary, console)
  }
}

/// Whether all that mails refer to is there.
struct CheckMails: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say which files that mails refer to are missing or changed.")

  @OptionGroup var mail: MailOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Argument(help: "HTML, or templates or messages as JSON; '-', and none, is standard input.")
  var files: [String] = ["-"]

  func run(_ console: inout Console) throws {
    var rewriter = try mail.rewriter()
    var sink = try ByteSink()
    var ignored = ByteBuffer()
    for file in files {
      ignored.removeAll()
      try rewriter.rewrite(file, to: &ignored) { complaint, status in
        sink.buffer.append(complaint)
        sink.buffer.append(UInt8(ascii: "\n"))
        try sink.recordEnded()
        console.raise(status)
      }
    }
    try sink.finish()
    summary.print(rewriter.summary, console)
  }
}
