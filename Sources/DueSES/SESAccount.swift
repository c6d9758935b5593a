import DueAWS
import DueFormats
import DueSystem

/// What an account of SES may send, as SES says itself.
///
/// Source: SES API v2, GetAccount.
package struct SESAccount: Sendable, Equatable {
  /// Recipients a second: nine tenths of what is allowed, or 1 where SES does not say.
  package var rate: Double = 1
  /// Why it may send nothing at all; nil where it may.
  package var refusal: RunFault?

  package init() {}

  /// - Parameter answer: that to GetAccount.
  package init(_ answer: JSON) {
    if let most = answer["SendQuota"]?["MaxSendRate"]?.double, most > 0 { rate = most * 0.9 }
    guard answer["SendingEnabled"] == .bool(false) else { return }
    let state = answer["EnforcementStatus"]?.string
    refusal = RunFault(
      .unavailable,
      "expected an account that SES lets send, found one with SendingEnabled false"
        + (state.map { ", EnforcementStatus \($0)" } ?? ""))
  }

  /// Asks SES. Who cannot ask sends slowly, and hears at the first mail what is wrong.
  static func ask(_ client: AWSClient) -> SESAccount {
    // The outbox tries again: it knows what that may cost.
    client.patience.attempts = 1
    guard let answer = try? client.send(AWSRequest("GET", "/v2/email/account")) else {
      return SESAccount()
    }
    return SESAccount(answer)
  }
}
