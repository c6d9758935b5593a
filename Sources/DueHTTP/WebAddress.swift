import DueSystem

/// Where a program of the user's listens: an `https` URL, and after `#` what is our business alone.
///
/// `https://host/path#headers=FILE&secret=FILE&ca=FILE&connections=N`. What stands after `#` does
/// not go over the wire. `http` is taken for this machine only (127.0.0.1, ::1, localhost), where
/// nobody listens on the way.
package struct WebAddress: Sendable, Equatable {
  /// As it was given: how it is named.
  package let name: String
  /// What is asked for.
  package let url: String
  /// Of mode 0600: lines `Name: value` that go with every request, such as a password.
  package private(set) var headersFile: String?
  /// Of mode 0600: the key that requests are signed with.
  package private(set) var secretFile: String?
  /// Certificates to trust instead of the system's.
  package private(set) var authorities: String?
  /// The most requests at a time.
  package private(set) var connections = 10

  /// - Parameter place: where the address stands, such as `--via`.
  /// - Throws: status 64 for one that cannot be used.
  package init(_ text: String, in place: String) throws {
    func wrong(_ what: String, _ found: String) -> RunFault {
      RunFault(.usage, "expected \(what) in \(place), found '\(found)'")
    }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    name = text
    url = String(parts[0])
    guard !url.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f }) else {
      throw wrong("a URL of visible ASCII characters", text)
    }
    let secure = "https://"
    let isSecure = url.hasPrefix(secure)
    guard isSecure || url.hasPrefix("http://") else { throw wrong("https://HOST/…", text) }
    let authority = url.dropFirst(isSecure ? 8 : 7).prefix { !"/?".contains($0) }
    guard !authority.contains("@") else {
      // It would stand in the store, and in lists of processes.
      throw RunFault(.usage, "expected no password in \(place): use #headers=FILE")
    }
    guard !authority.isEmpty else { throw wrong("a host", text) }
    guard isSecure || Self.isOurs(authority) else {
      throw wrong("https, or http to 127.0.0.1", text)
    }
    for option in parts.dropFirst().joined().split(separator: "&") {
      let pair = option.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, set(pair[0], pair[1]) else {
        throw wrong(
          "headers=FILE, secret=FILE, ca=FILE or connections=1…100 after '#'", "\(option)")
      }
    }
  }

  private mutating func set(_ name: String, _ value: String) -> Bool {
    switch name {
    case "headers": headersFile = value
    case "secret": secretFile = value
    case "ca": authorities = value
    case "connections":
      guard let count = Int(value), (1...100).contains(count) else { return false }
      connections = count
    default: return false
    }
    return true
  }

  /// Whether the host is this machine, with or without a port.
  private static func isOurs(_ authority: Substring) -> Bool {
    ["127.0.0.1", "localhost", "[::1]"].contains { host in
      authority == host
        || authority.hasPrefix("\(host):")
          && authority.dropFirst(host.count + 1).allSatisfy { $0.isASCII && $0.isNumber }
    }
  }
}

/// Requests to an address: JSON that is posted, with what proves who we are.
package struct WebRequest {
  /// What is the same for each.
  package let request: HTTPRequest
  private let headers: [String]
  private let secret: [UInt8]?

  /// Names of headers that are ours to set.
  private static let ours: Set<String> = [
    "connection", "content-length", "content-type", "expect", "host", "idempotency-key",
    "transfer-encoding", "user-agent", "x-due-signature",
  ]

  /// - Parameters:
  ///   - timeout: milliseconds for an answer.
  ///   - limit: the most bytes of it.
  /// - Throws: status 77 for a file that others may read, 78 for one that makes no sense.
  package init(_ address: WebAddress, timeout: Int64, limit: Int) throws {
    var request = HTTPRequest("POST", address.url)
    request.timeout = Int(clamping: timeout)
    request.connectTimeout = min(request.timeout, request.connectTimeout)
    request.onlyOnce = true
    request.limit = limit
    self.request = request
    headers = try address.headersFile.map(Self.headers) ?? []
    secret = try address.secretFile.map { try SecretFile.read($0) }
  }

  private static func headers(in file: String) throws -> [String] {
    try SecretFile.lines(file).map { line in
      let name = line.prefix { $0 != ":" }
      let isPlain = line.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
      let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") }
      guard name.count < line.count, isPlain, isName, !ours.contains(name.lowercased()) else {
        throw RunFault(
          .configuration, "\(file): expected headers such as 'Authorization: …', found another line"
        )
      }
      return line
    }
  }

  /// Appends the headers of a request with `body`: lines, each ended by NUL.
  ///
  /// `X-Due-Signature: t=SECONDS,v1=HEX` is the HMAC-SHA-256 of the seconds, a dot and the body.
  ///
  /// - Parameter key: by which the other side knows the request again.
  package func append(
    headersFor body: Bytes, key: String, at time: Instant, to lines: inout ByteBuffer
  ) {
    lines.append(
      "content-type: application/json\0user-agent: due\0idempotency-key: " as StaticString)
    lines.append(key)
    lines.append(0)
    for header in headers {
      lines.append(header)
      lines.append(0)
    }
    guard let secret else { return }
    var text = ByteBuffer(capacity: body.count + 16)
    text.append(decimal: time.milliseconds / 1000)
    lines.append("x-due-signature: t=" as StaticString)
    lines.append(text.bytes)
    text.append(UInt8(ascii: "."))
    text.append(body)
    lines.append(",v1=" as StaticString)
    lines.append(hexadecimal: HMAC.words(secret, text.bytes))
    lines.append(0)
  }
}

extension HTTPArrival {
  /// Milliseconds that the answer asks us to wait, at most a day: `Retry-After`, in seconds or as
  /// a date.
  package func retryAfter(at now: Instant) -> Int64? {
    header("retry-after").flatMap { Self.wait($0, at: now) }
  }

  package static func wait(_ text: String, at now: Instant) -> Int64? {
    let day: Int64 = 86_400_000
    if !text.isEmpty, text.utf8.allSatisfy({ $0 &- 48 <= 9 }) {
      return min(Int64(text) ?? day, day / 1000) * 1000
    }
    return Instant(httpDate: text).map { min(max(0, $0 - now), day) }
  }
}
