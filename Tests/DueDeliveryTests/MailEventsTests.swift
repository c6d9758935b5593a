import DueFormats
import DueMIME
import DueSystem
import Testing

@testable import DueDelivery

/// What a server's refusal of a mail says of its recipient.
@Suite struct MailEventsTests {
  private static func events() throws -> MailEvents {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return MailEvents(try BounceTable.read("/\(root)/data/bounces.tsv"))
  }

  static let refusals: [(code: String, detail: String, kind: String?)] = [
    ("5.1.1", "550 5.1.1 nobody", "Permanent/NoEmail"),
    ("550", "550 user unknown", "Permanent/NoEmail"),
    ("550", "550 #5.1.0 Address rejected", "Permanent/NoEmail"),
    ("5.2.1", "550 5.2.1 disabled", "Permanent/General"),
    // Of who sends it, and of what it says.
    ("5.1.8", "550 5.1.8 <a@example.com>: Sender address rejected", "Transient/ContentRejected"),
    ("5.1.7", "550 5.1.7 bad sender", "Transient/ContentRejected"),
    ("550", "550 Your IP is blacklisted", "Transient/ContentRejected"),
    ("550", "550 relaying denied", "Transient/ContentRejected"),
    ("5.7.1", "550 5.7.1 blocked", "Transient/ContentRejected"),
    ("550", MailStep.sender.detail("550 sender rejected"), "Transient/ContentRejected"),
    ("5.1.1", MailStep.sender.detail("550 5.1.1 user unknown"), "Transient/ContentRejected"),
    ("550", MailStep.end.detail("550 no such user"), "Transient/ContentRejected"),
    ("550", MailStep.end.detail("550 spam detected"), "Transient/ContentRejected"),
    ("5.2.2", MailStep.end.detail("552 5.2.2 full"), "Transient/MailboxFull"),
    // A code with few words, or none.
    ("552", "552 over quota", "Transient/MailboxFull"),
    ("552", "552 mailbox full", "Transient/MailboxFull"),
    ("552", "552 message size exceeds the limit", "Transient/MessageTooLarge"),
    ("550", "550 no", "Undetermined/Undetermined"),
    ("550", "", "Undetermined/Undetermined"),
    ("67", "sendmail refused", nil), ("", "", nil),
  ]

  @Test("tells what a refusal means", arguments: refusals)
  func tells(code: String, detail: String, kind: String?) throws {
    let bounce = try Self.events().bounce(code, detail)
    #expect(bounce.map { "\($0.type)/\($0.subtype)" } == kind)
  }
}
