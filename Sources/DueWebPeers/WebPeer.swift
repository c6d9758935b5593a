import DueDelivery
import DueFormats
import DueHTTP
import DueModel
import DueSystem

/// A web service of the user's: each message is posted to it, many on their way at a time.
///
/// It gets the message record (due-message(5)) and answers by its status, or with a JSON object that
/// has `status`, as a program of `exec:` does. Its `Idempotency-Key` is the message's key.
final class WebPeer: Transport {
  let name: String
  let groupSize = 500
  let isPaced = true
  private let http: HTTPClient
  private let request: WebRequest
  private let isIdempotent: Bool
  private let isStrict: Bool
  private let now: () -> Instant
  private var notes = FlightNotes()
  private var body = ByteBuffer(capacity: 4096)
  private var lines = ByteBuffer(capacity: 1024)

  /// The most bytes of an answer.
  private static let limit = 1 << 20

  /// - Parameter now: the machine's time, for signatures.
  init(_ address: WebAddress, _ options: TransportOptions, now: @escaping () -> Instant) throws {
    name = address.name
    request = try WebRequest(address, timeout: options.timeout, limit: Self.limit)
    http = try HTTPClient(authorities: address.authorities, most: address.connections)
    isIdempotent = options.isIdempotent
    isStrict = options.isStrict
    self.now = now
  }

  func keep(in store: String) { notes.store = store }

  func recover(_ group: [Outgoing]) -> [Answer?] {
    FlightLog.recover(
      group, store: notes.store,
      doubt: isIdempotent
        ? nil
        : Answer(.uncertain, code: "CRASH", detail: "nobody knows whether the service took it"))
  }

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    if let stopped = notes.begin(group) { return stopped }
    var work = ManyAtOnce(group, notes.log)
    return work.run(
      hasRoom: { http.hasRoom },
      start: { place in start(group[place].message, place) },
      next: {
        guard let arrival = http.next() else { return nil }
        var fault: RunFault?
        let answer = answer(arrival, &fault)
        return .init(place: arrival.tag, answer: answer, fault: fault)
      })
  }

  private func start(_ message: Message, _ place: Int) {
    body.removeAll()
    body.append(message)
    lines.removeAll()
    request.append(headersFor: body.bytes, key: message.key, at: now(), to: &lines)
    http.start(request.request, headers: lines.bytes, body: body.bytes, tag: place)
  }

  private func answer(_ arrival: HTTPArrival, _ fault: inout RunFault?) -> Answer {
    if let lost = arrival.fault { return lost.answer(isIdempotent: isIdempotent, &fault) }
    let status = arrival.status
    let json = try? JSON(parsing: arrival.body)
    if let said = json.flatMap({ PeerReply($0) })?.answer,
      (200...299).contains(status) || said.verdict != .accepted
    {
      return said
    }
    if (200...299).contains(status), json.map(PeerReply.isUnknown) ?? false {
      return Answer(
        isIdempotent ? .deferred : .uncertain, code: "ANSWER",
        detail: "expected a status that is known, found another")
    }
    var answer = Answer(
      .init(httpStatus: status, isStrict: isStrict), code: status == 200 ? "" : String(status))
    switch answer.verdict {
    case .accepted: answer.code = ""
    case .throttled, .deferred: answer.retryAfter = arrival.retryAfter(at: now())
    case .notSent:
      fault = RunFault(
        ExitStatus(stopping: status) ?? .configuration,
        "\(name): expected 200, found \(status)\(arrival.header("location").map { " to \($0)" } ?? "")"
      )
      answer.detail = fault?.description ?? ""
    default: break
    }
    return answer
  }
}
