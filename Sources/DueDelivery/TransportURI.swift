import DueModel
import DueSystem

/// Where messages go: the argument of `--via`, as far as no other library has a say in it.
package enum TransportURI: Sendable, Equatable {
  case simulate(SimulationOptions)
  case spool(String)
  case stdout
  case exec(String)

  static let schemes: Set<String> = ["simulate", "spool", "stdout", "exec"]

  /// - Parameter others: schemes that other libraries bring.
  /// - Throws: status 64 for a URI that names no transport.
  package init(_ text: String, besides others: [String] = []) throws {
    let scheme = text.prefix { $0 != ":" && $0 != "?" }
    let rest = String(text.dropFirst(scheme.count).drop { $0 == ":" })
    switch scheme {
    case "simulate": self = .simulate(try SimulationOptions(rest, uri: text))
    case "stdout" where rest.isEmpty: self = .stdout
    case "spool" where !rest.isEmpty: self = .spool(rest)
    case "exec" where !rest.isEmpty: self = .exec(rest)
    default:
      let known =
        ["simulate", "spool:DIR", "stdout", "exec:COMMAND"] + others.sorted().map { "\($0):…" }
      throw RunFault(
        .usage,
        "expected \(known.joined(separator: ", ")) or failover:URI,URI in --via, found '\(text)'")
    }
  }
}

/// What a transport needs beside its URI.
package struct TransportOptions: Sendable {
  /// Milliseconds that a peer may take for a message.
  package var timeout: Int64 = 30_000
  /// Whether somebody asked for just that: nothing takes longer then.
  package var isTimeoutGiven = false
  /// Names, of templates and configuration sets, that are those of all messages in hand: what has to
  /// be put right before any other can go.
  package var commonNames: Set<String> = []
  /// Whether the peer takes a key it has seen for done.
  package var isIdempotent = false
  /// Whether trouble of the peer's own, but for its saying that it is not there, leaves it open
  /// whether it took the message: where another peer would be asked instead.
  package var isStrict = false

  package init() {}
}

/// Opens what URIs name: the peers of this library, and those that others bring along.
///
/// A run opens the transport that it was told, and after a crash those of the processes that died.
package struct TransportOpener {
  package typealias Open = (_ uri: String, TransportOptions) throws -> any Transport

  package var options: TransportOptions
  /// How mail lies in a spool.
  package var mail: (any SpoolForm)?
  /// Peers that other libraries bring, by scheme.
  package var schemes: [String: Open]

  package init(
    _ options: TransportOptions = TransportOptions(), mail: (any SpoolForm)? = nil,
    schemes: [String: Open] = [:]
  ) {
    self.options = options
    self.mail = mail
    self.schemes = schemes
  }

  /// Looks at a URI, and opens nothing.
  ///
  /// - Throws: status 64 for one that names no transport.
  package func check(_ uri: String) throws {
    if let uris = Self.inOrder(uri) {
      guard uris.count > 1 else { throw Self.wrongList(uri) }
      return try uris.forEach(check)
    }
    if schemes[Self.scheme(uri)] == nil { _ = try plain(uri) }
  }

  /// Whether the URI begins as one that names a transport.
  package func knows(_ uri: String) -> Bool {
    if let uris = Self.inOrder(uri) { return !uris.isEmpty && uris.allSatisfy(knows) }
    return schemes[Self.scheme(uri)] != nil || TransportURI.schemes.contains(Self.scheme(uri))
  }

  /// The peers of `failover:URI,URI…`, in order; nil for another URI.
  package static func inOrder(_ uri: String) -> [String]? {
    guard uri.hasPrefix("failover:") else { return nil }
    return uri.dropFirst("failover:".utf8.count).split(separator: ",").map(String.init)
  }

  private static func wrongList(_ uri: String) -> RunFault {
    RunFault(.usage, "expected failover:URI,URI in --via, found '\(uri)'")
  }

  /// Opens all peers of a list.
  private func open(inOrder uris: [String], _ uri: String) throws -> any Transport {
    // What writes to standard output, or has a list of its own, is no peer among others.
    guard uris.count > 1, !uris.contains(where: { $0 == "stdout" || Self.inOrder($0) != nil })
    else { throw Self.wrongList(uri) }
    // A key that one peer has seen is new to the next: only what none has may go on.
    var sure = self
    sure.options.isIdempotent = false
    sure.options.isStrict = true
    let peers = try uris.map { try sure.open($0) }
    return FailoverPeer(
      peers, name: "failover:" + peers.map(\.name).joined(separator: ","))
  }

  private func plain(_ uri: String) throws -> TransportURI {
    try TransportURI(uri, besides: Array(schemes.keys))
  }

  private static func scheme(_ uri: String) -> String {
    String(uri.prefix { $0 != ":" && $0 != "?" })
  }

  /// - Throws: status 64 for a URI that names no transport.
  package func open(_ uri: String) throws -> any Transport {
    if let uris = Self.inOrder(uri) { return try open(inOrder: uris, uri) }
    if let open = schemes[Self.scheme(uri)] {
      return try open(uri, options)
    }
    switch try plain(uri) {
    case .simulate(let simulation): return try SimulatedPeer(simulation)
    case .spool(let directory): return try SpoolPeer(directory, mail: mail)
    case .stdout: return OutputPeer()
    case .exec(let command):
      return try ProgramPeer(
        command, timeout: options.timeout, isIdempotent: options.isIdempotent)
    }
  }
}
