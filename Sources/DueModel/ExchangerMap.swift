/// The provider of a domain by the host that takes its mail: what keeps its mailboxes, whatever the
/// domain is called.
///
/// No name is looked up here: which host takes whose mail says a table that somebody has made.
package struct ExchangerMap: Sendable {
  private var hosts: [String: String] = [:]
  private let providers: ISPMap

  /// Reads the table: CSV with the columns `domain` and `mx`; of several hosts of a domain the first
  /// counts.
  ///
  /// - Parameter providers: the providers of hosts.
  /// - Throws: status 66 where it cannot be read, 78, with the line, where it is wrong.
  package init(contentsOf path: String, providers: ISPMap) throws {
    self.providers = providers
    try DomainTable.read(path, other: "mx", expected: "a domain and the host of its mail") {
      _, domain, host in
      let domain = Self.plain(domain)
      if hosts[domain] == nil { hosts[domain] = Self.plain(host) }
    }
  }

  /// In small letters, and without the dot that ends a name in zone files.
  private static func plain(_ name: String) -> String {
    let name = name.lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  /// The provider of `domain`, in small letters; nil where the table does not have it, and where
  /// nobody is known to have its host.
  package subscript(domain: String) -> String? { hosts[domain].flatMap { providers[$0] } }
}
