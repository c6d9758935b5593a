import CDueCurl
import DueSystem

/// Sends requests over connections that stay open: one after another, or many at a time.
///
/// One at a time: `send`. Many: `start` as long as there is room, `next` for each answer, in
/// whatever order they come; nothing leaves but in `next`.
///
/// ```
/// while more || client.inFlight > 0 {
///   while client.hasRoom, let request = upcoming() { try client.start(request, tag: …) }
///   guard let arrival = client.next() else { break }
///   take(arrival.tag, arrival)
/// }
/// ```
///
/// HTTP/1.1. Redirects are not followed, certificates are verified, and `http_proxy` and its family
/// are honoured, as libcurl does, but for this machine. One client belongs to one thread.
package final class HTTPClient {
  /// The most requests that are on their way at a time.
  private let most: Int
  /// Requests that were started and did not arrive.
  package private(set) var inFlight = 0
  /// The most requests that may be on their way by now.
  private var window = 1
  private let http: OpaquePointer
  /// Places that no request has.
  private var free: [Int32]
  /// By place: the caller's name for the request, and the longest answer.
  private var tags: [Int]
  private var limits: [Int]
  private var lines = ByteBuffer(capacity: 1024)

  /// - Parameter authorities: a file of certificates to trust instead of the system's.
  /// - Throws: status 78 where libcurl is missing.
  package init(authorities: String? = nil, most: Int = 1) throws {
    let opened =
      authorities.map { $0.withCString { due_http_open(Int32(most), $0) } }
      ?? due_http_open(Int32(most), nil)
    guard let http = opened else {
      throw RunFault(
        .configuration, "libcurl.so.4 of 7.85 or later is not installed (Debian: libcurl4)")
    }
    self.http = http
    self.most = most
    free = (0..<Int32(most)).reversed()
    tags = [Int](repeating: 0, count: most)
    limits = tags
  }

  deinit { due_http_close(http) }

  /// Whether another request may be started: the first goes alone, and each answer lets one more be
  /// on its way, up to `most`, so that a service that takes none is asked once.
  package var hasRoom: Bool { inFlight < window }

  /// Begins `request`; there must be room.
  ///
  /// - Parameters:
  ///   - tag: the caller's name for it, which `next` returns.
  ///   - descriptor: takes the body of an answer with a status of 200 to 299.
  /// - Throws: for headers that would make two of one.
  package func start(
    _ request: HTTPRequest, tag: Int = 0, into descriptor: Int32 = -1
  ) throws(HTTPFault) {
    lines.removeAll()
    for header in request.headers {
      // A line end in a header would make two of it.
      guard !header.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
        throw .refused("a header with a control character")
      }
      lines.append(header)
      lines.append(0)
    }
    request.body.withUnsafeBytes { body in
      start(request, headers: lines.bytes, body: body, tag: tag, into: descriptor)
    }
  }

  /// Begins `request` with other headers and another body than its own; there must be room.
  ///
  /// - Parameters:
  ///   - headers: lines `Name: value`, each ended by NUL, without other control characters; at most
  ///     60 of them.
  ///   - body: copied, as the headers are.
  package func start(
    _ request: HTTPRequest, headers: Bytes, body: Bytes, tag: Int, into descriptor: Int32 = -1
  ) {
    guard let place = free.popLast() else { preconditionFailure("no room for another request") }
    request.method.withCString { method in
      request.url.withCString { url in
        var wire = due_http_request(
          method: method, url: url, headers: headers.baseAddress, headers_size: headers.count,
          body: body.baseAddress, body_size: body.count,
          connect_ms: request.connectTimeout, total_ms: request.timeout,
          only_once: request.onlyOnce ? 1 : 0, limit: request.limit, descriptor: descriptor)
        due_http_start(http, place, &wire)
      }
    }
    inFlight += 1
    tags[Int(place)] = tag
    limits[Int(place)] = request.limit
  }

  /// Waits for one request to come to its end; nil where none is on its way.
  package func next() -> HTTPArrival? {
    let place = due_http_next(http)
    guard place >= 0 else { return nil }
    inFlight -= 1
    if window < most { window += 1 }
    free.append(place)
    return HTTPArrival(
      tag: tags[Int(place)], due_http_take(http, place), limit: limits[Int(place)])
  }

  /// Sends `request` and waits for the answer. No other may be on its way.
  ///
  /// - Parameter descriptor: takes the body of an answer with a status of 200 to 299.
  /// - Throws: `HTTPFault` where there is none.
  package func send(_ request: HTTPRequest, into descriptor: Int32 = -1) throws(HTTPFault)
    -> HTTPAnswer
  {
    precondition(inFlight == 0, "an answer to another request would be taken for this one's")
    try start(request, into: descriptor)
    guard let arrival = next() else { throw .uncertain("libcurl gave it up") }
    if let fault = arrival.fault { throw fault }
    return arrival.answer
  }
}

/// What came of one request.
package struct HTTPArrival {
  /// The caller's name for the request.
  package let tag: Int
  private let response: due_http_response
  private let limit: Int

  init(tag: Int, _ response: due_http_response, limit: Int) {
    self.tag = tag
    self.response = response
    self.limit = limit
  }

  /// Why there is no answer; nil where there is one.
  package var fault: HTTPFault? {
    switch response.outcome {
    case DUE_HTTP_ANSWERED: nil
    case DUE_HTTP_NOT_SENT: .notSent(reason)
    case DUE_HTTP_NOT_WRITTEN: .notWritten(response.error)
    case DUE_HTTP_TOO_LONG: .tooLong(limit: limit)
    case DUE_HTTP_REFUSED: .refused(reason)
    default: .uncertain(reason)
    }
  }

  private var reason: String { String(cString: response.reason) }

  package var status: Int { response.status }

  /// The body; valid until the client is used again.
  package var body: Bytes { Bytes(start: response.body, count: response.body_size) }

  /// The value of the header called `name`, in small letters.
  package func header(_ name: String) -> String? {
    Self.headers(text).first { $0.name == name }?.value
  }

  /// A copy that stays.
  package var answer: HTTPAnswer {
    HTTPAnswer(status: status, headers: Self.headers(text), body: Array(body))
  }

  private var text: String {
    Bytes(start: response.headers, count: response.headers_size).string
  }

  /// The header lines after the status line: names in small letters.
  private static func headers(_ text: String) -> [(name: String, value: String)] {
    text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      var value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      while let last = value.last, last == " " || last == "\t" { value.removeLast() }
      return (String(line[..<colon]).lowercased(), String(value))
    }
  }
}
