import DueAWS
import DueDelivery
import DueFormats
import DueHTTP
import DueMail
import DueModel
import DueSystem
import DueWebPeers

/// SES, by its API: many calls on their way at a time, no mail sent twice.
///
/// A mail with a text goes whole. One whose text is a template that SES has goes with its values;
/// several of one template, sender and options go in one call, where each has its own result.
///
/// Source: SES API v2, SendEmail, SendBulkEmail and GetAccount.
package final class SESPeer: Transport {
  package let name: String
  package let groupSize = 500
  package let isPaced = false
  private let uri: SESURI
  /// Names that all mails have.
  private let shared: Set<String>
  private let flight: AWSFlight
  private let form: SESForm
  private let makeClient: () throws -> AWSClient
  private lazy var account = uri.asksAccount ? askAccount() : SESAccount()
  private var notes = FlightNotes()
  private var body = ByteBuffer(capacity: 1 << 14)

  /// The operations, in the order of the flight's forms.
  private static let single = 0
  private static let bulk = 1

  /// - Parameters:
  ///   - timeout: milliseconds for an answer.
  ///   - names: of templates and configuration sets, those that all mails have.
  /// - Throws: status 77 without credentials, 78 without a region.
  package init(
    _ uri: SESURI, timeout: Int64, naming names: Set<String>, in surroundings: AWSSurroundings,
    clock: AWSClock
  ) throws {
    self.uri = uri
    shared = names.union([uri.configurationSet])
    name = uri.text
    form = SESForm(configurationSet: uri.configurationSet)
    let paths = ["/v2/email/outbound-emails", "/v2/email/outbound-bulk-emails"]
    flight = try AWSFlight(
      .email, region: uri.region,
      paths.map { path in
        var form = AWSFlight.Form(contentType: "application/json", path: path)
        form.timeout = Int(clamping: timeout)
        return form
      }, most: uri.connections, in: surroundings, clock: clock)
    makeClient = { try AWSClient(.email, region: uri.region, in: surroundings, clock: clock) }
  }

  private func askAccount() -> SESAccount {
    // Without credentials nothing would have been opened.
    guard let client = try? makeClient() else { return SESAccount() }
    return SESAccount.ask(client)
  }

  package func carries(_ channel: Channel) -> Bool { channel.family == .email }
  package var usualRate: Double? { account.rate }
  package var refusal: RunFault? { account.refusal }
  package func keep(in store: String) { notes.store = store }

  package func recover(_ group: [Outgoing]) -> [Answer?] {
    FlightLog.recover(
      group, store: notes.store,
      doubt: Answer(.uncertain, code: "CRASH", detail: "an event of SES may tell"))
  }

  package func submit(_ group: [Outgoing], at now: Instant) -> Submission {
    if let stopped = notes.begin(group) { return stopped }
    let parcels = SESParcel.parcels(group, most: uri.bulk, form)
    var work = ManyAtOnce(group, notes.log, parcels: parcels.map(\.places))
    return work.run(
      hasRoom: { flight.hasRoom },
      start: { place in try start(parcels[place], place, group, at: now) },
      next: {
        guard let arrival = flight.next() else { return nil }
        let reply = reply(arrival.outcome, to: parcels[arrival.tag], of: group)
        return .init(
          place: arrival.tag, answer: reply.answers.first ?? SESReply.unread,
          others: Array(reply.answers.dropFirst()), fault: reply.fault)
      })
  }

  private func start(
    _ parcel: SESParcel, _ tag: Int, _ group: [Outgoing], at now: Instant
  ) throws {
    body.removeAll()
    switch parcel {
    case .refused(_, let refusal): throw refusal
    case .whole(let place):
      try form.append(whole: group[place].message, at: now, to: &body)
    case .templated(let places, let mails):
      if let mail = mails.first, mails.count == 1 {
        try form.append(mail, group[places[0]].message, to: &body)
      } else {
        try form.append(
          bulk: zip(mails, places).map { ($0, group[$1].message) }, to: &body)
        return try flight.start(body.bytes, form: Self.bulk, tag: tag)
      }
    }
    try flight.start(body.bytes, form: Self.single, tag: tag)
  }

  private func reply(
    _ outcome: AWSFlight.Outcome, to parcel: SESParcel, of group: [Outgoing]
  ) -> SESReply {
    let count = parcel.places.count
    switch outcome {
    case .done(let body):
      return count == 1
        ? SESReply(single: body)
        : SESReply(bulk: body, count: count, naming: names(of: parcel, in: group))
    case .refused(let refusal):
      return SESReply(refusal, count: count, naming: names(of: parcel, in: group))
    case .clockWasWrong: return SESReply(Answer(.notSent, code: "CLOCK"), count: count)
    case .lost(let lost):
      var fault: RunFault?
      let answer = lost.answer(isIdempotent: false, &fault)
      return SESReply(answer, count: count, fault: fault)
    }
  }
}

extension SESPeer {
  /// What the mails of a parcel name.
  private func names(of parcel: SESParcel, in group: [Outgoing]) -> SESNames {
    var template = ""
    var set: String?
    switch parcel {
    case .refused: break
    case .whole(let place): set = form.ownSet(group[place].message)
    case .templated(_, let mails):
      template = mails.first?.kind.template ?? ""
      set = mails.first?.kind.configurationSet
    }
    let ownSet = set.flatMap { $0.isEmpty ? nil : $0 }
    return SESNames([template, ownSet ?? uri.configurationSet], shared: shared)
  }
}

/// What goes in one call.
enum SESParcel {
  /// A mail that cannot go at all.
  case refused(Int, MessageRefusal)
  /// A mail with a text of its own, by its place in the group.
  case whole(Int)
  /// Mails of one kind.
  case templated([Int], [TemplatedMail])

  var places: [Int] {
    switch self {
    case .refused(let place, _), .whole(let place): [place]
    case .templated(let places, _): places
    }
  }

  /// The most bytes of data that go in one call, but for those of one mail.
  private static let mostData = 4 << 20

  /// The parcels of a group, each where its first mail stands.
  ///
  /// - Parameter most: mails in one call.
  static func parcels(_ group: [Outgoing], most: Int, _ form: SESForm) -> [SESParcel] {
    var parcels: [SESParcel] = []
    // By kind, and by sender as the outbox has it: where others may still be put.
    var open: [Key: (parcel: Int, size: Int)] = [:]
    for (place, outgoing) in group.enumerated() {
      do throws(MessageRefusal) {
        guard let mail = try form.templated(outgoing.message) else {
          parcels.append(.whole(place))
          continue
        }
        let key = Key(sender: outgoing.message.from, kind: mail.kind)
        let size = mail.data.utf8.count
        if mail.attachments.isEmpty, let found = open[key], found.size + size <= mostData,
          case .templated(let places, let mails) = parcels[found.parcel], places.count < most
        {
          parcels[found.parcel] = .templated(places + [place], mails + [mail])
          open[key] = (found.parcel, found.size + size)
          continue
        }
        if mail.attachments.isEmpty { open[key] = (parcels.count, size) }
        parcels.append(.templated([place], [mail]))
      } catch {
        parcels.append(.refused(place, error))
      }
    }
    return parcels
  }

  private struct Key: Hashable {
    let sender: String
    let kind: TemplatedMail.Kind
  }
}
