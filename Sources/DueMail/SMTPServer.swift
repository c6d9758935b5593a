import DueSystem

/// Which server, and how to speak to it: `smtp://user@host:port?option=value&…`.
///
/// `smtp` is port 25 and takes TLS where it is offered, `submission` is port 587 and insists on it,
/// `smtps` is port 465 and begins with it.
package struct SMTPServer: Sendable, Equatable {
  package enum Security: String, Sendable {
    /// TLS where the server offers it, whoever it is: who listens on the way can still pretend.
    case offered
    /// TLS, with a certificate that is right, or nothing.
    case required
    case never
    /// TLS from the first byte, with a certificate that is right.
    case immediate
  }

  package var host: String
  package var port: UInt16
  /// Who we are to it; empty for nobody.
  package var user = ""
  package var security: Security
  /// The file with the password.
  package var secretFile = ""
  /// File of certificates to trust in place of the system's.
  package var authorities = ""
  /// What we call ourselves; empty for the name of this machine.
  package var greeting = ""
  /// Connections at a time.
  package var sessions = 10
  /// Mails to one connection.
  package var messages = 100
  /// The URI without what is nobody's business.
  package let name: String

  /// - Throws: status 64 for a URI that is none of these.
  package init(_ uri: String) throws {
    func wrong(_ what: String) -> RunFault {
      RunFault(.usage, "expected \(what) in --via, found '\(uri)'")
    }
    let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let mark = Self.place(of: "://", in: parts[0]) else { throw wrong("smtp://HOST") }
    switch parts[0][..<mark.start] {
    case "smtp": (port, security) = (25, .offered)
    case "submission": (port, security) = (587, .required)
    case "smtps": (port, security) = (465, .immediate)
    default: throw wrong("smtp://HOST, submission://HOST or smtps://HOST")
    }
    var place = parts[0][mark.end...]
    if let at = place.lastIndex(of: "@") {
      user = String(place[..<at])
      guard !user.contains(":") else {
        // It would stand in the store, and in lists of processes.
        throw RunFault(.usage, "expected no password in --via: use ?secret-file=FILE")
      }
      place = place[place.index(after: at)...]
      if security == .offered { security = .required }
    }
    if place.last == "/" { place.removeLast() }
    let (host, port) = try Self.hostAndPort(place, wrong)
    self.host = host
    if let port { self.port = port }
    name = uri
    for option in parts.dropFirst().joined().split(separator: "&") {
      let pair = option.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2, set(pair[0], pair[1]) else {
        throw wrong(
          "secret-file=, ca=, helo=, tls=offered|required|never, sessions=1…100 or messages=N, "
            + "found '\(option)'")
      }
    }
    guard user.isEmpty == secretFile.isEmpty else {
      throw wrong(user.isEmpty ? "a user with secret-file" : "secret-file=FILE for the user")
    }
  }

  private mutating func set(_ name: String, _ value: String) -> Bool {
    switch name {
    case "secret-file": secretFile = value
    case "ca": authorities = value
    case "helo":
      guard value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return false }
      greeting = value
    case "tls":
      guard security != .immediate, let known = Security(rawValue: value), known != .immediate
      else { return false }
      security = known
    case "sessions":
      guard let count = Int(value), (1...100).contains(count) else { return false }
      sessions = count
    case "messages":
      guard let count = Int(value), count >= 1 else { return false }
      messages = count
    default: return false
    }
    return true
  }

  private static func hostAndPort(
    _ text: Substring, _ wrong: (String) -> RunFault
  ) throws -> (String, UInt16?) {
    var host = text
    var port: UInt16?
    let isLiteral = text.hasPrefix("[")
    if let colon = text.lastIndex(of: ":"), !isLiteral || text[..<colon].hasSuffix("]") {
      guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
        throw wrong("a port")
      }
      port = number
      host = text[..<colon]
    }
    if isLiteral { host = host.dropFirst().dropLast() }
    let isHost =
      !host.isEmpty
      && host.utf8.allSatisfy {
        $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || ".-_:".utf8.contains($0)
      }
    guard isHost else { throw wrong("a host") }
    return (String(host), port)
  }

  private static func place(
    of mark: String, in text: Substring
  ) -> (start: Substring.Index, end: Substring.Index)? {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix(mark) else { return nil }
    return (colon, text.index(colon, offsetBy: mark.utf8.count))
  }
}
