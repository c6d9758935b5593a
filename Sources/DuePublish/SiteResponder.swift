import DueFormats
import DueSystem

/// What is asked of a server of a site.
package struct SiteRequest: Sendable {
  package var method: String
  /// As it was sent: percent-encoded, without a query.
  package var path: String
  package var ifMatch: String?
  package var ifUnmodifiedSince: String?
  package var ifNoneMatch: String?
  package var ifModifiedSince: String?
  package var range: String?
  package var ifRange: String?
  package var acceptEncoding: String?

  package init(method: String, path: String) {
    self.method = method
    self.path = path
  }
}

/// What a server answers.
package struct SiteAnswer: Sendable, Equatable {
  package enum Body: Sendable, Equatable {
    case text(String)
    /// A part of the content of that hash.
    case content(digest: String, range: Range<Int64>)
  }

  package var status: Int
  package var headers: [Header] = []
  package var body: Body

  package struct Header: Sendable, Equatable {
    package var name: String
    package var value: String
  }

  /// The answer is the same whichever encodings a client takes.
  var followsFromPath: Bool { !headers.contains { $0.name == "Vary" } }

  /// Bytes of the body.
  package var size: Int64 {
    switch body {
    case .text(let text): Int64(text.utf8.count)
    case .content(_, let range): range.upperBound - range.lowerBound
    }
  }
}

/// Answers requests for the files of one generation of a site.
///
/// A path is looked up among the paths of the site, never in a directory: there is nothing that `..`
/// or a link could lead to.
///
/// Source: RFC 9110, sections 13 (conditions) and 14 (ranges); RFC 9111.
package struct SiteResponder: Sendable {
  private let files: [SitePath: SiteEntry]
  private let maxAge: Int

  private static let yearInSeconds = 31_536_000

  /// Headers of every answer: what a page may do, and that its type is what we say.
  static let secureHeaders: [SiteAnswer.Header] = [
    .init(name: "X-Content-Type-Options", value: "nosniff"),
    .init(name: "Referrer-Policy", value: "strict-origin-when-cross-origin"),
    .init(
      name: "Content-Security-Policy",
      value: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    .init(name: "X-Frame-Options", value: "DENY"),
    // Images are asked for by mail programs in browsers of other sites.
    .init(name: "Cross-Origin-Resource-Policy", value: "cross-origin"),
  ]

  /// - Parameter maxAge: seconds that an answer may be kept for.
  package init(_ manifest: Manifest, maxAge: Int) {
    files = Dictionary(uniqueKeysWithValues: manifest.present.map { ($0.path, $0) })
    self.maxAge = maxAge
  }

  package func callAsFunction(_ request: SiteRequest) -> SiteAnswer {
    var answer = respond(request)
    answer.headers += Self.secureHeaders
    return answer
  }

  private func respond(_ request: SiteRequest) -> SiteAnswer {
    switch request.method {
    case "GET", "HEAD": break
    case "OPTIONS": return SiteAnswer(status: 204, headers: [Self.allow], body: .text(""))
    default:
      return Self.plain(405, "method not allowed\n", [Self.allow])
    }
    guard let path = Self.decoded(request.path) else { return Self.plain(400, "bad request\n") }
    let isDirectory = path.utf8.last.map { $0 == UInt8(ascii: "/") } ?? true
    guard let entry = file(isDirectory ? path + "index.html" : path) else {
      return missing(path, request)
    }
    return answer(entry, request, status: 200)
  }

  /// The file of that name; nil for what is no path, too.
  private func file(_ path: String) -> SiteEntry? {
    (try? SitePath(path)).flatMap { files[$0] }
  }

  /// The answer where the site itself is broken.
  static func failure(_ text: String) -> SiteAnswer {
    plain(500, text, [.init(name: "Cache-Control", value: "no-store")] + secureHeaders)
  }

  private static let allow = SiteAnswer.Header(name: "Allow", value: "GET, HEAD, OPTIONS")

  private static func plain(_ status: Int, _ text: String, _ headers: [SiteAnswer.Header] = [])
    -> SiteAnswer
  {
    SiteAnswer(
      status: status,
      headers: headers + [.init(name: "Content-Type", value: "text/plain; charset=utf-8")],
      body: .text(text))
  }

  private func missing(_ path: String, _ request: SiteRequest) -> SiteAnswer {
    if file(path + "/index.html") != nil {
      // From the path as it was sent: what it decodes to might be another host.
      let location = "/" + request.path.drop { $0 == "/" } + "/"
      return Self.plain(301, "moved\n", [.init(name: "Location", value: location)])
    }
    if let page = file("404.html") {
      return SiteAnswer(
        status: 404, headers: [.init(name: "Content-Type", value: page.type)],
        body: .content(digest: page.digest, range: 0..<page.size))
    }
    return Self.plain(404, "not found\n")
  }

  /// The path of a URL as paths of the site are written; nil where it is none.
  static func decoded(_ path: String) -> String? {
    guard path.utf8.first == UInt8(ascii: "/") else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(path.utf8.dropFirst())[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue
      else { return nil }
      bytes.append(high << 4 | low)
    }
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      return nil
    }
    return text
  }

  // MARK: A file

  private func answer(_ entry: SiteEntry, _ request: SiteRequest, status: Int) -> SiteAnswer {
    let gz = file(entry.path.text + ".gz")
    let packed = Self.packed(gz, entry, request)
    let content = packed ?? entry
    let tag = "\"\(content.digest.prefix(32))\(packed == nil ? "" : "-gz")\""
    var headers: [SiteAnswer.Header] = [
      .init(name: "ETag", value: tag),
      .init(name: "Last-Modified", value: HTTPDate.text(entry.at)),
      .init(
        name: "Cache-Control",
        value: entry.isImmutable
          ? "public, max-age=\(Self.yearInSeconds), immutable" : "public, max-age=\(maxAge)"),
    ]
    if gz != nil {
      headers.append(.init(name: "Vary", value: "Accept-Encoding"))
    }
    if !isWanted(entry, tag, request) {
      return Self.plain(412, "precondition failed\n", headers)
    }
    if isFresh(entry, tag, request) {
      // Whose length is told; the server sends none of it.
      return SiteAnswer(
        status: 304, headers: headers,
        body: .content(digest: content.digest, range: 0..<content.size))
    }
    headers.append(.init(name: "Content-Type", value: entry.type))
    headers.append(.init(name: "Accept-Ranges", value: "bytes"))
    if packed != nil { headers.append(.init(name: "Content-Encoding", value: "gzip")) }
    switch range(of: content, entry, tag, request) {
    case .whole:
      return SiteAnswer(
        status: status, headers: headers,
        body: .content(digest: content.digest, range: 0..<content.size))
    case .part(let range):
      headers.append(
        .init(
          name: "Content-Range",
          value: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(content.size)"))
      return SiteAnswer(
        status: 206, headers: headers, body: .content(digest: content.digest, range: range))
    case .none:
      return Self.plain(
        416, "range not satisfiable\n",
        [.init(name: "Content-Range", value: "bytes */\(content.size)")])
    }
  }

  /// The same content compressed, where the site has it and the client takes it.
  private static func packed(
    _ packed: SiteEntry?, _ entry: SiteEntry, _ request: SiteRequest
  ) -> SiteEntry? {
    guard let accepted = request.acceptEncoding, let packed,
      // An older one has what the file was.
      packed.at >= entry.at
    else { return nil }
    for part in accepted.split(separator: ",") {
      let words = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
      guard words.first?.lowercased() == "gzip" else { continue }
      let quality = words.dropFirst().first { $0.hasPrefix("q=") }.map { $0.dropFirst(2) }
      return quality.map { Double($0) ?? 0 > 0 } ?? true ? packed : nil
    }
    return nil
  }

  /// Whether the file is the one that the client wants, where it wants a certain one.
  private func isWanted(_ entry: SiteEntry, _ tag: String, _ request: SiteRequest) -> Bool {
    if let tags = request.ifMatch { return Self.has(tags, tag, weak: false) }
    guard let since = request.ifUnmodifiedSince.flatMap(HTTPDate.instant) else { return true }
    return entry.at.milliseconds / 1000 <= since.milliseconds / 1000
  }

  /// Whether a list of tags has `tag`; `weak` for tags of what is as good, too.
  private static func has(_ tags: String, _ tag: String, weak: Bool) -> Bool {
    tags.split(separator: ",").contains { part in
      var part = part.drop { $0 == " " || $0 == "\t" }
      while part.last == " " || part.last == "\t" { part.removeLast() }
      if weak, part.hasPrefix("W/") { part.removeFirst(2) }
      return part == "*" || part == tag
    }
  }

  private func isFresh(_ entry: SiteEntry, _ tag: String, _ request: SiteRequest) -> Bool {
    if let tags = request.ifNoneMatch { return Self.has(tags, tag, weak: true) }
    guard let since = request.ifModifiedSince.flatMap(HTTPDate.instant) else { return false }
    return entry.at.milliseconds / 1000 <= since.milliseconds / 1000
  }

  private enum Extent {
    case whole
    case part(Range<Int64>)
    case none
  }

  private func range(
    of content: SiteEntry, _ entry: SiteEntry, _ tag: String, _ request: SiteRequest
  ) -> Extent {
    guard request.method == "GET", let text = request.range,
      text.prefix(6).lowercased() == "bytes="
    else { return .whole }
    if let condition = request.ifRange {
      let isSame =
        condition == tag
        || HTTPDate.instant(condition).map {
          $0.milliseconds / 1000 == entry.at.milliseconds / 1000
        } ?? false
      guard isSame else { return .whole }
    }
    let parts = text.dropFirst(6).split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    // Several ranges, and what is no range, are passed over: the whole is as good.
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 48 < 10 } }),
      parts.allSatisfy({ $0.utf8.count < 18 })
    else { return .whole }
    guard let first = Int64(parts[0]) else {
      guard let last = Int64(parts[1]) else { return .whole }
      return last == 0 || content.size == 0
        ? .none : .part(max(0, content.size - last)..<content.size)
    }
    let last = Int64(parts[1])
    if let last, last < first { return .whole }
    guard first < content.size else { return .none }
    return .part(first..<min(content.size, (last ?? content.size - 1) + 1))
  }
}
