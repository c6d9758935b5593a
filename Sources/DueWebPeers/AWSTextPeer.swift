import DueAWS
import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// How one service of AWS takes text messages.
protocol AWSTextService: AnyObject {
  static var service: AWSService { get }
  static var form: AWSFlight.Form { get }

  /// - Parameter options: those of the URI, `name=value`.
  /// - Returns: nil for an option that there is not.
  init?(_ options: [(name: String, value: String)])

  /// Appends the body of the call for `message`.
  func append(
    _ message: Message, at now: Instant, to body: inout ByteBuffer
  ) throws(MessageRefusal)

  /// The service's name for a message that it took.
  func providerID(in answer: Bytes) -> String?

  /// Whether a refusal says that the person opted out.
  func isOptOut(_ refusal: AWSFault) -> Bool
}

/// Text messages by AWS, many on their way at a time, none of them sent twice.
///
/// What AWS's answers mean: too fast, or in trouble: later; a quota is used up, the credentials or
/// what the sender names are wrong: nothing more in this run; the person opted out: on our list too;
/// other refusals: for good. No answer: nobody knows, for AWS has no way to tell a call that it has
/// seen; an event that carries `due_key` may tell later.
final class AWSTextPeer<Service: AWSTextService>: Transport {
  let name: String
  let groupSize = 500
  let isPaced = true
  private let service: Service
  private let flight: AWSFlight
  /// Whether trouble of AWS's own leaves it open whether the message was taken.
  private let isStrict: Bool
  /// Whether another peer would be asked after such trouble.
  private let isOneOfSeveral: Bool
  private var notes = FlightNotes()
  private var body = ByteBuffer(capacity: 2048)

  init(
    _ uri: AWSTextURI, _ service: Service, _ options: TransportOptions,
    in surroundings: AWSSurroundings, clock: AWSClock
  ) throws {
    var form = Service.form
    form.timeout = Int(clamping: options.timeout)
    name = uri.text
    self.service = service
    isStrict = uri.isStrict
    isOneOfSeveral = options.isStrict
    flight = try AWSFlight(
      Service.service, region: uri.region, [form], most: uri.connections, in: surroundings,
      clock: clock)
  }

  func carries(_ channel: Channel) -> Bool { channel == .sms }

  func keep(in store: String) { notes.store = store }

  func recover(_ group: [Outgoing]) -> [Answer?] {
    FlightLog.recover(
      group, store: notes.store,
      doubt: Answer(.uncertain, code: "CRASH", detail: "an event of AWS may tell"))
  }

  func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    if let stopped = notes.begin(group) { return stopped }
    var work = ManyAtOnce(group, notes.log)
    return work.run(
      hasRoom: { flight.hasRoom },
      start: { place in
        body.removeAll()
        try service.append(group[place].message, at: now, to: &body)
        try flight.start(body.bytes, tag: place)
      },
      next: { flight.next().map { arrival($0.tag, $0.outcome) } })
  }

  private func arrival(_ place: Int, _ outcome: AWSFlight.Outcome) -> ManyAtOnce.Arrival {
    var fault: RunFault?
    let answer = answer(outcome, &fault)
    return .init(place: place, answer: answer, fault: fault)
  }

  private func answer(_ outcome: AWSFlight.Outcome, _ fault: inout RunFault?) -> Answer {
    switch outcome {
    case .done(let answer):
      guard let name = service.providerID(in: answer), !name.isEmpty else { return .notFromAWS }
      return Answer(.accepted, providerID: name)
    case .refused(let refusal): return self.answer(refusal, &fault)
    case .clockWasWrong: return Answer(.notSent, code: "CLOCK")
    case .lost(let lost): return lost.answer(isIdempotent: false, &fault)
    }
  }

  private func answer(_ refusal: AWSFault, _ fault: inout RunFault?) -> Answer {
    func stop(_ status: ExitStatus) -> Answer {
      fault = RunFault(status, refusal.description)
      return Answer(.notSent, code: refusal.word, detail: refusal.description)
    }
    if refusal.isThrottling {
      return Answer(.throttled, code: refusal.word, detail: refusal.description)
    }
    if refusal.code == "ServiceQuotaExceededException" { return stop(.tryAgain) }
    if refusal.code == "ResourceNotFoundException" { return stop(.configuration) }
    if refusal.isPermission { return stop(.noPermission) }
    if refusal.isFromBefore { return stop(.configuration) }
    let verdict: Answer.Verdict
    if refusal.status >= 500 {
      let isOpen = isStrict || isOneOfSeveral && refusal.status != 503
      verdict = isOpen ? .uncertain : .deferred
    } else {
      verdict = service.isOptOut(refusal) ? .optedOut : .rejected
    }
    return Answer(verdict, code: refusal.word, detail: refusal.description)
  }
}

extension Answer {
  /// To a message that somebody took whose answer is none of AWS's: one who stands between, such as
  /// the page of a network that wants to be signed in to. The message may have got through.
  fileprivate static let notFromAWS = Answer(
    .uncertain, code: "ANSWER", detail: "expected a MessageId of AWS, found another answer")
}

extension AWSFault {
  /// The word that says most: the reason where there is one.
  fileprivate var word: String { reason.isEmpty ? code : reason }
}
