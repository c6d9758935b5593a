import DueFormats
import DueSystem
import Testing

@testable import DueEnvelopes

@Suite struct EnvelopeTests {
  static let hosts: [(url: String, isRight: Bool)] = [
    ("https://sns.eu-west-1.amazonaws.com/a.pem", true),
    ("https://sns.us-gov-west-1.amazonaws.com/a.pem", true),
    ("https://sns.cn-north-1.amazonaws.com.cn/a.pem", true),
    ("http://sns.eu-west-1.amazonaws.com/a.pem", false),
    ("https://sns.eu-west-1.amazonaws.com.example.net/a.pem", false),
    ("https://sns.eu-west-1.amazonaws.com.cn/a.pem", false),  // not China's region
    ("https://sns.eu-west-1.amazonaws.com:8443/a.pem", false),
    ("https://user@sns.eu-west-1.amazonaws.com/a.pem", false),
    ("https://sns.example.net/.amazonaws.com/a.pem", false),
    ("https://sns.a.b.amazonaws.com/a.pem", false),
    ("https://sns.s3-us-west-2.amazonaws.com/a.pem", false),  // a bucket called sns
    ("https://s3.eu-west-1.amazonaws.com/a.pem", false),
    ("https://sns..amazonaws.com/a.pem", false),
  ]

  @Test("knows SNS's own places", arguments: hosts)
  func knowsHosts(url: String, isRight: Bool) {
    #expect(((try? SNSHost(url, member: "SigningCertURL")) != nil) == isRight)
  }

  static let texts: [(base64: String, bytes: String?)] = [
    ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob"),
    ("Zm9v\nYmFy\n", "foobar"), ("_-8=", nil), ("Zm9v!", nil), ("Z", nil), ("Zg==Zg==", nil),
  ]

  @Test("reads base64", arguments: texts)
  func readsBase64(base64: String, bytes: String?) {
    var buffer = ByteBuffer()
    let isGood = Array(base64.utf8).withUnsafeBytes { buffer.append(decodedBase64: $0, .strict) }
    if base64 == "_-8=" {  // the alphabet for URLs
      #expect(isGood && Array(buffer.bytes) == [0xff, 0xef])
    } else {
      #expect((isGood ? buffer.string : nil) == bytes)
    }
  }

  static let keys: [(written: String, key: String?)] = [
    ("a+b%2Bc", "a b+c"), ("%C3%A9", "é"), ("%zz%", "%zz%"), ("%FF", nil),
  ]

  @Test("decodes keys", arguments: keys)
  func decodesKeys(written: String, key: String?) {
    #expect(Array(written.utf8).withUnsafeBytes { BucketDirectory.key(decoding: $0) } == key)
  }

  @Test("drops only the line ends between members")
  func dropsLineEnds() {
    var buffer = ByteBuffer()
    let text = "{\r\n\t\"a\\n\" : \"b  c\",\n\n  \"d\": [1,\n 2]\n}"
    Array(text.utf8).withUnsafeBytes { buffer.append(onOneLine: $0) }
    #expect(buffer.string == #"{"a\n" : "b  c","d": [1,2]}"#)
  }
}
