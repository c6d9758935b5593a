import DueDelivery
import DueFormats
import DueHTTP
import DueModel
import DueSystem

/// An smsbox of Kannel, many messages on their way at a time, none of them sent twice.
///
/// Kannel gives messages no names: ours goes along in the URL that it calls when it knows more, and
/// comes back in what due-inbound(1) reads.
///
/// Source: Kannel user guide 1.4.5, "Using the HTTP Interface to Send SMS Messages".
final class KannelPeer: Transport {
  let name: String
  let groupSize = 500
  let isPaced = true
  private let http: HTTPClient
  private let request: HTTPRequest
  private let form: KannelForm
  private let now: () -> Instant
  private var notes = FlightNotes()
  private var lines = ByteBuffer(capacity: 1024)
  private var body = ByteBuffer(capacity: 2048)

  /// Kannel's answers are a line.
  private static let limit = 64 << 10

  /// - Parameters:
  ///   - timeout: milliseconds for an answer.
  ///   - now: the machine's time.
  /// - Throws: status 77 for a password that others may read.
  init(_ uri: KannelURI, timeout: Int64, now: @escaping () -> Instant) throws {
    var request = HTTPRequest("POST", uri.url)
    request.timeout = Int(clamping: timeout)
    request.connectTimeout = min(request.timeout, request.connectTimeout)
    request.onlyOnce = true
    request.limit = Self.limit
    self.request = request
    name = uri.text
    self.now = now
    form = try KannelForm(uri)
    http = try HTTPClient(authorities: uri.authorities, most: uri.connections)
  }

  func carries(_ channel: Channel) -> Bool { channel == .sms }

  func keep(in store: String) { notes.store = store }

  func recover(_ group: [Outgoing]) -> [Answer?] {
    FlightLog.recover(
      group, store: notes.store,
      doubt: Answer(.uncertain, code: "CRASH", detail: "a delivery report may tell"))
  }

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    if let stopped = notes.begin(group) { return stopped }
    var work = ManyAtOnce(group, notes.log)
    return work.run(
      hasRoom: { http.hasRoom },
      start: { place in try start(group[place], place, at: now) },
      next: {
        guard let arrival = http.next() else { return nil }
        var fault: RunFault?
        var answer = answer(arrival, &fault)
        if answer.verdict == .accepted { answer.providerID = group[arrival.tag].attemptName }
        return .init(place: arrival.tag, answer: answer, fault: fault)
      })
  }

  private func start(_ outgoing: Outgoing, _ place: Int, at now: Instant) throws(MessageRefusal) {
    lines.removeAll()
    try form.append(outgoing, at: now, to: &lines)
    body.removeAll()
    body.append(outgoing.message.body)
    http.start(request, headers: lines.bytes, body: body.bytes, tag: place)
  }

  private func answer(_ arrival: HTTPArrival, _ fault: inout RunFault?) -> Answer {
    if let lost = arrival.fault { return lost.answer(isIdempotent: false, &fault) }
    let words = String(decoding: arrival.body.prefix(200), as: UTF8.self)
    let line = String(words.prefix { !$0.isNewline })
    let reply = KannelReply(status: arrival.status, line)
    var answer = Answer(reply.verdict, code: reply.code, detail: reply.code.isEmpty ? "" : line)
    answer.retryAfter = arrival.retryAfter(at: now())
    if let status = reply.stop {
      // The next would fare the same, and what it says is about us.
      fault = RunFault(status, "\(request.url): expected 202, found \(arrival.status) '\(line)'")
      answer.detail = fault?.description ?? ""
    }
    return answer
  }
}

/// What Kannel's answer means for its message.
struct KannelReply: Equatable {
  /// The code of a message that Kannel keeps, for it has no centre now.
  static let queued = "QUEUED"

  var verdict: Answer.Verdict
  var code: String
  /// How the run ends for it, if it does.
  var stop: ExitStatus?

  /// - Parameter line: the first of the body.
  init(status: Int, _ line: String) {
    code = String(status)
    switch status {
    case 202 where line.hasPrefix("0:"): (verdict, code) = (.accepted, "")
    case 202 where line.hasPrefix("3:"): (verdict, code) = (.accepted, Self.queued)
    // Taken by something that does not speak as Kannel does.
    case 200...299: verdict = .uncertain
    case 403 where line.hasPrefix("Not routable") || line.contains("denied"): verdict = .rejected
    case _ where ExitStatus(stopping: status) != nil:
      (verdict, stop) = (.notSent, ExitStatus(stopping: status))
    case 429: verdict = .throttled
    case 408, 425, 503: verdict = .deferred
    case 400...499: verdict = .rejected
    // Of what stands between us and Kannel: the message may have got through.
    default: verdict = .uncertain
    }
  }
}
