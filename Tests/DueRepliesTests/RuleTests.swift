import DueMIME
import DueReplies
import DueSystem
import Testing

/// A message that would be answered, with `header` before its own fields.
private func decide(
  _ header: String, _ change: (inout ReplyRules) -> Void = { _ in }
) -> ReplyRules.Decision {
  var rules = ReplyRules()
  rules.ours = ["noreply@example.com"]
  change(&rules)
  let has = { (name: String) in "\n\(header)".lowercased().contains("\n\(name)") }
  let text =
    header + (has("return-path:") ? "" : "Return-Path: <kim@example.net>\n")
    + (has("from:") ? "" : "From: Kim <kim@example.net>\n")
    + (has("to:") ? "" : "To: noreply@example.com\n") + "Subject: x\n\nbody\n"
  return Array(text.utf8).withUnsafeBytes { rules.decide(InboundMail(message: $0)) }
}

private let answered = ReplyRules.Decision.reply(to: "kim@example.net", from: "noreply@example.com")

@Suite struct ReplyRuleTests {
  static let silent: [(header: String, rule: ReplyRules.Rule)] = [
    ("Auto-Submitted: auto-replied\n", .autoSubmitted),
    ("AUTO-SUBMITTED: auto-generated; x\n", .autoSubmitted),
    ("Auto-Submitted:\n", .autoSubmitted),
    ("Return-Path: <>\n", .nullSender),
    ("Return-Path: < >\n", .nullSender),
    ("Return-Path: <kim>\n", .senderForm),
    ("Return-Path: <\"a b\"@example.net>\n", .senderForm),
    ("Return-Path: <-oQ/tmp@example.net>\n", .senderForm),
    ("Return-Path: <a,b@example.net>\n", .senderForm),
    ("Return-Path: <jürgen@example.net>\n", .senderForm),
    ("List-Id: <talk.example.net>\n", .list),
    ("List-Unsubscribe: <https://example.net/u>\n", .list),
    ("list-post: NO\n", .list),
    ("Precedence: bulk\n", .precedence),
    ("Precedence: List\n", .precedence),
    ("Precedence: junk\n", .precedence),
    ("X-Auto-Response-Suppress: DR, OOF, AutoReply\n", .responseSuppress),
    ("X-Auto-Response-Suppress: All\n", .responseSuppress),
    ("X-Autoreply: yes\n", .autoHeader),
    ("X-Autorespond: x\n", .autoHeader),
    ("X-Loop: noreply@example.com\n", .autoHeader),
    ("X-Due-Auto: 1\n", .autoHeader),
    ("Return-Path: <MAILER-DAEMON@example.net>\n", .systemSender),
    ("Return-Path: <postmaster@example.net>\n", .systemSender),
    ("Return-Path: <No-Reply@example.net>\n", .systemSender),
    ("Return-Path: <donotreply@example.net>\n", .systemSender),
    ("Return-Path: <bounces@example.net>\n", .systemSender),
    ("Return-Path: <owner-talk@example.net>\n", .systemSender),
    ("Return-Path: <talk-request@example.net>\n", .systemSender),
    ("Return-Path: <majordomo@example.net>\n", .systemSender),
    ("Content-Type: multipart/report; boundary=b\n", .report),
    ("To: other@example.com\n", .notForUs),
    ("To: undisclosed-recipients:;\n", .notForUs),
    ("From: =?utf-8?q?a=0D=0AX-Evil:_1?= <kim@example.net>\n", .unsafeHeader),
    ("From: =?utf-8?q?a=00?= <kim@example.net>\n", .unsafeHeader),
  ]

  @Test("each rule alone keeps silent", arguments: silent)
  func keepsSilent(header: String, rule: ReplyRules.Rule) {
    #expect(decide(header) == .skip(rule))
  }

  static let spoken: [String] = [
    "", "Auto-Submitted: no\n", "Auto-Submitted: No (a person)\n", "Precedence: first-class\n",
    "X-Auto-Response-Suppress: DR\n", "Content-Type: multipart/mixed; boundary=report\n",
    "Cc: noreply@example.com\nTo: other@example.com\n", "To: Us <NOREPLY@example.com>\n",
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n",
  ]

  @Test("what is like a rule, and is none", arguments: spoken)
  func answers(header: String) { #expect(decide(header) == answered) }

  @Test("nothing tells the sender: nobody is answered")
  func unknownSender() {
    let text = "From: kim@example.net\nTo: noreply@example.com\n\n"
    var rules = ReplyRules()
    rules.ours = ["noreply@example.com"]
    let decision = Array(text.utf8).withUnsafeBytes { rules.decide(InboundMail(message: $0)) }
    #expect(decision == .skip(.unknownSender))
  }

  @Test("a domain of ours means all its addresses, and their mail is our own")
  func domains() {
    let domain = { (rules: inout ReplyRules) in rules.ours = ["example.com"] }
    #expect(decide("", domain) == answered)
    #expect(decide("Return-Path: <sales@example.com>\n", domain) == .skip(.ownAddress))
    #expect(decide("To: x@notexample.com\n", domain) == .skip(.notForUs))
  }

  @Test("a blind copy is answered where that was asked for")
  func blind() {
    let header = "Delivered-To: noreply@example.com\nTo: other@example.com\n"
    #expect(decide(header) == .skip(.notForUs))
    #expect(decide(header) { $0.takesBlind = true } == answered)
  }

  @Test("Reply-To counts where that was asked for, and a bounce stays one")
  func replyTo() {
    let header = "Reply-To: queue@example.net\n"
    #expect(decide(header) == answered)
    #expect(
      decide(header) { $0.usesHeader = true }
        == .reply(to: "queue@example.net", from: "noreply@example.com"))
    #expect(decide(header + "Return-Path: <>\n") { $0.usesHeader = true } == .skip(.nullSender))
    #expect(
      decide("Reply-To: noreply@example.net\n") { $0.usesHeader = true } == .skip(.systemSender))
  }

  @Test("verdicts of SES on spam and viruses")
  func verdicts() {
    var rules = ReplyRules()
    rules.ours = ["noreply@example.com"]
    let text = Array("To: noreply@example.com\nReturn-Path: <kim@example.net>\n\n".utf8)
    let cases: [(verdict: InboundMail.Verdict, isBad: Bool, isStrictlyBad: Bool)] = [
      (.pass, false, false), (.fail, true, true), (.gray, false, true), (.failed, false, true),
      (.none, false, false),
    ]
    text.withUnsafeBytes { bytes in
      for (verdict, isBad, isStrictlyBad) in cases {
        for isStrict in [false, true] {
          rules.isStrict = isStrict
          var spam = InboundMail(message: bytes)
          spam.verdicts.spam = verdict
          var virus = InboundMail(message: bytes)
          virus.verdicts.virus = verdict
          let isSilent = isStrict ? isStrictlyBad : isBad
          #expect(rules.decide(spam) == (isSilent ? .skip(.spam) : answered))
          #expect(rules.decide(virus) == (isSilent ? .skip(.virus) : answered))
        }
      }
    }
  }

  @Test("a forgery fails all three checks")
  func authentication() {
    var rules = ReplyRules()
    rules.ours = ["noreply@example.com"]
    let text = Array("To: noreply@example.com\nReturn-Path: <kim@example.net>\n\n".utf8)
    text.withUnsafeBytes { bytes in
      var mail = InboundMail(message: bytes)
      (mail.verdicts.spf, mail.verdicts.dkim, mail.verdicts.dmarc) = (.fail, .fail, .pass)
      #expect(rules.decide(mail) == answered)
      mail.verdicts.dmarc = .fail
      #expect(rules.decide(mail) == .skip(.authentication))
    }
  }
}
