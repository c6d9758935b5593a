import DueDelivery
import DueMIME
import DueSystem

/// What the headers of a mail may be.
extension MailHeaders {
  /// Refuses what could end a header, or stand for one that is ours to write.
  ///
  /// Names: 1 to 126 printable characters without a colon (RFC 5322, 3.6.8). Values are at most
  /// 995 bytes, which SES takes.
  package func check() throws(MessageRefusal) {
    try Self.check(subject, "subject")
    try Self.check(toName, "to_name")
    try Self.check(replyTo, "reply_to")
    try Self.check(returnPath, "return_path")
    try Self.check(unsubscribe, "unsubscribe")
    try Self.check(unsubscribeMail, "unsubscribe_mail")
    try Self.check(configurationSet, "configuration_set")
    try checkMessageID()
    try checkTemplate()
    try Self.check(page: unsubscribe, "unsubscribe", prefix: "https://")
    try Self.check(page: unsubscribeMail, "unsubscribe_mail", prefix: "")
    for field in fields {
      let isName =
        (1...126).contains(field.name.utf8.count)
        && field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") }
      // Templates may have headers of their own for unsubscribing, unless we write them.
      let isTwice = !unsubscribe.isEmpty && field.name.lowercased().hasPrefix("list-unsubscribe")
      guard isName, !isTwice, !Self.isOurs(field.name) else {
        throw MessageRefusal(
          "invalid_header",
          "expected the name of a further header in 'fields', found '\(field.name.prefix(60))'")
      }
      guard field.value.utf8.count <= 995 else {
        throw MessageRefusal(
          "invalid_header", "expected at most 995 bytes in '\(field.name)', found more")
      }
      try Self.check(field.value, field.name)
    }
    for attachment in attachments { try attachment.check() }
  }

  /// A name of a mail is two words with an `@` between them (RFC 5322, 3.6.4), and fits on a line.
  private func checkMessageID() throws(MessageRefusal) {
    guard !messageID.isEmpty else { return }
    let parts = messageID.split(separator: "@", omittingEmptySubsequences: false)
    let isID =
      parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && messageID.utf8.count <= 250
      && messageID.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3c && $0 != 0x3e }
    guard isID else {
      throw MessageRefusal(
        "invalid_header",
        "expected a name such as ID@example.com in 'message_id', found '\(messageID.prefix(60))'")
    }
  }

  /// A template is called as SES calls one, or by its ARN, and stands in the place of texts.
  private func checkTemplate() throws(MessageRefusal) {
    guard !template.isEmpty else { return }
    let isName =
      template.utf8.count <= 512
      && template.utf8.allSatisfy {
        $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || "_-:/.".utf8.contains($0)
      }
    guard isName else {
      throw MessageRefusal(
        "invalid_template",
        "expected the name of a template of SES in 'ses_template', found '\(template.prefix(60))'")
    }
    guard html.isEmpty, !isWhole else {
      throw MessageRefusal.textAndTemplate
    }
  }

  /// Refuses what does not stand between `<` and `>` in a header (RFC 2369, 2).
  private static func check(
    page: String, _ name: String, prefix: String
  ) throws(MessageRefusal) {
    guard !page.isEmpty else { return }
    let isPlain = page.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3c && $0 != 0x3e }
    guard isPlain, page.hasPrefix(prefix), page.utf8.count <= 900 else {
      let what = prefix.isEmpty ? "a mail address" : "an address that begins with \(prefix)"
      throw MessageRefusal(
        "invalid_header", "expected \(what) in '\(name)', found '\(page.prefix(60))'")
    }
  }

  static func check(_ value: String, _ name: String) throws(MessageRefusal) {
    guard !value.isEmpty else { return }
    var value = value
    if value.withUTF8({ HeaderText.hasControls(Bytes($0)) }) {
      throw MessageRefusal(
        "control_character", "expected no control characters in '\(name)', found one")
    }
  }

  /// Headers that follow from the rest of a message, or that others put there.
  private static func isOurs(_ name: String) -> Bool {
    let name = name.lowercased()
    return ourNames.contains(name) || name.hasPrefix("content-") || name.hasPrefix("dkim-")
      || name.hasPrefix("arc-") || name.hasPrefix("x-ses-")
  }

  private static let ourNames: Set<String> = [
    "from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id",
    "mime-version", "return-path", "received", "x-due-key",
  ]
}
