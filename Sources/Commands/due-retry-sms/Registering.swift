import DueDelivery
import DueFormats
import DueModel
import DueStore
import DueSystem

/// Messages of other software into the store, some thousand in each transaction.
final class Registering {
  private let store: Store
  private let project: String
  private let now: Instant
  private let isDryRun: Bool
  private var pending: [SentElsewhere] = []
  private var added = 0
  private var known = 0

  private static let chunk = 4096

  init(_ store: Store, project: String, now: Instant, isDryRun: Bool) {
    self.store = store
    self.project = project
    self.now = now
    self.isDryRun = isDryRun
  }

  /// Takes what is told of the send out of the context of `message`, and keeps both.
  func take(_ message: Message) throws(IntakeFault) -> Message {
    var message = message
    var sent = SentElsewhere(message, sentAt: now)
    guard !message.context.isEmpty, case .object(let members)? = try? JSON(parsing: message.context)
    else {
      pending.append(sent)
      return message
    }
    var rest: [JSON.Member] = []
    for member in members where try !take(member, into: &sent) { rest.append(member) }
    message.context = rest.isEmpty ? "" : JSON.object(rest).text
    sent.message = message
    pending.append(sent)
    return message
  }

  private func take(_ member: JSON.Member, into sent: inout SentElsewhere) throws(IntakeFault)
    -> Bool
  {
    guard case .string(let text) = member.value else { return false }
    func fault(_ what: String, _ code: String) -> IntakeFault {
      IntakeFault(code, member.name, "expected \(what) in '\(member.name)', found '\(text)'")
    }
    switch member.name.lowercased() {
    case "provider_id", "pinpoint_message_id": sent.providerID = text
    case "sent_at":
      guard let instant = Instant(text) else { throw fault("a time with a zone", "invalid_time") }
      sent.sentAt = instant
    case "retry_count":
      guard let count = Int(text), (0...1000).contains(count) else {
        throw fault("a number of retries", "bad_value")
      }
      sent.retries = count
    case "all_retries_failed":
      break  // The original's mark of what it gave up; here the count says it.
    default: return false
    }
    return true
  }

  func flushIfFull() throws { if pending.count >= Self.chunk { try flush() } }

  func flush() throws {
    let messages = pending
    pending.removeAll(keepingCapacity: true)
    if messages.isEmpty { return }
    let work = { (view: StoreView) throws -> Int in
      let project = try Project.named(self.project, create: true, view)
      let register = try RetryRegister(project, at: self.now, view)
      let new = try messages.count { try register.add($0, at: self.now) }
      try register.finish()
      return new
    }
    let new = try isDryRun ? store.rehearse(work) : store.write(work)
    added += new
    known += messages.count - new
  }

  func counts(rejected: Int) -> JSON {
    [
      "registered": .integer(added), "known": .integer(known), "rejected": .integer(rejected),
    ]
  }
}
