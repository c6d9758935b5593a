import DueFormats
import DueModel
import DueStore
import DueSystem

/// Looks, in the transaction that would hand a retry over, whether it should still leave.
package final class RetryGuard {
  /// What makes a later message take the place of an earlier one.
  package enum Subject: Sendable, Equatable {
    /// The same number.
    case recipient
    /// The same value of a member of the context.
    case context(String)

    /// Reads `to` or `context.NAME`.
    package init?(_ text: String) {
      if text == "to" {
        self = .recipient
      } else if text.hasPrefix("context."), text.utf8.count > 8 {
        self = .context(String(text.dropFirst(8)))
      } else {
        return nil
      }
    }
  }

  private let subject: Subject?
  /// By what messages have in common: the row of the last of them.
  private var latest: [String: Int64] = [:]
  /// Messages up to this row have been looked at; nil before the first look.
  private var seen: Int64?
  private var tape = JSONTape()

  package init(supersededBy subject: Subject?) { self.subject = subject }

  /// Why the retry of `row` is not to leave, as a code; nil where it may.
  package func callAsFunction(
    _ session: OutboxSession, _ row: OutboxSession.Row, _ now: Instant
  ) throws -> String? {
    if let obstacle = try session.retryObstacle(row, at: now) { return obstacle }
    guard let subject else { return nil }
    try look(session, subject)
    var context = row.message.context
    let shared: String? = context.withUTF8 { bytes in
      name(row.message.to, Bytes(bytes), subject)
    }
    guard let shared, let last = latest[shared], last > row.id else { return nil }
    return "SUPERSEDED"
  }

  /// Looks at the messages that came since the last look: rows are numbered as they come.
  private func look(_ session: OutboxSession, _ subject: Subject) throws {
    let start = try seen ?? session.firstRetry() ?? session.lastID()
    var end = start
    try session.messages(after: start) { id, recipient, context in
      end = id
      if let name = name(recipient, context, subject) { latest[name] = id }
    }
    seen = end
  }

  private func name(_ recipient: String, _ context: Bytes, _ subject: Subject) -> String? {
    switch subject {
    case .recipient: return recipient
    case .context(let member):
      guard !context.isEmpty, let value = try? tape.parse(context), value.isObject else {
        return nil
      }
      return value[member]?.string
    }
  }
}
