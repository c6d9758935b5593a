import DueFormats
import DueHTTP
import DueSystem

/// One call of a REST-JSON or JSON-1.0 service.
package struct AWSRequest: Sendable {
  package var method: String
  /// Encoded: put values in with `PercentEncoding.segment`.
  package var path: String
  package var query: [(name: String, value: String)] = []
  package var body: JSON?
  /// The operation of JSON-1.0 services, for `X-Amz-Target`.
  package var target: String?
  /// Whether the call does no harm when AWS gets it twice: only then is a request sent again
  /// whose answer did not come.
  package var mayRepeat = true

  package init(_ method: String, _ path: String, body: JSON? = nil) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// The time that a client lives in. Only `main` knows the machine's.
package struct AWSClock {
  package var now: () -> Instant
  /// Waits so many milliseconds.
  package var wait: (Int) -> Void
  /// A number from 0 to 1, so that many clients do not come back at once.
  package var chance: () -> Double

  package init(
    now: @escaping () -> Instant, wait: @escaping (Int) -> Void,
    chance: @escaping () -> Double = { Double.random(in: 0...1) }
  ) {
    self.now = now
    self.wait = wait
    self.chance = chance
  }
}

/// How often a call is tried, and how long is waited between.
package struct AWSPatience: Sendable {
  /// Tries in all.
  package var attempts = 6
  /// Milliseconds: the first wait is up to this, each next up to twice as long.
  package var firstWait = 500
  package var longestWait = 20_000

  package init() {}

  /// The longest wait after `attempt` tries, with the whole of it up to chance.
  func wait(after attempt: Int, chance: Double) -> Int {
    let ceiling = min(longestWait, firstWait << min(attempt - 1, 16))
    return Int(Double(ceiling) * max(0.1, chance))
  }
}

/// Speaks to one service of AWS in one region: signs, sends, tries again where that helps.
///
/// Throttling (429 and its names) and answers of 500 and more are tried again with growing waits;
/// so is a request that never left. A clock that is more than four minutes wrong is set by the
/// answer's `Date`, once. Redirects are not followed.
///
/// See AWS, "Signature Version 4" and "Error retries and exponential backoff".
package final class AWSClient {
  package let region: String
  private let service: AWSService
  private let endpoint: AWSEndpoint
  private let http: HTTPClient
  private let clock: AWSClock
  private let makeCredentials: () throws -> AWSCredentials
  private var credentials: AWSCredentials
  private var signer: SignatureSigner
  private var skew = AWSSkew()
  package var patience = AWSPatience()

  /// - Parameter region: nil for the one of the surroundings.
  /// - Throws: status 77 without credentials, 78 without a region.
  package init(
    _ service: AWSService, region: String?, in surroundings: AWSSurroundings, clock: AWSClock
  ) throws {
    let region = try region.map(AWSSurroundings.checked) ?? surroundings.region()
    self.region = region
    self.service = service
    self.clock = clock
    endpoint = try surroundings.endpoint(of: service, region: region)
    http = try HTTPClient(authorities: surroundings.authorities)
    makeCredentials = { try surroundings.credentials() }
    credentials = try surroundings.credentials()
    signer = SignatureSigner(credentials, region: region, service: service.signingName)
  }

  /// Sends `request` and returns the answer's body; `null` where it is empty.
  ///
  /// - Throws: `AWSFault` where AWS refuses; `HTTPFault` where no answer came; `AWSNonsense` where
  ///   what was done has an answer that cannot be read. The first two end the run with 75 where
  ///   another time may do.
  package func send(_ request: AWSRequest) throws -> JSON {
    var attempt = 1
    var isClockSet = false
    while true {
      let fault: any Fault
      do {
        let answer = try http.send(signed(request))
        if (200...299).contains(answer.status) { return try Self.content(of: answer) }
        let refusal = AWSFault(answer)
        if !isClockSet, skew.set(by: answer, after: refusal, clock) {
          isClockSet = true
          continue
        }
        guard refusal.isTemporary else { throw refusal }
        guard refusal.isThrottling || request.mayRepeat else { throw refusal }
        fault = refusal
      } catch let failure as HTTPFault {
        switch failure {
        case .notSent: fault = failure
        case .uncertain where request.mayRepeat: fault = failure
        default: throw failure
        }
      }
      guard attempt < patience.attempts else { throw fault }
      clock.wait(patience.wait(after: attempt, chance: clock.chance()))
      attempt += 1
    }
  }

  private func signed(_ request: AWSRequest) throws -> HTTPRequest {
    let now = clock.now() + skew.milliseconds
    if credentials.isStale(at: now) {
      credentials = try makeCredentials()
      signer = SignatureSigner(credentials, region: region, service: service.signingName)
    }
    var subject = SignatureSigner.Subject(
      method: request.method, host: endpoint.host, path: endpoint.path + request.path,
      query: request.query)
    if let body = request.body { subject.body = Array(body.text.utf8) }
    if let target = request.target {
      subject.headers = [
        ("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target),
      ]
    } else if request.body != nil {
      subject.headers = [("content-type", "application/json")]
    }
    let query = PercentEncoding.query(request.query)
    var wire = HTTPRequest(
      request.method,
      "\(endpoint.scheme)://\(endpoint.host)\(subject.path)\(query.isEmpty ? "" : "?\(query)")")
    wire.headers = signer.headers(for: subject, at: now) + ["user-agent: due"]
    wire.body = subject.body
    wire.onlyOnce = !request.mayRepeat
    return wire
  }

  private static func content(of answer: HTTPAnswer) throws -> JSON {
    if answer.body.isEmpty { return .null }
    do {
      return try answer.body.withUnsafeBytes { try JSON(parsing: $0) }
    } catch {
      throw AWSNonsense()
    }
  }
}

/// A call that has succeeded, by its status, with an answer that is no JSON.
package struct AWSNonsense: Fault {
  package var exitStatus: ExitStatus { .unavailable }
  package var description: String { "expected JSON from AWS, found something else" }
}
