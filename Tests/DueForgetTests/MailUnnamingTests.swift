import DueStore
import Testing

/// Who is taken out of the header of a mail, and that nothing else of it changes.
@Suite struct MailUnnamingTests {
  static let cases: [(mail: String, result: String)] = [
    ("To: cy@example.com\r\n\r\nHi", "To: undisclosed-recipients:;\r\n\r\nHi"),
    ("To: Cy <CY@EXAMPLE.COM>, ana@example.com\r\n\r\n", "To: ana@example.com\r\n\r\n"),
    ("to: lucy@example.com, cy@example.com\n\nx", "to: lucy@example.com\n\nx"),
    // A comma in quotes, in a comment and after an escape parts nothing.
    (
      "To: \"a, \\\", b\" <ana@example.com> (c, d), cy@example.com\r\n\r\n",
      "To: \"a, \\\", b\" <ana@example.com> (c, d)\r\n\r\n"
    ),
    (
      "To: a@example.com,\r\n cy@example.com,\r\n\tb@example.com\r\n\r\n",
      "To: a@example.com,\r\n b@example.com\r\n\r\n"
    ),
    ("Cc: cy@example.com\r\nTo: a@example.com\r\n\r\n", "To: a@example.com\r\n\r\n"),
    ("To: Friends: cy@example.com, a@example.com;\r\n\r\n", "To: a@example.com\r\n\r\n"),
    // What is not about who gets the mail, and what the mail says, stays.
    (
      "Subject: cy@example.com\r\n\r\nTo: cy@example.com",
      "Subject: cy@example.com\r\n\r\nTo: cy@example.com"
    ),
    ("To: cy@example.com.au\r\n\r\n", "To: cy@example.com.au\r\n\r\n"),
    (
      "To: ana@example.com,  ben@example.com\r\n\r\n",
      "To: ana@example.com,  ben@example.com\r\n\r\n"
    ),
    // No header, no end, no colon.
    ("", ""), ("\r\nTo: cy@example.com", "\r\nTo: cy@example.com"),
    ("cy@example.com", "cy@example.com"),
    ("To: cy@example.com", "To: undisclosed-recipients:;\n"),
  ]

  @Test("takes the mailbox and leaves the rest", arguments: cases)
  func unnames(mail: String, result: String) {
    #expect(MailUnnaming.without(["cy@example.com"], mail) == result)
  }

  @Test(
    "whatever comes, nothing of theirs is left in the fields, and what has none stays",
    arguments: 1...300)
  func anything(seed: Int) {
    var random = Sequence(state: UInt64(seed))
    let pieces = [
      "To: ", "Cc:", "\r\n", "\n", " ", "\t", ",", ";", ":", "\"", "\\", "(", ")", "<", ">",
      "cy@example.com", "ana@example.com", "Subject: x", "é", "",
    ]
    let mail = (0..<30).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
    let once = MailUnnaming.without(["cy@example.com"], mail)
    #expect(MailUnnaming.without(["cy@example.com"], once) == once)
    if !WholeAddress.stands("cy@example.com", in: mail) { #expect(once == mail) }
  }

  private struct Sequence {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }
}
