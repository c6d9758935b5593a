import DueFormats
import DueSystem

/// Links to objects of S3 that anybody who has one may follow until it ends: Signature Version 4 in
/// the query.
///
/// They begin and end at the same time for all, and are made without asking S3: whether there is
/// such an object, the link tells who follows it.
///
/// Source: Amazon S3 API, "Authenticating Requests: Using Query Parameters".
package struct PresignedLinks: Sendable {
  /// The longest that a link holds, in seconds: seven days.
  package static let longest: Int64 = 604_800

  private let scheme: String
  private let host: String
  /// Encoded; before the name of an object, with a slash at its end.
  private let path: String
  /// The query up to the signature, as it is signed, and as it stands in the link.
  private let signedQuery: String
  private let query: String
  /// What is signed, up to the hash of the canonical request.
  private let text: String
  private let key: [UInt8]

  /// - Parameters:
  ///   - place: where the objects are.
  ///   - surroundings: where credentials, region and endpoint come from.
  ///   - start: when links begin to hold.
  ///   - seconds: how long they hold, 1 to `longest`.
  /// - Throws: status 77 without credentials that hold as long, 78 without a region.
  package init(
    _ place: ObjectPlace, in surroundings: AWSSurroundings, from start: Instant, seconds: Int64
  ) throws {
    let region = try place.region.map(AWSSurroundings.checked) ?? surroundings.region()
    let credentials = try surroundings.credentials()
    let end = start + seconds * 1000
    // A link is no better than what signed it.
    if let last = credentials.expiration, last < end {
      throw RunFault(
        .noPermission,
        "expected credentials that hold as long as links, until \(end.iso8601), "
          + "found some until \(last.iso8601)")
    }
    self.init(
      place, credentials, try surroundings.endpoint(of: .storage, region: region),
      region: region, from: start, seconds: seconds)
  }

  init(
    _ place: ObjectPlace, _ credentials: AWSCredentials, _ endpoint: AWSEndpoint, region: String,
    from start: Instant, seconds: Int64
  ) {
    // A dot in a name is one too many for the certificates of S3, and other services know buckets
    // by paths.
    let isInPath = endpoint.isOwn || place.bucket.contains(".")
    scheme = endpoint.scheme
    host = isInPath ? endpoint.host : "\(place.bucket).\(endpoint.host)"
    let prefix = place.prefix.isEmpty ? "" : "\(PercentEncoding.path(place.prefix))/"
    path = endpoint.path + (isInPath ? "/\(place.bucket)/" : "/") + prefix
    var signer = SignatureSigner(
      credentials, region: region, service: AWSService.storage.signingName)
    let signing = signer.signing(at: start)
    var items = [
      ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
      ("X-Amz-Credential", "\(credentials.accessKey)/\(signing.scope)"),
      ("X-Amz-Date", signing.stamp), ("X-Amz-Expires", "\(seconds)"),
      ("X-Amz-SignedHeaders", "host"),
    ]
    if let token = credentials.sessionToken { items.append(("X-Amz-Security-Token", token)) }
    let pairs = items.map { "\($0.0)=\(PercentEncoding.segment($0.1))" }
    query = pairs.joined(separator: "&")
    signedQuery = pairs.sorted().joined(separator: "&")
    text = "AWS4-HMAC-SHA256\n\(signing.stamp)\n\(signing.scope)\n"
    key = signing.key
  }

  /// The link to the object called `name` below the prefix.
  package func address(of name: String) -> String {
    let object = path + PercentEncoding.path(name)
    let canonical = "GET\n\(object)\n\(signedQuery)\nhost:\(host)\n\nhost\nUNSIGNED-PAYLOAD"
    let signature = HMAC.sha256(key, text + SHA256(canonical).hex)
    return "\(scheme)://\(host)\(object)?\(query)&X-Amz-Signature=\(hexadecimal(signature))"
  }
}

/// Where objects of S3 are: `s3:REGION/BUCKET/PREFIX`; without a region, that of the surroundings.
package struct ObjectPlace: Sendable, Equatable {
  /// nil for that of the surroundings.
  package let region: String?
  package let bucket: String
  /// Without slashes at its ends; empty for none.
  package let prefix: String

  /// Reads the text; nil for what is no such place.
  ///
  /// Source: Amazon S3 User Guide, "General purpose bucket naming rules".
  package init?(_ text: String) {
    guard text.hasPrefix("s3:") else { return nil }
    let parts = text.dropFirst("s3:".utf8.count).split(
      separator: "/", maxSplits: 2, omittingEmptySubsequences: false
    ).map(String.init)
    guard parts.count >= 2 else { return nil }
    let isBucket =
      (3...63).contains(parts[1].utf8.count)
      && parts[1].utf8.allSatisfy {
        $0 &- 48 <= 9 || $0 &- 97 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      } && !parts[1].contains("..") && !parts[1].hasPrefix(".") && !parts[1].hasPrefix("-")
      && !parts[1].hasSuffix(".") && !parts[1].hasSuffix("-")
    var prefix = parts.count == 3 ? parts[2][...] : ""
    while prefix.hasSuffix("/") { prefix.removeLast() }
    guard isBucket, Self.isName(String(prefix)) || prefix.isEmpty else { return nil }
    region = parts[0].isEmpty ? nil : parts[0]
    bucket = parts[1]
    self.prefix = String(prefix)
  }

  /// Whether `name` can stand in a link as it is: no segment of it is empty, or leads elsewhere.
  package static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 1024 && !name.utf8.contains { $0 < 0x20 || $0 == 0x7f }
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && $0 != "." && $0 != ".."
      }
  }
}
