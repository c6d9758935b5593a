import DueModel
import DueStore
import DueSystem

/// Puts on the list who wants no more mail, by the tokens of the mails that they have got.
package final class UnsubscribeJob {
  /// What keeps a wish from being known.
  package enum Fault: Error, Sendable, CustomStringConvertible {
    case unsigned
    case unknown(key: String)

    package var description: String {
      switch self {
      case .unsigned: "expected a token that the secret has signed, found none"
      case .unknown(let key): "expected the token of a mail of the store, found that of '\(key)'"
      }
    }
  }

  private let tokens: UnsubscribeTokens
  private let settings: ListImport.Settings
  private let now: Instant
  private var wishes: [(key: String, place: String)] = []
  /// Wishes that nothing came of, and why.
  package private(set) var faults: [(place: String, fault: Fault)] = []

  /// - Parameter settings: topic and note of what is put on the list.
  package init(_ tokens: UnsubscribeTokens, _ settings: ListImport.Settings, now: Instant) {
    self.tokens = tokens
    self.settings = settings
    self.now = now
  }

  /// Takes a wish: the first of `texts` with a token, such as a page's address or a mailbox.
  ///
  /// - Parameter place: where it was found, for people.
  package func add(_ texts: [String], place: String) {
    for text in texts {
      if let key = tokens.key(in: text) { return wishes.append((key, place)) }
    }
    faults.append((place, .unsigned))
  }

  /// Writes all wishes down, in one transaction.
  ///
  /// - Throws: status 64 for a topic that is none.
  package func keep(_ transact: ListImport.Transact) throws -> SuppressionCounts {
    if let topic = settings.topic {
      do throws(RecordFault) {
        _ = try SubscriptionChanges.checked(topic, "--topic")
      } catch {
        throw RunFault(.usage, error.description)
      }
    }
    var counts = SuppressionCounts()
    try transact { view in
      var book = try SuppressionBook(view, at: now, actor: "unsubscribe")
      let sent = SentMessages(view)
      for (key, place) in wishes {
        guard let mail = try sent.message(key, on: .email) else {
          faults.append((place, .unknown(key: key)))
          continue
        }
        // Of who was forgotten nothing is written down; senders know them by a hash.
        if mail.recipient.isEmpty { continue }
        // A second click on an old mail, after the person had come back, is a new wish.
        try book.keep(event(of: key, mail), of: MailboxKey.key(mail.recipient), revives: true)
      }
      try book.settle()
      counts = book.counts
    }
    counts.read = wishes.count + faults.count { $0.fault.isUnsigned }
    counts.rejected = faults.count
    return counts
  }

  private func event(of key: String, _ mail: SentMessage) -> SuppressionEvent {
    let scope = settings.topic ?? SuppressionEvent.everything
    var event = SuppressionEvent(
      uid: SHA256("unsubscribe|\(key)|\(scope)").hex, .suppress, at: now.milliseconds,
      address: mail.recipient, source: "unsubscribe")
    event.scope = scope
    event.reason = .unsubscribe
    event.messageID = mail.name
    event.note = settings.note
    return event
  }
}

extension UnsubscribeJob.Fault {
  fileprivate var isUnsigned: Bool { if case .unsigned = self { true } else { false } }
}
