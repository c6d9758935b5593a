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
  /// Bytes of all mails of one file.
  private static let limit = 256 << 20

  /// Looks after the mail in the file at `path`; `-` is standard input.
  mutating func rewrite(
    _ path: String, to output: inout ByteBuffer, report: (String, ExitStatus) throws -> Void
  ) throws {
    let name = path == "-" ? "standard input" : path
    let home = path == "-" ? nil : directory(of: path)
    var text = ByteBuffer(capacity: 1 << 16)
    var source = try ByteSource.open(path)
    while try text.fill(upTo: 1 << 16, { try source.read(into: $0) }) > 0 {
      guard text.count <= Self.limit else {
        throw RunFault(
          .noInput, "\(name): expected at most \(Self.limit >> 20) MiB of mail, found more")
      }
    }
    for complaint in try rewrite(text.bytes, name: name, beside: home, to: &output) {
      try report(
        "\(name):\(complaint.line): \(complaint.reason)", complaint.isUnreadable ? .badData : .no)
    }
  }

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
