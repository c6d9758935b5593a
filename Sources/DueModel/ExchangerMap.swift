import DueFormats
import DueSystem

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
    var reader = CSVReader(try ByteSource.open(path))
    var columns: (domain: Int, host: Int)?
    while try reader.next() {
      let place = "\(path):\(reader.line)"
      if let fault = reader.fault { throw RunFault(.configuration, "\(place): \(fault)") }
      let fields = (0..<reader.count).map { reader.string($0) }
      if fields[0].hasPrefix("#") { continue }
      guard let columns else {
        columns = try Self.columns(fields, place)
        continue
      }
      guard fields.count > max(columns.domain, columns.host) else {
        throw RunFault(.configuration, "\(place): expected a domain and the host of its mail")
      }
      let domain = Self.plain(fields[columns.domain])
      if hosts[domain] == nil { hosts[domain] = Self.plain(fields[columns.host]) }
    }
    if columns == nil {
      throw RunFault(
        .configuration, "\(path): expected the columns 'domain' and 'mx', found none")
    }
  }

  private static func columns(_ header: [String], _ place: String) throws -> (Int, Int) {
    guard let domain = header.firstIndex(of: "domain"), let host = header.firstIndex(of: "mx")
    else {
      throw RunFault(
        .configuration,
        "\(place): expected the columns 'domain' and 'mx', found "
          + header.map { "'\($0)'" }.joined(separator: ", "))
    }
    return (domain, host)
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
