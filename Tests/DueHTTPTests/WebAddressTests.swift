import DueSystem
import Glibc
import Testing

@testable import DueHTTP

@Suite struct WebAddressTests {
  @Test func readsAddresses() throws {
    let address = try WebAddress(
      "https://example.com:8443/a?b=c#headers=/etc/h&secret=s&ca=c&connections=100", in: "--via")
    #expect(address.url == "https://example.com:8443/a?b=c")
    #expect(address.headersFile == "/etc/h")
    #expect(address.secretFile == "s")
    #expect(address.authorities == "c")
    #expect(address.connections == 100)
    for plain in [
      "http://127.0.0.1/", "http://127.0.0.1:80", "http://localhost?x", "http://[::1]:9/",
    ] {
      #expect(try WebAddress(plain, in: "--via").url == plain)
    }
  }

  @Test(
    "refuses what is no safe address",
    arguments: [
      "", "https", "https:", "https://", "https:///x", "https://?x", "ftp://example.com/",
      "http://example.com/", "http://127.0.0.2/", "http://127.0.0.1.example.com/",
      "http://127.0.0.1:80@example.com/", "http://localhost:8x/", "https://a@example.com/",
      "https://a:b@example.com/", "https://example.com/\r\nX: y", "https://exämple.com/",
      "https://example.com/ x", "https://example.com/#x", "https://example.com/#x=y",
      "https://example.com/#connections=0", "https://example.com/#connections=101",
      "https://example.com/#headers=", "HTTPS://example.com/",
    ])
  func refuses(text: String) {
    let fault = #expect(throws: RunFault.self) { try WebAddress(text, in: "--via") }
    #expect(fault?.exitStatus == .usage)
  }

  @Test func signsWhatIsSent() throws {
    let home = "/tmp/due-web-\(getpid())"
    mkdir(home, 0o700)
    defer { try? ChildProcess.run(["rm", "-rf", home], input: "") }
    try write("\(home)/secret", "key\n", mode: 0o600)
    try write("\(home)/headers", "Authorization: Bearer x\r\n\nX-Two:  2\n", mode: 0o600)
    let address = try WebAddress(
      "https://example.com/#secret=\(home)/secret&headers=\(home)/headers", in: "--via")
    let request = try WebRequest(address, timeout: 500, limit: 10)
    #expect(request.request.timeout == 500)
    #expect(request.request.connectTimeout == 500)
    #expect(request.request.onlyOnce)
    var lines = ByteBuffer()
    Array(#"{"a":1}"#.utf8).withUnsafeBytes { body in
      request.append(
        headersFor: body, key: "k-1", at: Instant(milliseconds: 1_700_000_000_999), to: &lines)
    }
    // printf '%s' '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
    let mac = "a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03"
    let parts = lines.string.split(separator: "\0").map(String.init)
    #expect(
      parts.dropLast() == [
        "content-type: application/json", "user-agent: due", "idempotency-key: k-1",
        "Authorization: Bearer x", "X-Two:  2",
      ])
    #expect(parts.last == "x-due-signature: t=1700000000,v1=\(mac)")
  }

  @Test(
    "waits as long as it is asked to, a day at most",
    arguments: [
      ("30", 30_000), ("0", 0), ("86400", 86_400_000), ("86401", 86_400_000),
      ("99999999999999999999999", 86_400_000), ("-1", nil), ("", nil), ("soon", nil), ("1.5", nil),
      ("Mon, 23 Nov 2026 12:31:00 GMT", 60_000), ("Mon, 23 Nov 2026 12:29:00 GMT", 0),
      ("Mon, 23 Nov 2027 12:30:00 GMT", 86_400_000),
    ] as [(String, Int64?)])
  func retryAfter(text: String, wait: Int64?) {
    let now = Instant(year: 2026, month: 11, day: 23, hour: 12, minute: 30)
    #expect(HTTPArrival.wait(text, at: now) == wait)
  }

  @Test(
    "refuses files that are no headers, or that others read",
    arguments: [
      ("no colon\n", UInt32(0o600), DueSystem.ExitStatus.configuration),
      ("", 0o600, .configuration),
      ("Host: x\n", 0o600, .configuration), ("content-length: 1\n", 0o600, .configuration),
      (": x\n", 0o600, .configuration), ("A: \u{1}\n", 0o600, .configuration),
      ("A b: c\n", 0o600, .configuration), ("A: é\n", 0o600, .configuration),
      ("A: b\n", 0o644, .noPermission), ("A: b\n", 0o660, .noPermission),
    ])
  func refusesHeaders(content: String, mode: UInt32, status: DueSystem.ExitStatus) throws {
    let path = "/tmp/due-headers-\(getpid())-\(content.hashValue)-\(mode)"
    try write(path, content, mode: mode)
    defer { unlink(path) }
    let address = try WebAddress("https://example.com/#headers=\(path)", in: "--via")
    let fault = #expect(throws: RunFault.self) {
      try WebRequest(address, timeout: 1, limit: 1)
    }
    #expect(fault?.exitStatus == status)
  }

  private func write(_ path: String, _ text: String, mode: UInt32) throws {
    let file = try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC)
    try Array(text.utf8).withUnsafeBytes { try file.write($0, name: path) }
    fchmod(file.number, mode)
  }
}
