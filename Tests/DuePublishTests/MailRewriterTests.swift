import DueFormats
import DuePublish
import DueSystem
import Testing

@Suite struct MailRewriterTests {
  private static func entry(
    _ path: String, _ digit: Character, at: Int64 = 0, isImmutable: Bool = false
  ) throws -> SiteEntry {
    SiteEntry(
      path: try SitePath(path), version: 1, digest: String(repeating: digit, count: 64), size: 1,
      type: "image/png", at: Instant(milliseconds: at), isImmutable: isImmutable)
  }

  private static let base = "https://x.example.com/s"

  /// A site with several versions of a logo, one of them without its hash in its name.
  private static func rewriter(below directory: String? = nil) throws -> MailRewriter {
    let manifest = Manifest([
      try entry("logo.png", "a", at: 9),
      try entry("logo.bbbbbbbb.png", "b", at: 1, isImmutable: true),
      try entry("logo.cccccccc.png", "c", at: 2, isImmutable: true), try entry("plain.png", "d"),
      try entry("in/a b.png", "e"), try entry("in/x.ffffffff", "f", isImmutable: true),
      // Named as if it had a hash, which is another file's.
      try entry("fake.abcdabcd.png", "1", isImmutable: true), try entry("dir/index.html", "2"),
      // Two hashes: the last one is ours.
      try entry("twice.33333333.33333333.png", "3", isImmutable: true),
    ])
    return MailRewriter(
      PublishedFiles(manifest, below: try directory.map { try SitePath($0) }), base: base)
  }

  private static func rewritten(_ text: String, below directory: String? = nil) throws -> (
    text: String, complaints: [MailRewriter.Complaint]
  ) {
    var rewriter = try rewriter(below: directory)
    var text = text
    return try text.withUTF8 { bytes in
      var buffer = ByteBuffer()
      let complaints = try rewriter.rewrite(
        Bytes(bytes), name: "mail", beside: nil, to: &buffer)
      return (buffer.string, complaints)
    }
  }

  static let paths: [(path: String, address: String?)] = [
    ("logo.png", "logo.cccccccc.png"), ("./logo.png", "logo.cccccccc.png"),
    ("/logo.png", "logo.cccccccc.png"),
    ("logo.bbbbbbbb.png", "logo.bbbbbbbb.png"), ("plain.png", "plain.png"),
    ("%70lain.png", "plain.png"),
    ("in/../plain.png", "plain.png"), ("in//./a%20b.png", "in/a%20b.png"),
    ("in/a b.png", "in/a%20b.png"),
    ("in/x", "in/x.ffffffff"), ("fake.png", nil), ("fake.abcdabcd.png", "fake.abcdabcd.png"),
    ("dir/", "dir/index.html"), ("dir/.", "dir/index.html"), ("dir", "dir/index.html"),
    ("dir/../dir/", "dir/index.html"),
    ("twice.33333333.png", "twice.33333333.33333333.png"), ("twice.png", nil),
    ("../plain.png", nil), ("%2e%2e/plain.png", nil), ("..%2fplain.png", nil),
    ("in/../../plain.png", nil),
    ("plain.png%00", nil), ("plain.png/", nil), ("in\\a b.png", nil), (".plain.png", nil),
    ("%", nil),
    ("none.png", nil), ("/", nil),
  ]

  @Test("gives each path the address of what it names", arguments: paths)
  func addresses(path: String, address: String?) throws {
    let (text, complaints) = try Self.rewritten("<img src=\"\(path)\">")
    #expect(text == "<img src=\"\(address.map { "\(Self.base)/\($0)" } ?? path)\">")
    #expect(complaints.count == (address == nil ? 1 : 0))
  }

  @Test("looks below the directory that was named, and above it on the site")
  func below() throws {
    let (text, complaints) = try Self.rewritten(
      "<img src=x><img src='a b.png'><img src=../plain.png><img src=/plain.png><img src=../../plain.png>",
      below: "in")
    #expect(
      text == "<img src=\(Self.base)/in/x.ffffffff><img src='\(Self.base)/in/a%20b.png'>"
        + "<img src=\(Self.base)/plain.png><img src=\(Self.base)/plain.png><img src=../../plain.png>"
    )
    #expect(complaints.map(\.line) == [1])
  }

  @Test("tells the line of the file, in lines of JSON as in HTML")
  func lines() throws {
    #expect(
      try Self.rewritten("\n<img\nsrc=none>\n<img src=none>").complaints.map(\.line) == [3, 4])
    let json = #"{"HtmlPart":"\n<img src=none>"}"#
    #expect(try Self.rewritten("\(json)\n\n\(json)\n{\n").complaints.map(\.line) == [1, 3, 4])
  }

  private static let pieces = [
    "<img src='", "<img src=\"", "logo.png", "plain.png", "none.png", "'", "\"", ">",
    "<p style='a:url(",
    ")", "\n", "\\", "/", "\u{e9}", "\u{1F600}", "\u{7ff}", "\u{800}", "{{", "}}", "&amp;", "\t",
    "a",
  ]

  /// `text` in a JSON string, its characters escaped or not as `dice` fall.
  private static func json(_ text: String, _ dice: inout SystemRandomNumberGenerator) -> String {
    var json = ""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" || scalar.value < 0x20
        || Int.random(in: 0..<4, using: &dice) == 0
      {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: Bool.random(using: &dice))
          json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        json.unicodeScalars.append(scalar)
      }
    }
    return json
  }

  @Test("does the same to the HTML in JSON, whatever escapes it has", arguments: 0..<200)
  func escapes(run: Int) throws {
    var dice = SystemRandomNumberGenerator()
    // An expression at its beginning would be HTML that looks like JSON to nobody.
    let html =
      "<"
      + (0..<Int.random(in: 0..<20, using: &dice)).map { _ in
        Self.pieces.randomElement(using: &dice) ?? ""
      }.joined()
    let before = " {\"a\" : [1,\"<img src=plain.png>\"], \"HtmlPart\":\""
    let text = before + Self.json(html, &dice) + "\"}\n"
    let (rewritten, complaints) = try Self.rewritten(text)
    let expected = try Self.rewritten(html)
    #expect(rewritten.hasPrefix(before), "\(text)")
    #expect(try JSON(parsing: rewritten)["HtmlPart"]?.string == expected.text, "\(text)")
    #expect(complaints.count == expected.complaints.count, "\(text)")
    // What did not change has its escapes.
    if expected.text == html { #expect(rewritten == text) }
  }
}
