import DueHTTP
import DueSystem

/// Calls of a few operations, many on their way at a time: for what sends messages.
///
/// Each call leaves once; nothing is tried again here. The caller knows what that would cost.
///
/// The first call goes alone, and each answer lets one more be on its way, up to `most`: who has
/// the wrong keys is told so once.
package final class AWSFlight {
  /// What is the same for every call.
  package struct Form: Sendable {
    package var contentType: String
    /// The operation of JSON-1.0 services, for `X-Amz-Target`.
    package var target: String?
    package var path: String
    /// Milliseconds for an answer.
    package var timeout = 30_000

    package init(contentType: String, target: String? = nil, path: String = "/") {
      self.contentType = contentType
      self.target = target
      self.path = path
    }
  }

  /// What came of one call.
  package enum Outcome {
    /// Valid until the flight is used again.
    case done(Bytes)
    case refused(AWSFault)
    case lost(HTTPFault)
    /// Refused, for our clock was wrong, which is set right now: it may be made again.
    case clockWasWrong
  }

  private let http: HTTPClient
  private let service: AWSService
  private let region: String
  private let endpoint: AWSEndpoint
  private let clock: AWSClock
  private let makeCredentials: () throws -> AWSCredentials
  private var credentials: AWSCredentials
  /// By operation, in the order of the forms.
  private let requests: [HTTPRequest]
  private let forms: [Form]
  private var signatures: [SignatureForm]
  private var skew = AWSSkew()

  /// - Parameters:
  ///   - region: nil for the one of the surroundings.
  ///   - forms: one for each operation.
  /// - Throws: status 77 without credentials, 78 without a region.
  package init(
    _ service: AWSService, region: String?, _ forms: [Form], most: Int,
    in surroundings: AWSSurroundings, clock: AWSClock
  ) throws {
    let region = try region.map(AWSSurroundings.checked) ?? surroundings.region()
    let endpoint = try surroundings.endpoint(of: service, region: region)
    let credentials = try surroundings.credentials()
    requests = forms.map { form in
      var request = HTTPRequest(
        "POST", "\(endpoint.scheme)://\(endpoint.host)\(endpoint.path)\(form.path)")
      request.timeout = form.timeout
      request.onlyOnce = true
      request.limit = 1 << 20
      return request
    }
    self.service = service
    self.region = region
    self.endpoint = endpoint
    self.clock = clock
    self.forms = forms
    self.credentials = credentials
    makeCredentials = { try surroundings.credentials() }
    signatures = forms.map { Self.signature(credentials, service, region, endpoint, $0) }
    http = try HTTPClient(authorities: surroundings.authorities, most: most)
  }

  private static func signature(
    _ credentials: AWSCredentials, _ service: AWSService, _ region: String,
    _ endpoint: AWSEndpoint, _ form: Form
  ) -> SignatureForm {
    var headers = [(name: "content-type", value: form.contentType)]
    if let target = form.target { headers.append(("x-amz-target", target)) }
    return SignatureForm(
      SignatureSigner(credentials, region: region, service: service.signingName),
      .init(
        method: "POST", host: endpoint.host, path: endpoint.path + form.path, headers: headers),
      more: ["user-agent: due"])
  }

  /// Whether another call may be made now.
  package var hasRoom: Bool { http.hasRoom }

  /// Makes a call; there must be room.
  ///
  /// - Parameters:
  ///   - form: which of the operations.
  ///   - tag: the caller's name for it.
  /// - Throws: status 77 where credentials have ended and there are no others.
  package func start(_ body: Bytes, form: Int = 0, tag: Int) throws {
    let now = clock.now() + skew.milliseconds
    if credentials.isStale(at: now) {
      credentials = try makeCredentials()
      signatures = forms.map { Self.signature(credentials, service, region, endpoint, $0) }
    }
    http.start(
      requests[form], headers: signatures[form].headers(for: body, at: now), body: body, tag: tag)
  }

  /// Waits for one call to come to its end; nil where none is on its way.
  package func next() -> (tag: Int, outcome: Outcome)? {
    guard let arrival = http.next() else { return nil }
    return (arrival.tag, outcome(arrival))
  }

  private func outcome(_ arrival: HTTPArrival) -> Outcome {
    if let fault = arrival.fault { return .lost(fault) }
    if (200...299).contains(arrival.status) { return .done(arrival.body) }
    let answer = arrival.answer
    let refusal = AWSFault(answer)
    return skew.set(by: answer, after: refusal, clock) ? .clockWasWrong : .refused(refusal)
  }
}

/// How far the machine's clock is behind AWS's.
struct AWSSkew {
  private(set) var milliseconds: Int64 = 0

  /// Takes AWS's time for ours where a request was refused because ours is more than four minutes
  /// wrong.
  ///
  /// - Returns: whether it was that.
  mutating func set(by answer: HTTPAnswer, after refusal: AWSFault, _ clock: AWSClock) -> Bool {
    guard refusal.isPermission || refusal.code == "RequestTimeTooSkewed",
      let date = answer.header("date").flatMap({ Instant(httpDate: $0) })
    else { return false }
    let difference = date - clock.now()
    guard abs(difference - milliseconds) > 240_000 else { return false }
    milliseconds = difference
    return true
  }
}
