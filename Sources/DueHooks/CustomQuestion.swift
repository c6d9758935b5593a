import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// What a custom channel is asked to deliver: the same data to up to fifty endpoints.
///
/// `Message`, `Data`, `ApplicationId`, `CampaignId`, `TreatmentId`, `ActivityId`, `ScheduledTime` and
/// `Endpoints`, an object of the endpoints by their ids.
///
/// Source: Pinpoint developer guide, "Creating custom channels".
struct CustomQuestion: ~Copyable {
  static let mostEndpoints = 50

  private var text = ByteBuffer(capacity: 1 << 14)

  /// How many messages at the beginning of `group` make one question.
  static func extent(of group: ArraySlice<Outgoing>) -> Int {
    guard let first = group.first?.message else { return 0 }
    var endpoints: Set<String> = []
    let same = group.prefix(mostEndpoints).prefix { outgoing in
      let message = outgoing.message
      return message.body == first.body && message.campaign == first.campaign
        && message.treatment == first.treatment && message.activity == first.activity
        && endpoints.insert(name(of: message)).inserted
    }
    return same.count
  }

  /// By what the answer names a message: its endpoint, or its key where it has none.
  static func name(of message: Message) -> String {
    message.endpoint.isEmpty ? message.key : message.endpoint
  }

  init(_ part: ArraySlice<Outgoing>) {
    guard let first = part.first?.message else { return }
    let facts = Facts(first)
    text.append(#"{"Message":{},"Data":"# as StaticString)
    text.append(jsonString: first.body)
    text.append(member: #","ApplicationId":"#, facts.application)
    text.append(member: #","CampaignId":"#, first.campaign)
    text.append(member: #","TreatmentId":"#, first.treatment)
    text.append(member: #","ActivityId":"#, first.activity)
    text.append(member: #","ScheduledTime":"#, facts.scheduled)
    text.append(#","Endpoints":{"# as StaticString)
    var separator = false
    for message in part.map(\.message) {
      if separator { text.append(UInt8(ascii: ",")) }
      separator = true
      text.append(jsonString: Self.name(of: message))
      text.append(UInt8(ascii: ":"))
      text.append(Facts(message).endpoint)
    }
  }

  /// The question, on one line without its end.
  mutating func close() -> Bytes {
    text.append("}}" as StaticString)
    return text.bytes
  }

  /// What a message of a custom channel has beside its data.
  private struct Facts {
    let application: String
    let scheduled: String
    let endpoint: JSON

    /// A record of another program's may have no endpoint: then its address is what is known.
    init(_ message: Message) {
      // It is an object, or it would not be in the outbox.
      let headers = message.headers.isEmpty ? nil : try? JSON(parsing: message.headers)
      application = headers?["ApplicationId"]?.string ?? ""
      scheduled = headers?["ScheduledTime"]?.string ?? ""
      endpoint =
        headers?["Endpoint"] ?? ["ChannelType": "CUSTOM", "Address": .string(message.to)]
    }
  }
}

/// What a custom channel said: an object for each endpoint, one a line or in a list, with `endpoint`
/// and `status`, and more as it likes.
struct CustomReply {
  /// The code of a message that a custom channel did not take, as Pinpoint had it.
  static let failure = "CUSTOM_DELIVERY_FAILURE"

  /// To a message of which it said what means nothing.
  private static let unknown = Answer(
    .uncertain, code: "ANSWER", detail: "expected a status that is known, found another")

  private var answers: [String: Answer] = [:]

  init(_ output: [UInt8]) {
    for line in output.split(separator: UInt8(ascii: "\n")) {
      // A program may say what it likes beside its answers.
      guard let json = try? JSON(parsing: Array(line)) else { continue }
      for item in json.array ?? [json] {
        guard let endpoint = item["endpoint"]?.string,
          var answer = PeerReply(item)?.answer
            ?? (PeerReply.isUnknown(item) ? Self.unknown : nil)
        else { continue }
        if answer.verdict == .rejected, answer.code.isEmpty { answer.code = Self.failure }
        answers[endpoint] = answer
      }
    }
  }

  /// One answer for each message of a question, in order.
  ///
  /// - Parameter rest: the answer for all where no endpoint is named; where some are, nobody knows
  ///   of the others.
  func answers(to part: ArraySlice<Outgoing>, otherwise rest: Answer) -> [Answer] {
    part.map { outgoing in
      answers[CustomQuestion.name(of: outgoing.message)]
        ?? (answers.isEmpty ? rest : Answer(.uncertain, code: "UNANSWERED"))
    }
  }
}
