import ArgumentParser
import DueFormats
import DuePublish
import DueSystem
import DueTool
import Glibc

/// Which site is meant.
struct SiteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directory of the site (default: $DUE_SITE, else ./due-site).", valueName: "dir"))
  var site: String?

  var directory: String {
    if let site { return site }
    guard let value = getenv("DUE_SITE"), value.pointee != 0 else { return "./due-site" }
    return String(cString: value)
  }

  func open() throws -> Site { try Site(directory) }
}

/// What all commands that change a site ask for.
struct ChangeOptions: ParsableArguments {
  @OptionGroup(title: "Site") var site: SiteOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  /// Makes a change by `body`, and tells how many files it changed.
  ///
  /// - Parameter mayBeMissing: a rehearsal need not find a site.
  func change(
    _ console: Console, mayBeMissing: Bool = false, _ body: (inout SiteChange) throws -> Void
  ) throws {
    var change = try SiteChange(
      Site(site.directory, mayBeMissing: dryRun && mayBeMissing), at: clock.instant(),
      isDryRun: dryRun)
    try body(&change)
    change.removeStalePacked()
    let changed = change.changed.count
    let generation = try change.commit()
    summary.print(
      ["changed": .integer(changed), "generation": .integer(generation)], console)
  }
}

/// Where the site is seen from outside.
struct AddressOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write addresses below URL, such as https://img.example.com (default: $DUE_SITE_URL).",
      valueName: "url"))
  var baseURL: String?

  private var given: String { baseURL ?? getenv("DUE_SITE_URL").map { String(cString: $0) } ?? "" }

  /// The address of a path; empty where nobody said where the site is.
  func url(of path: SitePath) -> String {
    given.isEmpty ? "" : "\(Self.withoutSlashes(given))/\(path.encoded)"
  }

  private static func withoutSlashes(_ url: String) -> String {
    var rest = url[...]
    while rest.hasSuffix("/") { rest.removeLast() }
    return String(rest)
  }

  /// Whether `url` names a scheme of the Web, and a host.
  private static func isURL(_ url: String) -> Bool {
    ["https://", "http://"].contains { scheme in
      let host = url.dropFirst(scheme.count).first ?? "/"
      return url.hasPrefix(scheme) && !"/:@?#".contains(host)
    }
  }

  /// The address of the site, without a slash at its end, as it can stand in HTML and CSS; nil where
  /// nobody said where the site is.
  func base() throws -> String? {
    if given.isEmpty { return nil }
    let isPlain = given.utf8.allSatisfy {
      $0 | 0x20 &- 97 < 26 || $0 &- 48 < 10 || "-._~:/%@[]".utf8.contains($0)
    }
    guard isPlain, Self.isURL(given) else {
      throw RunFault(.usage, "expected an http or https URL without a query, found '\(given)'")
    }
    return Self.withoutSlashes(given)
  }

  func validate() throws {
    guard let baseURL else { return }
    guard Self.isURL(baseURL), baseURL.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw ValidationError("expected an http or https URL in --base-url, found '\(baseURL)'")
    }
  }
}

extension ByteSink {
  /// Writes one file of a site: path, address, hash and size, between tabs.
  mutating func write(_ entry: SiteEntry, _ url: String) throws {
    buffer.append("\(entry.path.text)\t\(url)\t\(entry.digest)\t\(entry.size)\n")
    try recordEnded()
  }
}
