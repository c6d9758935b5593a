import DueDelivery
import DueFormats
import DueMIME
import DueModel
import DueSystem
import Glibc

/// Reads whole mails, one a file, many in an mbox, or a Maildir, as messages: one for each recipient.
package final class WholeMailIntake {
  private let defaults: MailDefaults
  /// Who gets the mails; empty for who stands in `To`, `Cc` and `Bcc`.
  private let recipients: [MailAddress]
  private let rejects: RejectLog
  private var writer = SevenBitMail()
  private var senders = LastAddress()
  private var text = ByteBuffer(capacity: 1 << 16)
  /// Those of the mail in hand.
  private var headers = MailHeaders()
  /// The number of the last record.
  private var record = 0

  package init(_ defaults: MailDefaults, recipients: [MailAddress], rejects: RejectLog) {
    self.defaults = defaults
    self.recipients = recipients
    self.rejects = rejects
  }

  /// Whether a path, by its name or as a directory, has whole mails.
  package static func isMeant(_ path: String) -> Bool {
    let name = path.lowercased()
    if [".eml", ".mbox", ".eml.gz", ".mbox.gz"].contains(where: name.hasSuffix) { return true }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Reads what lies at `path`.
  package func read(_ path: String, _ take: IntakeItem.Taker) throws {
    var mailboxes = Mailboxes()
    try mailboxes.forEach(path, isMbox: false) { letter in
      let found: [Message]
      do throws(IntakeFault) {
        found = try messages(letter.bytes)
      } catch {
        record += 1
        try reject(letter, error)
        return try take(record, .fault(error))
      }
      for message in found {
        record += 1
        try take(record, .message(message, nil))
      }
    }
  }

  private func reject(_ letter: borrowing Letter, _ fault: IntakeFault) throws {
    var entry = ByteBuffer(capacity: letter.bytes.count + 128)
    entry.append(mboxEntry: letter.bytes)
    try rejects.add(
      Rejection(
        file: letter.file, line: letter.line, column: fault.column, reason: fault.reason),
      line: entry.bytes)
  }

  /// The messages of one mail.
  private func messages(_ mail: Bytes) throws(IntakeFault) -> [Message] {
    guard mail.count < Mailboxes.limit else {
      throw IntakeFault(
        "too_long", nil, "expected less than \(Mailboxes.limit) bytes, found more")
    }
    let header = MailFields.split(mail).fields
    let from = try sender(header)
    let all = try recipients(header)
    do throws(MessageRefusal) {
      try writeText(of: mail, header, from)
      let whole = WholeMail(text.bytes)
      try whole.check()
      let common = try self.common(header, from, name: whole.messageID)
      return try all.map { to throws(MessageRefusal) in
        try message(common, to: to, named: whole.messageID, isAlone: all.count == 1)
      }
    } catch {
      throw IntakeFault(error, nil)
    }
  }

  private func writeText(
    of mail: Bytes, _ header: MailFields, _ from: MailAddress
  ) throws(MessageRefusal) {
    text.removeAll()
    if header["from"] == nil { text.append(mailbox: "From", from) }
    let isPlain = SevenBitMail.isPlain(mail)
    try writer.append(mail, keeping: { Self.keeps($0.name, ofPlain: isPlain) }, to: &text)
  }

  // MARK: Who it comes from and goes to

  private func sender(_ header: MailFields) throws(IntakeFault) -> MailAddress {
    guard let field = header["from"] else {
      guard let from = MailAddress(defaults.from) else {
        throw IntakeFault(
          "missing_sender", "From", "expected a sender in 'From', or --from, found neither")
      }
      return from
    }
    guard let from = MailAddress.all(in: field)?.first else { throw Self.noAddress("From", field) }
    return from
  }

  /// Whether a field of the header leaves with the mail. A signature that the mail was given before it
  /// had to be encoded anew is none any more.
  private static func keeps(_ name: Bytes, ofPlain isPlain: Bool) -> Bool {
    !WholeMail.isOurs(name) && (isPlain || !name.isFolded("dkim-signature"))
  }

  private func recipients(_ header: MailFields) throws(IntakeFault) -> [MailAddress] {
    var found = recipients
    if found.isEmpty {
      for name: StaticString in ["to", "cc", "bcc"] {
        var wrong: Bytes?
        header.forEach(name) { field in
          if let some = MailAddress.all(in: field) { found += some } else { wrong = field }
        }
        if let wrong { throw Self.noAddress("\(name)".capitalizedWord, wrong) }
      }
    }
    guard !found.isEmpty else {
      throw IntakeFault(
        "missing_recipient", "To",
        "expected a recipient in 'To', 'Cc' or 'Bcc', or --rcpt, found none")
    }
    var seen: Set<String> = []
    return found.filter { seen.insert(MailboxKey.key($0.address)).inserted }
  }

  private static func noAddress(_ column: String, _ field: Bytes) -> IntakeFault {
    var text = ByteBuffer(capacity: 64)
    text.append(decodedHeader: Bytes(rebasing: field.prefix(200)))
    return .expected(
      "mail addresses", in: column, found: String(text.string.prefix(60)),
      code: "invalid_address")
  }

  // MARK: Messages

  /// What the messages of one mail have in common; its key is that of no message.
  private func common(
    _ header: MailFields, _ from: MailAddress, name: String
  ) throws(MessageRefusal) -> Message {
    var message = Message(
      key: "", channel: .email, to: "", from: from.mailbox, type: defaults.type, body: text.string)
    message.campaign = defaults.campaign
    message.notBefore = defaults.notBefore
    message.expires = defaults.expires
    message.key = Message.key(of: [
      "email", defaults.project, name.isEmpty ? message.body : name, from.address,
      defaults.campaign,
    ])
    var headers = MailHeaders()
    headers.isWhole = true
    var subject = ByteBuffer(capacity: 128)
    if let value = header["subject"] { subject.append(decodedHeader: value) }
    headers.subject = HeaderText.hasControls(subject.bytes) ? "" : subject.string
    headers.returnPath = try bounces(header)
    headers.configurationSet = defaults.configurationSet
    message.headers = headers.text
    self.headers = headers
    return message
  }

  /// Where bounces go: as told, else as the mail says; empty for its sender.
  private func bounces(_ header: MailFields) throws(MessageRefusal) -> String {
    if !defaults.returnPath.isEmpty { return defaults.returnPath }
    guard let field = header["return-path"] ?? header["sender"] else { return "" }
    if MailboxKey.bare(field).isEmpty { return MailEnvelope.nowhere }
    guard let address = MailAddress.all(in: field)?.first else {
      throw MessageRefusal(
        "invalid_address", "expected a mail address in 'Return-Path' or 'Sender', found none")
    }
    return address.address
  }

  private func message(
    _ common: Message, to: MailAddress, named name: String, isAlone: Bool
  ) throws(MessageRefusal) -> Message {
    var message = common
    message.to = to.address
    message.key = Message.key(of: [common.key, MailboxKey.key(to.address)])
    var headers = headers
    if let bounces = defaults.bounces {
      headers.returnPath = bounces.address(key: message.key, to: to)
    }
    if name.isEmpty, !isAlone {
      // One that its maker did not name is the same mail for all.
      headers.messageID = "due.\(common.key)@\(MailAddress(common.from)?.domain ?? "localhost")"
    }
    if let links = defaults.unsubscribe, message.type == .promotional {
      headers.unsubscribe = links.page(message.key)
      headers.unsubscribeMail = links.mailbox(message.key)
    }
    try headers.check()
    message.headers = headers.text
    _ = try MailEnvelope(message, headers, &senders)
    return message
  }
}

extension String {
  /// `to` as `To`.
  fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}

extension ByteBuffer {
  /// Appends a mail as one of an mbox (`mboxrd`), so that it can be read again.
  fileprivate mutating func append(mboxEntry mail: Bytes) {
    append("From due Thu Jan  1 00:00:00 1970\n" as StaticString)
    var place = 0
    while place < mail.count {
      let end = mail.lineEnd(from: place)
      let line = Bytes(rebasing: mail[place..<end])
      let marks = line.prefix { $0 == UInt8(ascii: ">") }.count
      if Bytes(rebasing: line[marks...]).starts(with: "From ") { append(UInt8(ascii: ">")) }
      append(line)
      place = end
    }
    if bytes.last != 0x0a { append(UInt8(ascii: "\n")) }
    append(UInt8(ascii: "\n"))
  }
}
