import DueFormats
import DueModel
import DueStore
import DueSystem

/// What a run makes of one member.
package struct MemberOutcome: Sendable {
  package var decision: SendPipeline.Decision
  /// The message, where there is one.
  package var message: Message?
  /// Why there is none though there should be one.
  package var detail = ""
}

/// Walks over the members of a campaign's segment and decides, and renders, one after another.
package struct CampaignWalk: ~Copyable {
  /// Appends the text of a content for an endpoint, and returns what its channel needs beside that:
  /// a JSON object, empty for nothing. What it throws is that member's failure.
  package typealias Render = (
    _ treatment: Int, _ content: Content, _ endpoint: JSONValue, _ output: inout ByteBuffer
  ) throws -> String

  private let run: CampaignRun
  private var pipeline: SendPipeline
  private let render: Render
  private let total: CampaignSent
  private let day: CampaignHistory
  private let hearing: Hearing
  /// What a hook said; nil where that does not count.
  private let answers: HookAnswers?
  private var answer = ByteBuffer(capacity: 1 << 12)
  private var answerTape = JSONTape()
  private var tape = JSONTape()
  private var json = ByteBuffer(capacity: 1 << 14)
  private var text = ByteBuffer(capacity: 1 << 12)

  /// - Parameters:
  ///   - store: what was sent before is looked up there.
  ///   - hearing: whether what a hook said counts.
  package init(
    _ run: CampaignRun, of stored: StoredCampaign, in project: Project, _ store: StoreView,
    _ hearing: Hearing, render: @escaping Render
  ) throws {
    let yesterday = run.started + -86_400_000
    let total = try CampaignSent(of: stored, store)
    let day = try CampaignHistory(
      runs: CampaignHistory.runs(in: project, since: yesterday, store), store)
    let shared = try CampaignTable.sharedAddresses(store)
    let answers =
      try hearing == .nothing
      ? nil : HookAnswers(of: stored, number: run.occurrence.number, store)
    self.run = run
    self.render = render
    self.total = total
    self.day = day
    self.hearing = hearing
    self.answers = answers
    pipeline = SendPipeline(
      run.campaign, run.occurrence, project: project.seq, shared: shared, at: run.started)
  }

  /// Decides for the endpoint at `seq`, and makes its message.
  ///
  /// - Throws: `UnaskedMember` where a hook is to say something of it, and has not been asked.
  package mutating func visit(_ endpoint: EndpointView, seq: Int64) throws -> MemberOutcome {
    let parsed = try parse(endpoint)
    let decision = try decide(endpoint, seq: seq, parsed)
    guard decision.status == .success else { return MemberOutcome(decision: decision) }
    return try heard(endpoint, seq: seq, parsed, decision)
  }

  /// Makes the message that was decided on before.
  package mutating func revisit(
    _ endpoint: EndpointView, seq: Int64, treatment: Int
  ) throws -> MemberOutcome {
    let parsed = try parse(endpoint)
    let decision = pipeline.success(parsed, treatment: treatment)
    return try heard(endpoint, seq: seq, parsed, decision)
  }

  /// The treatment of an endpoint that would get a message and of which the hook was not asked
  /// yet; nil for all others.
  mutating func unasked(_ endpoint: EndpointView, seq: Int64) throws -> Int? {
    let decision = try decide(endpoint, seq: seq, try parse(endpoint))
    guard decision.status == .success, try answers?.find(endpoint: seq, into: &answer) == nil
    else { return nil }
    return decision.treatment
  }

  private mutating func parse(_ endpoint: EndpointView) throws -> JSONValue {
    json.removeAll()
    json.append(endpoint)
    return try tape.parse(json.bytes)
  }

  private mutating func decide(
    _ endpoint: EndpointView, seq: Int64, _ parsed: JSONValue
  ) throws -> SendPipeline.Decision {
    try pipeline.decide(endpoint, json: parsed) { past in
      try past == .day ? day.count(endpoint: seq) : total.count(endpoint: seq)
    }
  }

  /// Makes the message as the hook wants it, where there is one.
  private mutating func heard(
    _ endpoint: EndpointView, seq: Int64, _ parsed: JSONValue, _ decision: SendPipeline.Decision
  ) throws -> MemberOutcome {
    guard answers != nil else { return message(to: endpoint, seq: seq, parsed, decision) }
    var decision = decision
    switch try answers?.find(endpoint: seq, into: &answer) {
    case nil where hearing == .everything: throw UnaskedMember()
    case nil, .passed: return message(to: endpoint, seq: seq, parsed, decision)
    case .kept:
      return message(to: endpoint, seq: seq, try answerTape.parse(answer.bytes), decision)
    case .dropped:
      decision.status = .droppedByHook
      return MemberOutcome(decision: decision)
    case .failed:
      decision.status = .hookFailure
      return MemberOutcome(decision: decision, detail: answer.string)
    }
  }

  private mutating func message(
    to endpoint: EndpointView, seq: Int64, _ json: JSONValue, _ decision: SendPipeline.Decision
  ) -> MemberOutcome {
    var decision = decision
    do {
      guard let channel = Channel(endpoint.channel),
        let content = run.campaign.treatments[decision.treatment].content(for: channel)
      else { throw MessageFault.noContent }
      text.removeAll()
      var headers = try render(decision.treatment, content, json, &text)
      if content.channel == .custom { headers = run.facts(of: json) }
      let message = run.message(
        to: try content.address(endpoint.address, channel), endpoint: endpoint.id.string, seq: seq,
        body: try content.checked(text), headers: headers, content, decision)
      return MemberOutcome(decision: decision, message: message)
    } catch let fault as any Fault {
      decision.status = .failure
      return MemberOutcome(decision: decision, detail: fault.description)
    } catch {
      decision.status = .failure
      return MemberOutcome(decision: decision, detail: "\(error)")
    }
  }
}

/// What a hook said of the members, as far as it counts.
package enum Hearing: Sendable {
  /// There is no hook, or it is not asked.
  case nothing
  /// Where it was asked it counts.
  case something
  /// It was asked about everybody.
  case everything
}

/// A member came to the segment after the hook was asked about the others.
package struct UnaskedMember: Error {}

/// Why the message of one member cannot be made. Says nothing of the person.
package enum MessageFault: Fault, Equatable {
  case noContent
  case notE164
  case noMailbox
  case empty
  case tooLong(characters: Int)
  case dataTooLong(bytes: Int)

  /// Pinpoint took no longer text messages.
  static let longest = 1600

  package var exitStatus: ExitStatus { .badData }

  package var description: String {
    switch self {
    case .noContent: "no content for the channel"
    case .notE164: "address is not an E.164 number"
    case .noMailbox: "address is not a mail address"
    case .empty: "message is empty"
    case .tooLong(let characters):
      "message has \(characters) characters, more than \(Self.longest)"
    case .dataTooLong(let bytes):
      "data have \(bytes) bytes, more than \(CustomContent.longest)"
    }
  }
}

extension Content {
  /// An endpoint's address as a carrier takes it: a bare mailbox; of phones E.164, without what people
  /// put between digits.
  ///
  /// What a custom channel makes of an address that is neither is its own affair.
  fileprivate func address(_ bytes: Bytes, _ channel: Channel) throws(MessageFault) -> String {
    guard channel.isPhone || channel == .email else { return bytes.string }
    guard channel != .email else {
      let mailbox = MailboxKey.bare(bytes)
      guard MailboxKey.isAddress(mailbox) else { throw .noMailbox }
      return mailbox.string
    }
    var number: [UInt8] = []
    for byte in bytes where !" -.()/".utf8.contains(byte) { number.append(byte) }
    let digits = number.dropFirst()
    guard number.first == UInt8(ascii: "+"), (3...15).contains(digits.count),
      digits.allSatisfy({ $0 &- 48 <= 9 })
    else { throw .notE164 }
    return String(decoding: number, as: UTF8.self)
  }

  fileprivate func checked(_ text: borrowing ByteBuffer) throws(MessageFault) -> String {
    // A mail may have its text in HTML alone; that it has one, who renders it sees to.
    if self.channel == .email { return text.string }
    if self.channel == .custom {
      guard text.count <= CustomContent.longest else { throw .dataTooLong(bytes: text.count) }
      return text.string
    }
    guard text.bytes.contains(where: { $0 > 0x20 }) else { throw .empty }
    let body = text.string
    // Only a text of more bytes than that can have more characters.
    if text.count > MessageFault.longest {
      let characters = body.unicodeScalars.count
      if characters > MessageFault.longest { throw .tooLong(characters: characters) }
    }
    return body
  }
}
