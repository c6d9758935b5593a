import DueSystem
import Testing

@testable import DueAWS

@Suite struct PresignedLinksTests {
  /// Amazon S3 API, "Authenticating Requests: Using Query Parameters", the example.
  @Test func signsTheExampleOfTheManual() throws {
    let place = try #require(ObjectPlace("s3:us-east-1/examplebucket"))
    let links = PresignedLinks(
      place,
      AWSCredentials(
        accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
      AWSEndpoint(scheme: "https", host: "s3.amazonaws.com", path: ""), region: "us-east-1",
      from: Instant(year: 2013, month: 5, day: 24, hour: 0, minute: 0), seconds: 86_400)
    #expect(
      links.address(of: "test.txt")
        == "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
  }

  static let places: [(text: String, region: String?, bucket: String, prefix: String)] = [
    ("s3:eu-west-1/bills", "eu-west-1", "bills", ""), ("s3:/bills/", nil, "bills", ""),
    ("s3:eu-west-1/a.b-c/2026/11/", "eu-west-1", "a.b-c", "2026/11"),
    ("s3:eu-west-1/bills/Grüße und", "eu-west-1", "bills", "Grüße und"),
  ]

  @Test("places", arguments: places.indices)
  func reads(row: Int) throws {
    let (text, region, bucket, prefix) = Self.places[row]
    let place = try #require(ObjectPlace(text))
    #expect(place.region == region)
    #expect(place.bucket == bucket)
    #expect(place.prefix == prefix)
  }

  @Test(
    "no places",
    arguments: [
      "", "s3:", "s3:bills", "s3:r/", "s3:r/ab", "s3:r/Bills", "s3:r/-bills", "s3:r/bills-",
      "s3:r/b..s", "s3:r/bil_ls", "s3:r/bills/a//b", "s3:r/bills/../a", "s3:r/bills/./a",
      "s3:r/bills//a", "https://bills", "s3:r/\(String(repeating: "b", count: 64))",
    ])
  func refuses(text: String) { #expect(ObjectPlace(text) == nil) }

  @Test("names that a link can have")
  func names() {
    for name in ["a", "a/b.pdf", "..a", "a..", "...", "a b"] { #expect(ObjectPlace.isName(name)) }
    for name in ["", "/a", "a/", "a//b", ".", "..", "a/../b", "a\nb", "a\u{7f}"] {
      #expect(!ObjectPlace.isName(name))
    }
  }

  @Test func needsCredentials() throws {
    let surroundings = AWSSurroundings { name in
      ["AWS_CONFIG_FILE": "/nonexistent", "AWS_REGION": "eu-west-1"][name]
    }
    let place = try #require(ObjectPlace("s3:/bills"))
    let fault = #expect(throws: RunFault.self) {
      try PresignedLinks(
        place, in: surroundings, from: Instant(milliseconds: 0), seconds: 1)
    }
    #expect(fault?.exitStatus == .noPermission)
  }
}
