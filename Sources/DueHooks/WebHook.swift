import DueFormats
import DueHTTP
import DueSystem

/// A web service that is asked: each question is posted to it, and its answer is the answer.
final class WebHook: HookProgram {
  private let http: HTTPClient
  private let request: WebRequest
  private let name: String
  private let now: () -> Instant
  private var lines = ByteBuffer(capacity: 1024)

  /// - Parameters:
  ///   - timeout: milliseconds that an answer may take.
  ///   - now: the machine's time, for signatures.
  /// - Throws: status 77 or 78 for files of secrets that cannot be used.
  init(_ address: WebAddress, timeout: Int64, now: @escaping () -> Instant) throws {
    request = try WebRequest(address, timeout: timeout, limit: longestAnswer)
    http = try HTTPClient(authorities: address.authorities)
    // Without what is our business alone.
    name = address.url
    self.now = now
  }

  /// The same question has the same key, however often it is put.
  func ask(
    _ question: Bytes, environment: [(name: String, value: String)]
  ) throws -> [UInt8] {
    lines.removeAll()
    request.append(
      headersFor: question, key: String(SHA256(question).hex.prefix(32)), at: now(), to: &lines)
    for (name, value) in environment where value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
      lines.append("x-" as StaticString)
      lines.append(name.lowercased().split(separator: "_").joined(separator: "-"))
      lines.append(": " as StaticString)
      lines.append(value)
      lines.append(0)
    }
    http.start(request.request, headers: lines.bytes, body: question, tag: 0)
    guard let arrival = http.next() else { throw ProgramFault(reason: "\(name) gave no answer") }
    if let fault = arrival.fault {
      var kind = ProgramFault.Kind.lost
      if case .notSent = fault { kind = .notAsked }
      throw ProgramFault(reason: "\(name): \(fault.description)", kind: kind)
    }
    guard (200...299).contains(arrival.status) else {
      throw ProgramFault(
        reason: "\(name) answered with status \(arrival.status)",
        kind: .refused(
          status: arrival.status, body: Array(arrival.body),
          retryAfter: arrival.retryAfter(at: now())))
    }
    return Array(arrival.body)
  }
}
