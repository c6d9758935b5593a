import DueSystem

/// Which mailbox provider a domain belongs to: a table of rules, the user's before due's own.
///
/// A rule is a domain; `*.example.com` for what is under it; `yahoo.*` for it in every country,
/// such as `yahoo.fr` and `yahoo.co.uk`; `*` for all. The narrowest counts: a domain, then the
/// longest ending, then a beginning, then all. `.example.com` and `yahoo.` are other ways to write
/// the same.
package struct ISPMap: Sendable {
  private var domains: [String: String] = [:]
  /// By the ending, without the dot.
  private var endings: [String: String] = [:]
  /// By the beginning, with its dot.
  private var beginnings: [String: String] = [:]
  private var all: String?

  /// What a domain of no rule belongs to.
  package static let other = "Other"

  package init() {}

  /// Reads a table: CSV with the columns `domain` and `isp`; lines that begin with `#` are notes.
  ///
  /// - Throws: status 66 where it cannot be read, 78, with the line, where it is wrong.
  package init(contentsOf path: String) throws {
    let expected = "a domain and its provider"
    try DomainTable.read(path, other: "isp", expected: expected) { place, domain, isp in
      guard !isp.isEmpty else { throw RunFault(.configuration, "\(place): expected \(expected)") }
      guard add(domain.lowercased(), isp) else {
        throw RunFault(
          .configuration,
          "\(place): expected a domain such as example.com, *.example.com or example.*, found "
            + "'\(domain)'")
      }
    }
  }

  /// Adds a rule, where the table has none of that domain yet; false for what is no rule.
  package mutating func add(_ rule: String, _ isp: String) -> Bool {
    var rule = rule
    if rule == "*" {
      all = all ?? isp
      return true
    }
    if rule.hasPrefix("*.") { rule.removeFirst() }
    if rule.hasSuffix(".*") { rule.removeLast() }
    let isEnding = rule.hasPrefix(".")
    let isBeginning = rule.hasSuffix(".")
    let core = rule.split(separator: ".", omittingEmptySubsequences: false)
      .dropFirst(isEnding ? 1 : 0).dropLast(isBeginning ? 1 : 0)
    guard !core.isEmpty, core.allSatisfy({ !$0.isEmpty && !$0.contains("*") && !$0.contains("@") }),
      !(isEnding && isBeginning)
    else { return false }
    let name = core.joined(separator: ".")
    if isEnding {
      endings[name] = endings[name] ?? isp
    } else if isBeginning {
      beginnings[name + "."] = beginnings[name + "."] ?? isp
    } else {
      domains[name] = domains[name] ?? isp
    }
    return true
  }

  /// The provider of `domain`, in small letters; nil where no rule says.
  package subscript(domain: String) -> String? {
    if let isp = domains[domain] { return isp }
    var rest = domain[...]
    while let dot = rest.firstIndex(of: ".") {
      rest = rest[rest.index(after: dot)...]
      if let isp = endings[String(rest)] { return isp }
    }
    return Self.beginning(of: domain).flatMap { beginnings[$0] } ?? all
  }

  /// What stands under such second labels is a country's, and nobody's own.
  private static let seconds: Set<Substring> = ["co", "com", "net", "ne", "org"]

  /// `yahoo.` of `yahoo.fr` and of `yahoo.co.uk`.
  private static func beginning(of domain: String) -> String? {
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    let country = labels.count > 2 && seconds.contains(labels[labels.count - 2]) ? 2 : 1
    guard labels.count > country else { return nil }
    return labels.dropLast(country).joined(separator: ".") + "."
  }
}

/// The providers of domains by several tables, the first that says one; then by the host that takes
/// a domain's mail.
package struct ISPMaps: Sendable {
  private let maps: [ISPMap]
  private let exchangers: ExchangerMap?

  package init(_ maps: [ISPMap], exchangers: ExchangerMap? = nil) {
    self.maps = maps
    self.exchangers = exchangers
  }

  package func isp(of domain: String) -> String {
    for map in maps {
      if let isp = map[domain] { return isp }
    }
    return exchangers?[domain] ?? ISPMap.other
  }
}
