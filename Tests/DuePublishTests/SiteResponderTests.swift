import DuePublish
import DueSystem
import Testing

@Suite struct SiteResponderTests {
  private static let digest = String(repeating: "ab", count: 32)
  private static let packed = String(repeating: "cd", count: 32)
  private static let tag = "\"" + String(repeating: "ab", count: 16) + "\""
  /// 2026-11-23T12:30:00.500Z
  private static let at = Instant(milliseconds: 1_795_437_000_500)

  private static func responder() throws -> SiteResponder {
    func entry(_ path: String, _ content: String = Self.digest, size: Int64 = 1000) throws
      -> SiteEntry
    {
      SiteEntry(
        path: try SitePath(path), version: 1, digest: content, size: size, type: "text/plain",
        at: at)
    }
    var kept = try entry("logo.0a1b2c3d.png")
    kept.isImmutable = true
    var gone = try entry("gone.txt")
    gone.isRemoved = true
    return SiteResponder(
      Manifest([
        try entry("a.txt"), try entry("a.txt.gz", packed, size: 100), try entry("empty", size: 0),
        try entry("dir/index.html"), kept, gone,
      ]), maxAge: 60)
  }

  private static func answer(_ path: String, _ change: (inout SiteRequest) -> Void = { _ in })
    throws -> SiteAnswer
  {
    var request = SiteRequest(method: "GET", path: path)
    change(&request)
    return try responder()(request)
  }

  private static func value(_ name: String, _ answer: SiteAnswer) -> String? {
    answer.headers.first { $0.name == name }?.value
  }

  static let paths: [(path: String, status: Int)] = [
    ("/a.txt", 200), ("/%61.txt", 200), ("/dir/", 200), ("/dir", 301), ("/dir/index.html", 200),
    ("/", 404), ("/gone.txt", 404), ("/A.txt", 404), ("/a.txt/", 404), ("//a.txt", 404),
    // Nothing leads out: there is no way but the names.
    ("/../a.txt", 404), ("/dir/../a.txt", 404), ("/%2e%2e/a.txt", 404), ("/..%2fa.txt", 404),
    ("/.env", 404), ("/a.txt%00", 400), ("/%", 400), ("/%2", 400), ("/%zz", 400), ("/%ff", 400),
    ("a.txt", 400), ("*", 400), ("", 400), ("http://x/a.txt", 400),
  ]

  @Test("answers a path, and nothing that is none", arguments: paths)
  func answersPaths(path: String, status: Int) throws {
    #expect(try Self.answer(path).status == status)
  }

  static let ranges: [(range: String, status: Int, part: Range<Int64>?, header: String?)] = [
    ("bytes=0-0", 206, 0..<1, "bytes 0-0/1000"), ("bytes=0-", 206, 0..<1000, "bytes 0-999/1000"),
    ("bytes=990-2000", 206, 990..<1000, "bytes 990-999/1000"),
    ("bytes=-5", 206, 995..<1000, "bytes 995-999/1000"),
    ("bytes=-5000", 206, 0..<1000, "bytes 0-999/1000"),
    ("bytes=1000-", 416, nil, "bytes */1000"), ("bytes=-0", 416, nil, "bytes */1000"),
    // What is no range, or more than one, is passed over.
    ("bytes=5-4", 200, 0..<1000, nil), ("bytes=0-1,3-4", 200, 0..<1000, nil),
    ("bytes=a-b", 200, 0..<1000, nil), ("bytes=-", 200, 0..<1000, nil),
    ("lines=0-1", 200, 0..<1000, nil), ("bytes=99999999999999999999-", 200, 0..<1000, nil),
    ("bytes=", 200, 0..<1000, nil), ("bytes=+1-2", 200, 0..<1000, nil),
  ]

  @Test("gives the range that is asked for", arguments: ranges)
  func givesRanges(range: String, status: Int, part: Range<Int64>?, header: String?) throws {
    let answer = try Self.answer("/a.txt") { $0.range = range }
    #expect(answer.status == status)
    #expect(Self.value("Content-Range", answer) == header)
    if let part { #expect(answer.body == .content(digest: Self.digest, range: part)) }
  }

  static let conditions: [(etag: String?, since: String?, status: Int)] = [
    (tag, nil, 304), ("W/" + tag, nil, 304), ("*", nil, 304), ("\"x\", " + tag, nil, 304),
    ("\"x\"", nil, 200), (nil, "Mon, 23 Nov 2026 12:30:00 GMT", 304),
    (nil, "Mon, 23 Nov 2026 12:29:59 GMT", 200), (nil, "yesterday", 200), (nil, "", 200),
    // The tag is the better witness.
    ("\"x\"", "Mon, 23 Nov 2026 12:30:00 GMT", 200),
  ]

  @Test("does not send what the client has", arguments: conditions)
  func sparesWhatIsThere(etag: String?, since: String?, status: Int) throws {
    let answer = try Self.answer("/a.txt") {
      $0.ifNoneMatch = etag
      $0.ifModifiedSince = since
    }
    #expect(answer.status == status)
    #expect(Self.value("ETag", answer) == Self.tag)
  }

  @Test(
    "a range of another version is not given",
    arguments: [(tag, 206), ("\"x\"", 200), ("Mon, 23 Nov 2026 12:30:00 GMT", 206), ("x", 200)])
  func ifRange(condition: String, status: Int) throws {
    let answer = try Self.answer("/a.txt") {
      $0.range = "bytes=0-1"
      $0.ifRange = condition
    }
    #expect(answer.status == status)
  }

  @Test(
    "gives the compressed file to who takes it",
    arguments: [
      ("gzip", true), ("br, gzip;q=0.5", true), ("GZIP", true), ("gzip;q=0", false), ("br", false),
      ("", false), ("x-gzip", false),
    ])
  func givesCompressed(accepted: String, isPacked: Bool) throws {
    let answer = try Self.answer("/a.txt") { $0.acceptEncoding = accepted }
    #expect(Self.value("Content-Encoding", answer) == (isPacked ? "gzip" : nil))
    #expect(Self.value("Vary", answer) == "Accept-Encoding")
    #expect(Self.value("Content-Type", answer) == "text/plain")
    #expect(answer.size == (isPacked ? 100 : 1000))
  }

  @Test(
    "knows three methods",
    arguments: [("GET", 200), ("HEAD", 200), ("OPTIONS", 204), ("POST", 405), ("get", 405)])
  func methods(method: String, status: Int) throws {
    let answer = try Self.answer("/a.txt") { $0.method = method }
    #expect(answer.status == status)
    #expect(Self.value("X-Content-Type-Options", answer) == "nosniff")
    #expect((Self.value("Allow", answer) != nil) == (status == 204 || status == 405))
  }

  @Test("says how long an answer may be kept")
  func caching() throws {
    #expect(
      Self.value("Cache-Control", try Self.answer("/a.txt")) == "public, max-age=60")
    #expect(
      Self.value("Cache-Control", try Self.answer("/logo.0a1b2c3d.png"))
        == "public, max-age=31536000, immutable")
    #expect(
      Self.value("Last-Modified", try Self.answer("/a.txt")) == "Mon, 23 Nov 2026 12:30:00 GMT")
  }

  @Test("headers of any bytes are answered")
  func survivesDamage() throws {
    var chance = SplitMix(state: 7)
    let pieces = [
      "bytes=", "-", "0", "9", ",", "\"", "W/", "*", "gzip", ";q=", "é", "\u{0}", "%2e",
    ]
    for _ in 0..<5000 {
      func text() -> String {
        (0..<Int.random(in: 0...6, using: &chance)).map { _ in
          pieces.randomElement(using: &chance) ?? ""
        }.joined()
      }
      let answer = try Self.answer("/" + text()) {
        $0.range = text()
        $0.ifRange = Bool.random(using: &chance) ? text() : nil
        $0.ifNoneMatch = Bool.random(using: &chance) ? text() : nil
        $0.acceptEncoding = text()
      }
      #expect([200, 206, 304, 400, 404, 416].contains(answer.status))
      if case .content(_, let range) = answer.body { #expect(range.upperBound <= 1000) }
    }
  }
}

/// Chance that is the same in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
