import DuePublish
import DueSystem
import Testing

@Suite struct SitePathTests {
  @Test(
    "takes plain names",
    arguments: ["a", "a/b.png", "grüße/日本.txt", ".well-known/x", "a b", "a..b", "~", "%2e%2e"])
  func takes(text: String) throws { #expect(try SitePath(text).text == text) }

  @Test(
    "refuses whatever leads elsewhere, or hides",
    arguments: [
      "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "./a", ".env", "a/.git/x",
      ".\u{301}env", "a/.\u{301}b", "a\\b", "a\0b", "a\nb", "a\u{7f}", "a\u{85}", "a\u{fffd}",
      String(repeating: "x", count: 256), String(repeating: "a/", count: 600) + "a",
    ])
  func refuses(text: String) { #expect(throws: RunFault.self) { try SitePath(text) } }

  static let addresses = [
    ("a/b.png", "a/b.png"), ("a b", "a%20b"), ("ü", "%C3%BC"), ("50%.txt", "50%25.txt"),
    ("a?b#c", "a%3Fb%23c"), ("x&y=\"z\"", "x%26y%3D%22z%22"),
  ]

  @Test("is written into a URL so that it comes back", arguments: addresses)
  func encodes(path: String, url: String) throws {
    #expect(try SitePath(path).encoded == url)
    let entry = SiteEntry(
      path: try SitePath(path), version: 1, digest: String(repeating: "a", count: 64), size: 1,
      type: "x/y", at: Instant(milliseconds: 0))
    let answer = SiteResponder(Manifest([entry]), maxAge: 60)(
      SiteRequest(method: "GET", path: "/" + url))
    #expect(answer.status == 200)
  }

  @Test(
    "knows names of secrets",
    arguments: [
      ("a/server.pem", true), ("id_rsa", true), ("x.KEY", true), ("dump.sql", true),
      ("keyboard.png", false), ("idea.html", false), ("lemon.pem.html", false),
    ])
  func secrets(path: String, isSecret: Bool) throws {
    #expect(try SitePath(path).looksSecret == isSecret)
  }
}
