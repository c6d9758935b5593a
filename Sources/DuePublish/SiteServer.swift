import CDueServe
import DueSystem
import Glibc
import Synchronization

/// Serves a site over HTTP, for previews: whatever generation is public when a request comes.
///
/// TLS, compression and the crowd are the business of a web server in front of it, or in its place.
package final class SiteServer: Sendable {
  private let site: Site
  private let maxAge: Int
  private let log: AccessLog?
  private let today: Mutex<(generation: Int, responder: SiteResponder)>

  /// - Parameters:
  ///   - maxAge: seconds that an answer may be kept for.
  ///   - log: where each request is noted.
  package init(_ site: Site, maxAge: Int, log: AccessLog?) throws {
    self.site = site
    self.maxAge = maxAge
    self.log = log
    let manifest = try site.manifest()
    today = Mutex((manifest.generation, SiteResponder(manifest, maxAge: maxAge)))
  }

  /// A server that listens.
  package struct Running: ~Copyable {
    private let handle: OpaquePointer
    private let server: Unmanaged<SiteServer>

    fileprivate init(_ handle: OpaquePointer, _ server: Unmanaged<SiteServer>) {
      self.handle = handle
      self.server = server
    }

    package var port: Int { Int(due_serve_port(handle)) }

    deinit {
      due_serve_stop(handle)
      server.release()
    }
  }

  /// Listens at a numeric address.
  ///
  /// - Throws: status 73 where that is not possible.
  package func start(address: String, port: UInt16) throws -> Running {
    let server = Unmanaged.passRetained(self)
    let threads = UInt32(max(1, min(16, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    let handle = due_serve_start(
      address, port, threads, 30, site.link,
      { context, exchange in
        guard let context else { return }
        Unmanaged<SiteServer>.fromOpaque(context).takeUnretainedValue().answer(exchange)
      }, server.toOpaque())
    guard let handle else {
      let code = errno
      server.release()
      throw systemFault("\(address):\(port)", code, .cannotCreate)
    }
    return Running(handle, server)
  }

  /// The responder of the generation that is public now.
  private func responder() -> SiteResponder {
    today.withLock { today in
      // What cannot be read just now is answered as it was.
      guard let number = try? site.current(), number != today.generation,
        let manifest = try? site.manifest()
      else { return today.responder }
      today = (manifest.generation, SiteResponder(manifest, maxAge: maxAge))
      return today.responder
    }
  }

  private func answer(_ exchange: OpaquePointer) {
    if log == nil, due_serve_send_kept(exchange) != 0 { return }
    var request = SiteRequest(
      method: String(cString: due_serve_method(exchange)),
      path: String(cString: due_serve_path(exchange)))
    func header(_ name: String) -> String? {
      due_serve_header(exchange, name).map { String(cString: $0) }
    }
    /// A list may come in several lines: RFC 9110, section 5.3.
    func list(_ name: String) -> String? {
      let lines = (0..<16).lazy.map { due_serve_header_line(exchange, name, $0) }
        .prefix { $0 != nil }.compactMap { $0.map { String(cString: $0) } }
      let text = lines.joined(separator: ",")
      return text.isEmpty ? header(name) : text
    }
    request.ifMatch = list("If-Match")
    request.ifUnmodifiedSince = header("If-Unmodified-Since")
    request.ifNoneMatch = list("If-None-Match")
    request.ifModifiedSince = header("If-Modified-Since")
    request.range = header("Range")
    request.ifRange = header("If-Range")
    request.acceptEncoding = list("Accept-Encoding")
    var answer = responder()(request)
    let file = open(&answer)
    log?.note(request, answer, client: client(exchange), header("Referer"), header("User-Agent"))
    for header in answer.headers { due_serve_add_header(exchange, header.name, header.value) }
    if answer.status == 200, answer.followsFromPath { due_serve_keep(exchange) }
    switch answer.body {
    case .content(_, let range):
      due_serve_send_file(
        exchange, UInt32(answer.status), file, UInt64(range.lowerBound), UInt64(answer.size))
    case .text(let text):
      due_serve_send_text(exchange, UInt32(answer.status), text, text.utf8.count)
    }
  }

  /// Opens the content of an answer. One that is gone, as after `gc`, makes it a fault of ours.
  private func open(_ answer: inout SiteAnswer) -> Int32 {
    guard case .content(let digest, _) = answer.body else { return -1 }
    let file = Glibc.open(site.object(digest), O_RDONLY | O_CLOEXEC)
    if file < 0 { answer = SiteResponder.failure("the content is gone\n") }
    return file
  }

  private func client(_ exchange: OpaquePointer) -> String {
    var text = [CChar](repeating: 0, count: 64)
    due_serve_client(exchange, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
