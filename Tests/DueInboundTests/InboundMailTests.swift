import DueInbound
import DueModel
import DueSystem
import Testing

@Suite struct InboundMailTests {
  static let answers: [(mail: String, new: String)] = [
    ("Yes", "Yes"), ("Yes\r\n", "Yes"), ("\n\nYes\n\n\n", "Yes"), ("One\n\nTwo", "One\n\nTwo"),
    ("", ""),
    // Quotations with marks, behind the answer, before it, and between its lines.
    ("Yes\n\nOn Mon, 23 Nov 2026 at 10:00, Ana <a@example.com> wrote:\n> Does it?\n", "Yes"),
    ("On 23 Nov 2026, at 10:00, Ana wrote:\n\n> Does it?\n>> Hm\n\nYes\n", "Yes"),
    ("> Does it?\nYes\n> And that?\nNo", "Yes\nNo"), (">only\n>quoted", ""),
    // It may take three lines, and be in other languages.
    ("Ja\n\nAm 23.11.2026 um 10:00 schrieb Ana\n<a@example.com>:\n> Passt es?", "Ja"),
    ("Oui\n\nLe lun. 23 nov. 2026 à 10:00, Ana\n<a@example.com> a écrit :\n\n> Oui ?", "Oui"),
    ("Sí\n\nEl lun, 23 nov 2026 a las 10:00, Ana (<a@example.com>) escribió:\n\n> ¿Sí?", "Sí"),
    ("Sì\nIl giorno lun 23 nov 2026 alle ore 10:00 Ana <a@example.com> ha scritto:\n> Sì?", "Sì"),
    ("Ja\nOp ma 23 nov 2026 om 10:00 schreef Ana <a@example.com>:\n> Ja?", "Ja"),
    ("Tak\nW dniu 23.11.2026 o 10:00, Ana pisze:\n> Tak?", "Tak"),
    // Without marks.
    ("Yes\n\nOn Mon, 23 Nov 2026 at 10:00, Ana wrote:\nDoes it?", "Yes"),
    ("Yes\n-----Original Message-----\nFrom: Ana", "Yes"),
    ("Ja\n-----Ursprüngliche Nachricht-----\nx", "Ja"),
    ("Yes\n________________________________\nFrom: Ana\nSent: Monday", "Yes"),
    ("Yes\n\nFrom: Ana <a@example.com>\nSent: Monday, 23 November 2026 10:00\nTo: x\nold", "Yes"),
    ("Yes\n\n*From:* Ana\n*Date:* Monday\nold", "Yes"),
    ("Ja\n\nVon: Ana\nGesendet: Montag\nalt", "Ja"),
    // What only looks like it.
    ("On Monday we wrote:\nhello", "On Monday we wrote:\nhello"),
    ("From: the station\nwalk left", "From: the station\nwalk left"),
    ("On the 3rd she left.\nIt rained", "On the 3rd she left.\nIt rained"), ("a > b", "a > b"),
    ("--- so what", "--- so what"),
    ("-- not a signature", "-- not a signature"),
    // Signatures.
    ("Yes\n-- \nAna\n+1 202 555 0130", "Yes"), ("Yes\n\nSent from my iPhone", "Yes"),
    ("Yes\n\nGet Outlook for Android", "Yes"),
  ]

  @Test("keeps what is new", arguments: answers)
  func newest(mail: String, new: String) { #expect(NewestText.of(mail) == new) }

  @Test("joins lines that go on")
  func flowed() {
    #expect(NewestText.of("a \nb\n\nc \n d \n", isFlowed: true) == "a b\n\nc d ")
    #expect(NewestText.of("a \nb", isFlowed: true, deletesSpaces: true) == "ab")
    #expect(NewestText.of(" > a", isFlowed: true) == "> a")
    #expect(NewestText.of("a \n-- \nb", isFlowed: true) == "a ")
  }

  static let pieces = [
    "Yes", "> old", ">", "", " ", "-- ", "--", "On 1 May 2026 Ana wrote:", "On 1", "wrote:",
    "<a@b>:", "From: x",
    "Sent: y", "-----Original Message-----", "____________________", "Sent from my x", "\r", "é",
    "Le 1", "a écrit :",
  ]

  @Test(
    "adds nothing: lines are lines of the mail, in their order, and none is quoted",
    arguments: 0..<200)
  func addsNothing(run: Int) {
    let lines = (0..<Int.random(in: 0..<14)).map { _ in Self.pieces.randomElement() ?? "" }
    let text = NewestText.of(lines.joined(separator: "\n"))
    var rest = lines[...].map { $0 == "\r" ? "" : $0 }[...]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !text.isEmpty {
      #expect(!line.hasPrefix(">"))
      guard let found = rest.firstIndex(of: String(line)) else {
        Issue.record("'\(line)' is not of \(lines)")
        return
      }
      rest = rest[(found + 1)...]
    }
  }

  private static func read(_ mail: String) throws -> InboundMessage {
    var mail = mail
    return try mail.withUTF8 { try InboundMailReader().read(Bytes($0)) }
  }

  static let headers: [(header: String, to: String, replyTo: String)] = [
    ("To: a@x.example", "a@x.example", ""),
    ("To: Ana <a@x.example>, b@x.example", "a@x.example", ""),
    ("Delivered-To: c@x.example\nTo: a@x.example", "c@x.example", ""),
    ("Delivered-To: c@x.example\nX-Original-To: d@x.example\nTo: a@x.example", "d@x.example", ""),
    ("In-Reply-To: <1@y.example>\nReferences: <2@y.example>", "", "1@y.example"),
    ("References: <1@y.example>\n <2@y.example>", "", "2@y.example"),
    ("In-Reply-To: your mail\nReferences: <2@y.example>", "", "2@y.example"),
    ("In-Reply-To: <0100-1@eu-west-1.amazonses.com>", "", "0100-1"),
    ("In-Reply-To: <due.k-1@z.example>", "", "due.k-1@z.example"), ("In-Reply-To: <a b@z>", "", ""),
    ("In-Reply-To: <", "", ""), ("Auto-Submitted: no", "", ""),
  ]

  @Test("reads whom it is for and what it answers", arguments: headers)
  func reads(header: String, to: String, replyTo: String) throws {
    let message = try Self.read("From: Kim <kim@x.example>\n\(header)\n\nhi")
    #expect(message.from == "kim@x.example" && message.body == "hi")
    #expect(message.to == to && message.replyTo == replyTo)
    // A mail without a name is known again by what is in it.
    #expect(message.id.utf8.count == 32)
  }

  @Test(
    "passes over what no person wrote",
    arguments: [
      "Auto-Submitted: auto-generated", "Return-Path: <>",
      "Content-Type: multipart/report; boundary=x",
    ])
  func machines(header: String) {
    #expect(throws: NoMessage.self) { try Self.read("From: kim@x.example\n\(header)\n\nhi") }
  }

  static let pages: [(html: String, text: String)] = [
    ("<p>Yes</p>", "Yes"), ("a<br>b<br/><br />c", "a\nb\n\nc"),
    ("<div>a</div><div>b</div>", "a\nb"),
    ("<p>a<p>b", "a\n\nb"), ("a \n\t b", "a b"), ("a&nbsp;&amp;&#33;", "a &!"),
    ("1 < 2 > 0", "1 < 2 > 0"),
    ("<title>x</title><style>y</style><script>z</script>a", "a"), ("<!-- x -->a", "a"),
    ("a<img alt='>'>b", "ab"),
    ("a<blockquote>old<blockquote>older</blockquote></blockquote>b", "a\nb"),
    ("a</blockquote>b", "a\nb"),
    ("a<div class=\"gmail_quote\">old</div>", "a"), ("a<div id='divRplyFwdMsg'>old", "a"),
    ("<tr><td>a</td><td>b</td></tr><tr><td>c", "a b\nc"), ("<", "<"), ("<b", ""), ("", ""),
  ]

  @Test("reads a page where there is no other text", arguments: pages)
  func page(html: String, text: String) throws {
    #expect(try Self.read("From: a@x.example\nContent-Type: text/html\n\n\(html)").body == text)
  }

  @Test("takes any bytes", arguments: 0..<100)
  func anyBytes(run: Int) {
    let marks = Array("\n\n<>:;=\"-\r @,/".utf8)
    let starts = ["From: a@b.c\nContent-Type: text/html\n\n", "From: a@b.c\n\n", "", "From: "]
    let rest = (0..<400).map { _ in
      Bool.random() ? marks[Int.random(in: marks.indices)] : UInt8.random(in: 0...255)
    }
    let mail = Array(starts[run % starts.count].utf8) + rest
    mail.withUnsafeBytes { bytes in
      let message = try? InboundMailReader().read(bytes)  // a fault is as good
      #expect(message.map { !$0.id.isEmpty && !$0.from.isEmpty } ?? true)
    }
  }
}
