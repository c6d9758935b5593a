import DueSystem

/// Signs requests to AWS: Signature Version 4.
///
/// The signing key is good for a day and made once for it; a signature then costs four hashes.
///
/// Source: AWS, "Create a signed AWS API request"; the path is encoded twice, as everywhere but
/// in S3.
package struct SignatureSigner {
  private let credentials: AWSCredentials
  private let region: String
  /// The name of the service in signatures: `ses`, `sns`, `sms-voice`.
  private let service: String
  private var day = ""
  private var key: [UInt8] = []

  package init(_ credentials: AWSCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// What of a request is signed.
  package struct Subject {
    package var method: String
    package var host: String
    /// As it goes over the wire, encoded once; empty is `/`.
    package var path: String
    package var query: [(name: String, value: String)]
    /// Headers beside `host`, `x-amz-date` and the session token: names in small letters.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
      method: String, host: String, path: String, query: [(name: String, value: String)] = [],
      headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
      self.method = method
      self.host = host
      self.path = path
      self.query = query
      self.headers = headers
      self.body = body
    }
  }

  /// What of the signature of a request does not depend on its body.
  struct Parts {
    /// As `Name: value`: those of the subject, the date and the session token.
    let headers: [String]
    /// The canonical request up to the hash of the body.
    let canonical: String
    /// What is signed, up to the hash of the canonical request.
    let text: String
    /// The header with the signature, up to that.
    let authorization: String
    let key: [UInt8]
  }

  /// The headers to send with `subject`, as `Name: value`: those that it has, the date, the session
  /// token and the signature.
  package mutating func headers(for subject: Subject, at time: Instant) -> [String] {
    let parts = parts(for: subject, at: time)
    let canonical = parts.canonical + subject.body.withUnsafeBytes { SHA256($0).hex }
    let signature = HMAC.sha256(parts.key, parts.text + SHA256(canonical).hex)
    return parts.headers + [parts.authorization + hexadecimal(signature)]
  }

  /// The parts for `subject`, whatever its body.
  mutating func parts(for subject: Subject, at time: Instant) -> Parts {
    let (stamp, scope, key) = signing(at: time)
    var headers = subject.headers.map { (name: $0.name, value: Self.trimmed($0.value)) }
    headers.append(("x-amz-date", stamp))
    if let token = credentials.sessionToken { headers.append(("x-amz-security-token", token)) }
    let signed = (headers + [("host", subject.host)]).sorted { $0.name < $1.name }
    let names = signed.map(\.name).joined(separator: ";")
    let canonical = [
      subject.method, PercentEncoding.path(subject.path.isEmpty ? "/" : subject.path),
      PercentEncoding.query(subject.query),
      signed.map { "\($0.name):\($0.value)\n" }.joined(), names, "",
    ].joined(separator: "\n")
    return Parts(
      headers: headers.map { "\($0.name): \($0.value)" }, canonical: canonical,
      text: "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n",
      authorization:
        "authorization: AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), "
        + "SignedHeaders=\(names), Signature=", key: key)
  }

  /// What all signatures of a moment have in common.
  mutating func signing(at time: Instant) -> (stamp: String, scope: String, key: [UInt8]) {
    let stamp = Self.stamp(time)
    let day = String(stamp.prefix(8))
    return (stamp, "\(day)/\(region)/\(service)/aws4_request", key(of: day))
  }

  private mutating func key(of day: String) -> [UInt8] {
    if self.day != day {
      var key = Array("AWS4\(credentials.secretKey)".utf8)
      for part in [day, region, service, "aws4_request"] { key = HMAC.sha256(key, part) }
      self.day = day
      self.key = key
    }
    return key
  }

  /// `20261123T093000Z`.
  private static func stamp(_ time: Instant) -> String {
    var buffer = ByteBuffer(capacity: 16)
    let civil = time.civil()
    for (value, width, mark) in [
      (civil.year, 4, ""), (civil.month, 2, ""), (civil.day, 2, "T"), (civil.hour, 2, ""),
      (civil.minute, 2, ""), (civil.second, 2, "Z"),
    ] {
      let digits = String(value)
      buffer.append(String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits)
      buffer.append(mark)
    }
    return buffer.string
  }

  /// Without spaces at the ends, and one where there were several.
  private static func trimmed(_ value: String) -> String {
    value.split(separator: " ").joined(separator: " ")
  }
}

/// Percent encoding of RFC 3986: all but letters, digits and `-._~`.
package enum PercentEncoding {
  private static let plain = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// `text` as a segment of a path, or as a name or value of a query.
  package static func segment(_ text: String) -> String { encoded(text, keeping: nil) }

  /// `path` with its slashes.
  package static func path(_ path: String) -> String { encoded(path, keeping: UInt8(ascii: "/")) }

  /// The query in the order of signatures, without the question mark.
  package static func query(_ items: [(name: String, value: String)]) -> String {
    items.map { (name: segment($0.name), value: segment($0.value)) }
      .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
      .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }

  private static func encoded(_ text: String, keeping kept: UInt8?) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if plain.contains(byte) || byte == kept {
        out.append(byte)
      } else {
        out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Lower-case hexadecimal.
func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
