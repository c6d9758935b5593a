import ArgumentParser
import DueAWS
import DueAWSOptions
import DueFormats
import DueMail
import DueModel
import DueSystem
import DueTool

/// What is sent, where a record does not say it.
struct MessageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Sender of mails that name none: 'Name <address>' or an address.", valueName: "sender"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Type of mails that name none: promotional (default) or transactional.", valueName: "type"))
  var type: MessageType = .promotional

  @Option(help: ArgumentHelp("Campaign of mails that name none.", valueName: "name"))
  var campaign: String?

  @Option(
    help: ArgumentHelp(
      "Template, of the store, of records that have no text.", valueName: "name"))
  var template: String?

  @Option(
    help: ArgumentHelp("The same, of a file in Pinpoint's or SES's form.", valueName: "file"))
  var templateFile: String?

  @Option(
    help: ArgumentHelp(
      "Template, of those that SES keeps, of records that have no text.", valueName: "name"))
  var sesTemplate: String?

  @Flag(help: "Reject records that lack a value which the template names.")
  var strictTemplate = false

  @Option(
    help: ArgumentHelp("Where answers go, for mails that do not say.", valueName: "address"))
  var replyTo: String?

  @Option(
    help: ArgumentHelp(
      "Where bounces go; {key} in it stands for the message's key.", valueName: "address"))
  var returnPath: String?

  @Option(
    help: ArgumentHelp(
      "Where bounces go, each to an address of its own: ADDRESS with the message's key in it.",
      valueName: "address"))
  var verp: String?

  @Option(
    help: ArgumentHelp("File of mode 0600 with the secret of such addresses.", valueName: "file"))
  var verpSecret: String?

  @Option(
    help: ArgumentHelp("Configuration set of SES, for mails that name none.", valueName: "name"))
  var configurationSet: String?

  @Option(
    help: ArgumentHelp(
      "Page for one-click unsubscribing: https://…/{token}.", valueName: "url"))
  var unsubscribe: String?

  @Option(
    help: ArgumentHelp("Mailbox for the same: unsub+{token}@…", valueName: "address"))
  var unsubscribeMail: String?

  @Option(
    help: ArgumentHelp("File of mode 0600 with the secret of tokens.", valueName: "file"))
  var unsubscribeSecret: String?

  @Option(
    help: ArgumentHelp(
      "CSV file with what is known of users, by user_id.", valueName: "file"))
  var users: String?

  @Option(
    help: ArgumentHelp(
      "As in Pinpoint's custom channel: NAME,TEMPLATE,SENDER,MODE,PREFIX,KIND.",
      valueName: "fields"))
  var data: String?

  @Option(help: ArgumentHelp("Send nothing before TIME.", valueName: "time"))
  var at: Instant?

  @Option(help: ArgumentHelp("Send nothing that is older than SPAN.", valueName: "span"))
  var ttl: TimeSpan?

  @Option(
    help: ArgumentHelp("Let a mail be sent again after SPAN.", valueName: "span"))
  var dedupWindow: TimeSpan?

  @Option(help: ArgumentHelp("Column with the message's key.", valueName: "column"))
  var keyColumn: String?

  @Option(help: ArgumentHelp("Column with the recipient's address.", valueName: "column"))
  var addressColumn: String?

  @Option(
    help: ArgumentHelp(
      "Format of the input: csv, jsonl, or mime, which is whole mails.", valueName: "format"))
  var format: MailFormat?

  @Option(
    help: ArgumentHelp(
      "Who gets whole mails, in place of To, Cc and Bcc; repeatable.", valueName: "address"))
  var rcpt: [String] = []

  func validate() throws {
    for (name, value) in [("from", from), ("reply-to", replyTo), ("return-path", returnPath)] {
      guard let value, name != "return-path" || value != MailEnvelope.nowhere else { continue }
      if MailAddress(value.replacing("{key}", with: "key")) == nil {
        throw ValidationError("expected a mail address in --\(name), found '\(value)'")
      }
    }
    if let verp {
      guard let address = MailAddress(verp), !address.local.contains("+"), !address.needsUTF8 else {
        throw ValidationError("expected an address without '+' in --verp, found '\(verp)'")
      }
      if returnPath != nil || verpSecret == nil {
        throw ValidationError("--verp goes with --verp-secret, and without --return-path")
      }
    }
    if let wrong = rcpt.first(where: { MailAddress($0) == nil }) {
      throw ValidationError("expected a mail address in --rcpt, found '\(wrong)'")
    }
    if format == .mime, template != nil || templateFile != nil || data != nil {
      throw ValidationError("--format mime takes whole mails: expected no template")
    }
    if template != nil, templateFile != nil {
      throw ValidationError("expected one of --template and --template-file, found both")
    }
    if sesTemplate != nil, template != nil || templateFile != nil || data != nil || format == .mime
    {
      throw ValidationError("--ses-template says what the text is: expected no other option for it")
    }
    if data != nil, template != nil || templateFile != nil || from != nil {
      throw ValidationError("--data says template and sender: expected no other option for them")
    }
    let asksToken = [unsubscribe, unsubscribeMail].contains { $0?.contains("{token}") ?? false }
    if asksToken, unsubscribeSecret == nil {
      throw ValidationError("expected --unsubscribe-secret for {token}, found none")
    }
  }

  var columns: MailColumns {
    var columns = MailColumns()
    columns.key = keyColumn
    columns.address = addressColumn
    return columns
  }

  var recipients: [MailAddress] { rcpt.compactMap { MailAddress($0) } }

  func defaults(
    at now: Instant, render: @escaping MailDefaults.Render
  ) throws -> MailDefaults {
    var defaults = MailDefaults(render: render)
    defaults.from = from ?? ""
    defaults.type = type
    defaults.campaign = campaign ?? ""
    defaults.template = template ?? ""
    defaults.sesTemplate = sesTemplate ?? ""
    defaults.replyTo = replyTo ?? ""
    defaults.returnPath = returnPath ?? ""
    defaults.configurationSet = configurationSet ?? ""
    defaults.notBefore = at
    defaults.expires = ttl.map { now + $0.milliseconds }
    if unsubscribe != nil || unsubscribeMail != nil {
      defaults.unsubscribe = UnsubscribeLinks(
        address: unsubscribe ?? "", mail: unsubscribeMail ?? "",
        tokens: try unsubscribeSecret.map {
          UnsubscribeTokens(secret: try SecretFile.read($0, atLeast: SecretFile.ofSeals))
        })
    }
    if let address = verp.flatMap({ MailAddress($0) }), let verpSecret {
      defaults.bounces = BounceAddresses(
        address, secret: try SecretFile.read(verpSecret, atLeast: SecretFile.ofSeals))
    }
    defaults.users = try users.map { try MailUsers(file: $0) }
    return defaults
  }
}

/// What a file of mails is.
enum MailFormat: String, CaseIterable, ExpressibleByArgument {
  case csv
  case jsonl
  /// Whole mails.
  case mime

  var ofRecords: RecordFormat? {
    switch self {
    case .csv: .csv
    case .jsonl: .jsonl
    case .mime: nil
    }
  }
}

/// What goes along with mails.
struct FileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of attachments; nothing outside of it is read.", valueName: "dir"))
  var files: String?

  @Option(
    help: ArgumentHelp(
      "Attach the file of that name: 'Bill_{id}.pdf'; repeatable.", valueName: "name"))
  var attach: [String] = []

  @Option(
    help: ArgumentHelp(
      "Put an image into the HTML text, as cid:CID; repeatable.", valueName: "cid=name"))
  var inline: [String] = []

  @Option(
    help: ArgumentHelp("Link to the file of that name in place of attaching.", valueName: "name"))
  var link: String?

  @Option(help: ArgumentHelp("What links begin with: https://….", valueName: "url"))
  var linkBase: String?

  @Option(
    help: ArgumentHelp("File of mode 0600 with the secret of links.", valueName: "file"))
  var linkSecret: String?

  @Option(
    help: ArgumentHelp(
      "Link to objects of S3, signed: s3:REGION/BUCKET[/PREFIX].", valueName: "place"))
  var presign: String?

  @Option(help: ArgumentHelp("How long links hold (default: 1h).", valueName: "span"))
  var linkTtl = TimeSpan(milliseconds: 3_600_000)

  @Option(
    help: ArgumentHelp("Suffix of files that --data names (default: .pdf).", valueName: "suffix"))
  var fileType = ".pdf"

  @Option(
    help: ArgumentHelp(
      "The most bytes of a mail's files together (default: 10485760).", valueName: "n"))
  var maxSize = 10 << 20

  func validate() throws {
    let looksUp = !attach.isEmpty || !inline.isEmpty || link != nil && presign == nil
    if files == nil, looksUp {
      throw ValidationError("expected --files DIR for what is attached or linked, found none")
    }
    if link != nil, presign == nil, linkBase == nil || linkSecret == nil {
      throw ValidationError(
        "expected --link-base and --link-secret, or --presign, for --link, found none")
    }
    if let presign {
      guard ObjectPlace(presign) != nil else {
        throw ValidationError("expected s3:REGION/BUCKET[/PREFIX] in --presign, found '\(presign)'")
      }
      guard linkBase == nil, linkSecret == nil else {
        throw ValidationError("expected one of --presign and --link-base, found both")
      }
      guard (1000...PresignedLinks.longest * 1000).contains(linkTtl.milliseconds) else {
        throw ValidationError("expected 1 second to 7 days in --link-ttl for --presign")
      }
    }
    if let linkBase, !linkBase.hasPrefix("https://") && !linkBase.hasPrefix("http://") {
      throw ValidationError(
        "expected an address such as https://… in --link-base, found '\(linkBase)'")
    }
    if let wrong = inline.first(where: { !$0.contains("=") }) {
      throw ValidationError("expected CID=NAME in --inline, found '\(wrong)'")
    }
    if maxSize < 1 { throw ValidationError("expected 1 or more in --max-size, found '\(maxSize)'") }
  }

  /// - Throws: status 64 for a file that has no directory, or a link without what signs it.
  func rules(_ legacy: LegacyData?, at now: Instant) throws -> FileRules? {
    let legacyPattern = try legacy?.pattern(type: fileType)
    let isLink = link != nil || legacyPattern != nil && legacy?.kind == .link
    if files == nil, legacyPattern != nil, !isLink || presign == nil {
      throw RunFault(.usage, "expected --files DIR for the files of --data, found none")
    }
    guard files != nil || isLink else { return nil }
    var rules = FileRules(try files.map { try AttachmentShelf($0, limit: maxSize) })
    rules.attached = try attach.map { try FilePattern($0) }
    rules.inline = inline.map { text in
      let equals = text.firstIndex(of: "=") ?? text.endIndex
      return (String(text[..<equals]), String(text[equals...].dropFirst()))
    }
    var linked = try link.map { try FilePattern($0) }
    if let legacyPattern {
      if legacy?.kind == .link {
        linked = legacyPattern
      } else {
        rules.attached.append(legacyPattern)
      }
    }
    if let linked { rules.linked = (linked, try address(at: now)) }
    return rules
  }

  /// Makes the addresses of links.
  private func address(at now: Instant) throws -> FileRules.LinkAddress {
    if let place = presign.flatMap({ ObjectPlace($0) }) {
      let links = try PresignedLinks(
        place, in: .ofProcess, from: now, seconds: linkTtl.milliseconds / 1000)
      return { name, _ in ObjectPlace.isName(name) ? links.address(of: name) : nil }
    }
    guard let linkBase, let linkSecret else {
      throw RunFault(
        .usage, "expected --link-base and --link-secret, or --presign, for links, found none")
    }
    let links = FileLinks(
      base: linkBase, secret: try SecretFile.read(linkSecret),
      expires: (now + linkTtl.milliseconds).milliseconds / 1000)
    return { name, key in links.address(of: name, key: key) }
  }
}
