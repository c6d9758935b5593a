import CDueCurl
import DueSystem

/// One request, as it goes over the wire.
package struct HTTPRequest: Sendable {
  package var method: String
  package var url: String
  /// `Name: value`, without line ends.
  package var headers: [String] = []
  package var body: [UInt8] = []
  /// Milliseconds to connect, and for all of it.
  package var connectTimeout = 10_000
  package var timeout = 60_000
  /// Whether the other side must not get it twice. It costs a new connection.
  package var onlyOnce = false
  /// The most bytes of an answer; a longer one is a fault.
  package var limit = 64 << 20

  package init(_ method: String, _ url: String) {
    self.method = method
    self.url = url
  }
}

/// One answer, whatever its status.
package struct HTTPAnswer: Sendable, Equatable {
  package var status: Int
  /// As they came; look one up with `header`.
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func == (a: HTTPAnswer, b: HTTPAnswer) -> Bool {
    a.status == b.status && a.body == b.body
  }

  /// The value of the header called `name`, in small letters.
  package func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}

/// Why there is no answer.
package enum HTTPFault: Fault, Equatable {
  /// No connection, or none that can be trusted: the other side has nothing of ours.
  case notSent(String)
  /// The other side may have acted on the request.
  case uncertain(String)
  case tooLong(limit: Int)
  /// The request itself cannot be sent.
  case refused(String)

  package var exitStatus: ExitStatus {
    switch self {
    case .notSent, .uncertain: .tryAgain
    case .tooLong: .unavailable
    case .refused: .configuration
    }
  }

  package var description: String {
    switch self {
    case .notSent(let reason): "no connection: \(reason)"
    case .uncertain(let reason): "no answer: \(reason)"
    case .tooLong(let limit): "expected an answer of at most \(limit >> 20) MiB, found more"
    case .refused(let reason): "the request cannot be sent: \(reason)"
    }
  }
}

/// Sends requests one after another over connections that stay open.
///
/// Redirects are not followed, certificates are verified, and `http_proxy` and its family are
/// honoured, as libcurl does. One client belongs to one thread.
package final class HTTPClient {
  private let http: OpaquePointer
  /// A file of certificates to trust instead of the system's.
  private let authorities: String?

  package init(authorities: String? = nil) throws {
    guard let http = due_http_open() else {
      throw RunFault(.configuration, "libcurl.so.4 is not installed (Debian: libcurl4)")
    }
    self.http = http
    self.authorities = authorities
  }

  deinit { due_http_close(http) }

  /// Sends `request` and waits for the answer.
  ///
  /// - Parameter descriptor: takes the body of an answer with a status of 200 to 299.
  /// - Throws: `HTTPFault` where there is none, status 74 where `descriptor` takes no more.
  package func send(_ request: HTTPRequest, into descriptor: Int32 = -1) throws -> HTTPAnswer {
    // A line end in a header would make two of it.
    for header in request.headers where header.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
      throw HTTPFault.refused("a header with a control character")
    }
    let headers = CStrings(request.headers)
    let response = request.method.withCString { method in
      request.url.withCString { url in
        request.body.withUnsafeBytes { body in
          withAuthorities { authorities in
            var wire = due_http_request(
              method: method, url: url,
              headers: UnsafeRawPointer(headers.pointers).assumingMemoryBound(
                to: UnsafePointer<CChar>?.self),
              header_count: request.headers.count, body: body.baseAddress, body_size: body.count,
              connect_ms: request.connectTimeout, total_ms: request.timeout,
              only_once: request.onlyOnce ? 1 : 0, limit: request.limit,
              descriptor: descriptor, authorities: authorities)
            return due_http_perform(http, &wire)
          }
        }
      }
    }
    return try answer(response, limit: request.limit)
  }

  private func withAuthorities<R>(_ body: (UnsafePointer<CChar>?) -> R) -> R {
    guard let authorities else { return body(nil) }
    return authorities.withCString(body)
  }

  private func answer(_ response: due_http_response, limit: Int) throws -> HTTPAnswer {
    let reason = String(cString: response.reason)
    switch response.outcome {
    case DUE_HTTP_ANSWERED: break
    case DUE_HTTP_NOT_SENT: throw HTTPFault.notSent(reason)
    case DUE_HTTP_NOT_WRITTEN: throw systemFault("download", response.error, .inputOutput)
    case DUE_HTTP_TOO_LONG: throw HTTPFault.tooLong(limit: limit)
    case DUE_HTTP_REFUSED: throw HTTPFault.refused(reason)
    default: throw HTTPFault.uncertain(reason)
    }
    let text = Bytes(start: response.headers, count: response.headers_size).string
    let body = Bytes(start: response.body, count: response.body_size)
    return HTTPAnswer(status: response.status, headers: Self.headers(text), body: Array(body))
  }

  /// The header lines after the status line: names in small letters.
  static func headers(_ text: String) -> [(name: String, value: String)] {
    text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      return (String(line[..<colon]).lowercased(), String(value))
    }
  }
}
