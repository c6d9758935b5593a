import DueFormats
import DueHTTP
import DueSystem
import Testing

@testable import DueAWS

@Suite struct SignatureTests {
  /// Signed by botocore with a fixed clock.
  static func vectors() throws -> JSON {
    let root = directory(of: directory(of: #filePath))
    return try Documents(single: "-", list: "-").read("\(root)/Fixtures/aws/sigv4.json")[0].json
  }

  @Test func signsAsBotocoreDoes() throws {
    let vectors = try Self.vectors()
    let time = Instant(year: 2026, month: 11, day: 23, hour: 9, minute: 30)
    let requests = try #require(vectors["requests"]?.array)
    #expect(requests.count == 4)
    for request in requests {
      let url = try #require(request["url"]?.string)
      let rest = url.dropFirst("https://".utf8.count)
      let slash = try #require(rest.firstIndex(of: "/"))
      let host = String(rest[..<slash])
      let service = host.hasPrefix("email") ? "ses" : String(host.prefix { $0 != "." })
      var signer = SignatureSigner(
        AWSCredentials(
          accessKey: try #require(vectors["access_key"]?.string),
          secretKey: try #require(vectors["secret_key"]?.string),
          sessionToken: request["session_token"]?.string),
        region: "us-east-1", service: service)
      let headers = try #require(request["headers"]?.members)
      let signed = signer.headers(
        for: .init(
          method: "POST", host: host, path: String(rest[slash...]),
          headers: headers.filter { ["X-Amz-Target", "Content-Type"].contains($0.name) }
            .map { ($0.name.lowercased(), $0.value.string ?? "") },
          body: Array((request["body"]?.string ?? "").utf8)), at: time)
      // The form for many bodies signs the same, also after another one.
      let form = SignatureForm(
        SignatureSigner(
          AWSCredentials(
            accessKey: try #require(vectors["access_key"]?.string),
            secretKey: try #require(vectors["secret_key"]?.string),
            sessionToken: request["session_token"]?.string),
          region: "us-east-1", service: service),
        .init(
          method: "POST", host: host, path: String(rest[slash...]),
          headers: headers.filter { ["X-Amz-Target", "Content-Type"].contains($0.name) }
            .map { ($0.name.lowercased(), $0.value.string ?? "") }))
      for text in ["another", request["body"]?.string ?? ""] {
        let lines = Array(text.utf8).withUnsafeBytes { form.headers(for: $0, at: time).string }
        #expect((lines == signed.map { "\($0)\0" }.joined()) == (text != "another"))
      }
      for header in headers {
        #expect(signed.contains("\(header.name.lowercased()): \(header.value.string ?? "")"))
      }
    }
  }

  @Test func signsHashesOfRFC4231() {
    #expect(
      hexadecimal(HMAC.sha256(Array(repeating: 0x0b, count: 20), "Hi There"))
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    #expect(
      hexadecimal(
        HMAC.sha256(
          Array(repeating: 0xaa, count: 131),
          "Test Using Larger Than Block-Size Key - Hash Key First"))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func encodesQueriesAndPaths() {
    #expect(
      PercentEncoding.query([("b", "2 +"), ("a", "é"), ("a", ""), ("A", "~")])
        == "A=~&a=&a=%C3%A9&b=2%20%2B")
    #expect(PercentEncoding.segment("a/b@c") == "a%2Fb%40c")
    #expect(PercentEncoding.path("/x/a%40b") == "/x/a%2540b")
  }

  @Test func readsHTTPDates() {
    #expect(
      Instant(httpDate: "Tue, 24 Nov 2026 09:30:05 GMT")
        == Instant(year: 2026, month: 11, day: 24, hour: 9, minute: 30, second: 5))
    #expect(Instant(httpDate: "yesterday") == nil)
  }

  @Test func neverShowsSecrets() {
    let credentials = AWSCredentials(accessKey: "AKID", secretKey: "secret", sessionToken: "token")
    #expect("\(credentials)" == "AWS credentials")
  }
}
