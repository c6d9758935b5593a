/// A step of a mail's way at which a server judges something else than its recipient: who sends it, or
/// what it says. The detail of a refusal ends with it, in the words of Postfix.
package enum MailStep: String, CaseIterable, Sendable {
  case sender = "MAIL FROM"
  case text = "DATA"
  case end = "end of DATA"

  private var mark: String { " (in reply to \(rawValue) command)" }

  /// What a server said at this step.
  package func detail(_ reply: String) -> String { reply + mark }

  /// Whether a refusal's detail names such a step.
  static func isTold(in detail: String) -> Bool { allCases.contains { detail.hasSuffix($0.mark) } }
}
