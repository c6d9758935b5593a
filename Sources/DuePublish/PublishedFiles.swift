import DueSystem
import Glibc

/// Finds on a site what documents refer to: files beside them, by path and by content.
package struct PublishedFiles {
  package enum Finding: Equatable {
    case file(SiteEntry)
    /// The site has no such file.
    case missing
    /// What lies beside the document is not what the site has.
    case changed
    /// No path that a site could have.
    case refused
  }

  private let directory: SitePath?
  private let responder: SiteResponder
  /// What has each path, and had it before its hash was put into its name; the newest last.
  private var byPath: [SitePath: [SiteEntry]] = [:]
  private var byName: [String: [SiteEntry]] = [:]

  /// - Parameter directory: where on the site the files beside a document are; nil for its top.
  package init(_ manifest: Manifest, below directory: SitePath?) {
    self.directory = directory
    responder = SiteResponder(manifest, maxAge: 0)
    // Those whose content cannot change go before others, then the newest.
    let entries = manifest.present.sorted {
      ($0.isImmutable ? 1 : 0, $0.at, $0.path) < ($1.isImmutable ? 1 : 0, $1.at, $1.path)
    }
    for entry in entries {
      let path = entry.isImmutable ? entry.path.unnamed(after: entry.digest) : entry.path
      byPath[path, default: []].append(entry)
      if path != entry.path { byPath[entry.path, default: []].append(entry) }
      byName[path.name, default: []].append(entry)
    }
  }

  /// What `reference` names, a path as it stands in a document.
  ///
  /// - Parameter home: the directory that the document is in, whose file, if there is one, must be
  ///   what is published; nil where there is none.
  package func find(_ reference: String, beside home: String?) throws -> Finding {
    guard let name = SiteResponder.decoded("/" + reference),
      let path = Self.path(name, below: directory)
    else { return .refused }
    let known = byPath[path] ?? index(of: path)
    let mayLieThere = reference.utf8.first != UInt8(ascii: "/")
    guard mayLieThere, let home, let local = LocalFile("\(home)/\(name)") else {
      return known.last.map { .file($0) } ?? .missing
    }
    for candidates in [known, byName[path.name] ?? []] {
      if let same = try candidates.last(where: local.hasContent) { return .file(same) }
    }
    return known.isEmpty ? .missing : .changed
  }

  /// The page that the server gives for a directory.
  private func index(of directory: SitePath) -> [SiteEntry] {
    guard let path = try? SitePath(directory.text + "/index.html") else { return [] }
    return byPath[path] ?? []  // nil for too long a path, which is none
  }

  /// Whether the site answers for `path`, a path of a URL.
  package func serves(_ path: String) -> Bool {
    responder(SiteRequest(method: "HEAD", path: path)).status < 400
  }

  /// The path that a reference leads to, `.` and `..` taken out; nil where that is none, or leads
  /// out of the site.
  private static func path(_ reference: String, below directory: SitePath?) -> SitePath? {
    let isFromTop = reference.utf8.first == UInt8(ascii: "/")
    var parts = isFromTop ? [] : (directory?.text ?? "").utf8.split(separator: slash)
    var last: Substring.UTF8View?
    for part in reference.utf8.split(separator: slash, omittingEmptySubsequences: false) {
      last = part
      switch Substring(part) {
      case "", ".": continue
      case "..": if parts.popLast() == nil { return nil }
      default: parts.append(part)
      }
    }
    var text = parts.map { String(Substring($0)) }.joined(separator: "/")
    let isDirectory = last.map { ["", ".", ".."].contains(Substring($0)) } ?? true
    if isDirectory { text += text.isEmpty ? "index.html" : "/index.html" }
    return try? SitePath(text)  // nil for what is none
  }

  private static let slash = UInt8(ascii: "/")
}

/// A regular file beside a document, hashed where it may be one of the site's.
private final class LocalFile {
  private let path: String
  private let size: Int64
  private var digest: String?

  /// Nil where there is no such file.
  init?(_ path: String) {
    guard let size = sizeOfFile(path) else { return nil }
    self.path = path
    self.size = size
  }

  func hasContent(of entry: SiteEntry) throws -> Bool {
    // A file of another size need not be read, however large.
    guard entry.size == size else { return false }
    if let digest { return digest == entry.digest }
    let file = try Descriptor(path, O_RDONLY | O_NONBLOCK)
    let found = try SHA256(reading: file, name: path).hex
    digest = found
    return found == entry.digest
  }
}
