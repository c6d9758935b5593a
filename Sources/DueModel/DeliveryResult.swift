import DueFormats
import DueSystem

/// What became of one message so far: the result record of due-result(5).
package struct DeliveryResult: Sendable, Equatable {
  package enum Status: String, Sendable, CaseIterable {
    /// The peer took it over.
    case accepted
    /// It waits in our outbox, or at a peer that has no route now.
    case queued
    /// It would be sent.
    case dryRun = "dry_run"
    /// Its key was handled before.
    case duplicate
    /// Not sent on purpose: the person opted out.
    case suppressed
    /// Certainly not taken, and tried again at `next`.
    case deferred
    /// May have been taken or not: nobody can know.
    case uncertain
    /// Certainly refused; no other try.
    case rejected
    /// Its time ran out before anybody took it.
    case expired
    /// All tries are used up; it lies with the dead letters.
    case dead
    /// Taken back by an operator.
    case cancelled
  }

  /// What kind of end, for programs that decide what to do next.
  package enum Class: String, Sendable {
    /// Nothing is final yet.
    case progress
    case ok
    /// Failed for now.
    case transient
    /// Failed for good.
    case permanent
    /// A rule of ours or of the carrier forbids it.
    case policy
  }

  package var status: Status
  package var message: Message
  /// The row of the outbox; nil where the message never entered it.
  package var id: Int64?
  package var batch = ""
  /// The record's place in its input; the first is 1.
  package var record: Int?
  package var via = ""
  package var attempt = 0
  package var code = ""
  package var detail = ""
  /// The peer's name for it.
  package var providerID = ""
  package var size: SMSSegmentation?
  package var queued: Instant?
  package var at: Instant
  /// How long the peer took, in milliseconds.
  package var duration: Int64?
  package var next: Instant?

  package init(_ status: Status, _ message: Message, at: Instant) {
    self.status = status
    self.message = message
    self.at = at
  }

  package var `class`: Class {
    switch status {
    case .accepted, .queued, .dryRun, .uncertain: .progress
    case .duplicate, .cancelled: .ok
    case .suppressed: .policy
    case .deferred, .expired, .dead: .transient
    case .rejected: .permanent
    }
  }

  /// How a run ends that had this result.
  package var exitStatus: ExitStatus {
    switch status {
    case .accepted, .queued, .dryRun, .duplicate, .suppressed, .cancelled: .done
    case .deferred, .uncertain: .tryAgain
    case .rejected, .expired, .dead: .badData
    }
  }
}

extension ByteBuffer {
  /// Appends `result` as a record, without a line end. Members without a value are left out.
  package mutating func append(_ result: DeliveryResult) {
    append(#"{"v":1"# as StaticString)
    if let id = result.id {
      append(#","id":""# as StaticString)
      append(decimal: id)
      append(UInt8(ascii: "\""))
    }
    let message = result.message
    append(member: #","key":"#, message.key)
    append(member: #","batch":"#, result.batch)
    append(member: #","rec":"#, result.record.map(Int64.init))
    append(member: #","channel":"#, message.channel.recordName)
    append(member: #","to":"#, message.to)
    append(member: #","from":"#, message.from)
    append(member: #","endpoint_id":"#, message.endpoint)
    append(member: #","via":"#, result.via)
    if result.attempt > 0 { append(member: #","attempt":"#, Int64(result.attempt)) }
    append(member: #","status":"#, result.status.rawValue)
    append(member: #","class":"#, result.class.rawValue)
    append(member: #","code":"#, result.code)
    append(member: #","detail":"#, result.detail)
    append(member: #","provider_id":"#, result.providerID)
    if let size = result.size {
      append(member: #","encoding":"#, size.encoding.rawValue)
      append(member: #","units":"#, Int64(size.units))
      append(member: #","parts":"#, Int64(size.parts))
    }
    append(member: #","queued_at":"#, result.queued)
    append(member: #","at":"#, result.at)
    append(member: #","ms":"#, result.duration)
    append(member: #","next_at":"#, result.next)
    if !message.context.isEmpty {
      append(#","context":"# as StaticString)
      append(message.context)
    }
    append(UInt8(ascii: "}"))
  }

  /// Appends `name`, which is a comma, the quoted name and a colon, and `text`; nothing for an empty one.
  package mutating func append(member name: StaticString, _ text: String) {
    guard !text.isEmpty else { return }
    append(name)
    append(jsonString: text)
  }

  package mutating func append(member name: StaticString, _ number: Int64?) {
    guard let number else { return }
    append(name)
    append(decimal: number)
  }
}
