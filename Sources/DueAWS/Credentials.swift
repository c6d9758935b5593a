import DueSystem

/// What AWS knows a caller by.
///
/// It never shows its secrets: not in a description, nor in a fault.
package struct AWSCredentials: Sendable, Equatable, CustomStringConvertible {
  package var accessKey: String
  package var secretKey: String
  package var sessionToken: String?
  /// When they end, where somebody said so.
  package var expiration: Instant?

  package init(
    accessKey: String, secretKey: String, sessionToken: String? = nil, expiration: Instant? = nil
  ) {
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }

  package var description: String { "AWS credentials" }

  /// Whether they are as good as over at `time`: five minutes are for the requests in hand.
  package func isStale(at time: Instant) -> Bool {
    guard let expiration else { return false }
    return expiration - time < 300_000
  }

  /// The value as a header can hold it; secrets end up in none, but a key does.
  fileprivate var isPlain: Bool {
    [accessKey, secretKey, sessionToken ?? ""].allSatisfy { text in
      text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
    }
  }
}

/// Where credentials, region and endpoints come from: the environment and the shared files, in
/// the order that AWS's own tools use.
///
/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; then the profile
/// (`AWS_PROFILE`, else `default`) in `~/.aws/credentials` and `~/.aws/config`, with its keys or
/// its `credential_process`.
package struct AWSSurroundings {
  private let environment: (String) -> String?

  /// - Parameter environment: the value of a variable; nil where it has none.
  package init(environment: @escaping (String) -> String?) { self.environment = environment }

  private func variable(_ name: String) -> String? {
    environment(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private var profileName: String { variable("AWS_PROFILE") ?? "default" }

  private func path(_ name: String, _ file: String) -> String? {
    if let path = variable(name) {
      return path.hasPrefix("~/") ? (variable("HOME") ?? "") + path.dropFirst(1) : path
    }
    return variable("HOME").map { "\($0)/.aws/\(file)" }
  }

  /// The profile, as the credentials file and the configuration file have it.
  private func profiles() throws -> [AWSProfile] {
    let name = profileName
    var found: [AWSProfile] = []
    if let path = path("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
      let profile = try AWSProfile.read(path, section: name)
    {
      found.append(profile)
    }
    if let path = path("AWS_CONFIG_FILE", "config"),
      let profile = try AWSProfile.read(
        path, section: name == "default" ? name : "profile \(name)")
    {
      found.append(profile)
    }
    if found.isEmpty, variable("AWS_PROFILE") != nil {
      throw RunFault(
        .configuration, "expected a profile of ~/.aws/config in AWS_PROFILE, found '\(name)'")
    }
    return found
  }

  /// - Throws: status 77 where there are none, or where others could read the file they are in.
  package func credentials() throws -> AWSCredentials {
    let found = try anyCredentials()
    guard found.isPlain else {
      throw RunFault(
        .noPermission, "expected AWS credentials of visible ASCII characters, found others")
    }
    return found
  }

  private func anyCredentials() throws -> AWSCredentials {
    if let key = variable("AWS_ACCESS_KEY_ID") {
      guard let secret = variable("AWS_SECRET_ACCESS_KEY") else {
        throw RunFault(
          .noPermission, "expected AWS_SECRET_ACCESS_KEY beside AWS_ACCESS_KEY_ID, found none")
      }
      return AWSCredentials(
        accessKey: key, secretKey: secret, sessionToken: variable("AWS_SESSION_TOKEN"))
    }
    let profiles = try profiles()
    for profile in profiles {
      if let credentials = try profile.credentials() { return credentials }
    }
    for profile in profiles {
      if let command = profile["credential_process"] {
        return try CredentialProcess(command).credentials()
      }
    }
    throw RunFault(
      .noPermission,
      "expected AWS credentials in AWS_ACCESS_KEY_ID or in the profile '\(profileName)' "
        + "of ~/.aws/credentials, found none")
  }

  /// The region: `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's.
  ///
  /// - Throws: status 78 where nobody says it.
  package func region() throws -> String {
    var found = variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION")
    if found == nil { found = try profiles().lazy.compactMap { $0["region"] }.first }
    guard let found else {
      throw RunFault(
        .configuration, "expected a region such as eu-west-1 in AWS_REGION, found none")
    }
    return try Self.checked(found)
  }

  /// `region`, which becomes part of a host name.
  ///
  /// - Throws: status 78 for one that cannot be.
  package static func checked(_ region: String) throws -> String {
    guard !region.isEmpty, region.utf8.count <= 32,
      region.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
    else {
      throw RunFault(.configuration, "expected a region such as eu-west-1, found '\(region)'")
    }
    return region
  }

  /// Where `service` answers in `region`: `AWS_ENDPOINT_URL_…`, else `AWS_ENDPOINT_URL`, else AWS.
  package func endpoint(of service: AWSService, region: String) throws -> AWSEndpoint {
    let name = "AWS_ENDPOINT_URL_\(service.variable)"
    for name in [name, "AWS_ENDPOINT_URL"] {
      if let url = variable(name) { return try AWSEndpoint(url: url, from: name) }
    }
    let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    return AWSEndpoint(scheme: "https", host: "\(service.host).\(region).\(suffix)", path: "")
  }

  /// A file of certificates to trust instead of the system's: `AWS_CA_BUNDLE`.
  package var authorities: String? { variable("AWS_CA_BUNDLE") }
}

/// The services that due speaks to.
package enum AWSService: Sendable {
  case email
  case notifications
  case storage
  case textMessages

  /// The first label of its host.
  var host: String {
    switch self {
    case .email: "email"
    case .notifications: "sns"
    case .storage: "s3"
    case .textMessages: "sms-voice"
    }
  }

  /// Its name in signatures.
  package var signingName: String {
    switch self {
    case .email: "ses"
    case .notifications: "sns"
    case .storage: "s3"
    case .textMessages: "sms-voice"
    }
  }

  /// Its name in `AWS_ENDPOINT_URL_…`.
  var variable: String {
    switch self {
    case .email: "SESV2"
    case .notifications: "SNS"
    case .storage: "S3"
    case .textMessages: "PINPOINT_SMS_VOICE_V2"
    }
  }
}

/// Where a service answers.
package struct AWSEndpoint: Sendable, Equatable {
  package var scheme: String
  /// With the port, where the URL has one.
  package var host: String
  /// Before the path of every request, without a slash at its end.
  package var path: String
  /// Whether it is one of the user's, and not AWS's.
  package var isOwn: Bool

  init(scheme: String, host: String, path: String, isOwn: Bool = false) {
    self.scheme = scheme
    self.host = host
    self.path = path
    self.isOwn = isOwn
  }

  /// - Parameter name: the variable that has the URL, for the fault.
  /// - Throws: status 78 for what is no URL of a host.
  init(url: String, from name: String) throws {
    let parts = url.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "http" || parts[0] == "https", parts[1].hasPrefix("//"),
      !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "@") })
    else {
      throw RunFault(.configuration, "expected a URL such as https://host:port in \(name)")
    }
    let rest = parts[1].dropFirst(2)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard slash > rest.startIndex, !rest.contains("?"), !rest.contains("#") else {
      throw RunFault(.configuration, "expected a URL such as https://host:port in \(name)")
    }
    var path = rest[slash...]
    while path.hasSuffix("/") { path.removeLast() }
    self.init(
      scheme: String(parts[0]), host: Self.host(rest[..<slash], parts[0]), path: String(path),
      isOwn: true)
  }

  /// Without the scheme's own port, which no client puts into `Host`.
  private static func host(_ text: Substring, _ scheme: Substring) -> String {
    let port = scheme == "https" ? ":443" : ":80"
    return text.hasSuffix(port) ? String(text.dropLast(port.count)) : String(text)
  }
}
