import DueModel
import DueStore
import DueSystem

/// Which failures lead to another try, how often, and when.
package struct RetryPolicy: Sendable {
  /// Statuses that may lead to a retry if the user says so.
  package static let allowed: Set<SMSStatus> = [
    .unreachable, .carrierUnreachable, .ttlExpired, .unknown, .blocked,
  ]

  package var retried: Set<SMSStatus> = [.unreachable, .carrierUnreachable, .ttlExpired, .unknown]
  package var maxRetries = 5
  /// Milliseconds after each failure; the last serves all further ones.
  package var backOff: [Int64] = [30_000, 120_000, 600_000, 1_800_000, 7_200_000]
  /// The share of a delay that it may be longer or shorter.
  package var jitter = 0.2
  /// Milliseconds after the first send, from which on nothing is retried.
  package var maxAge: Int64 = 86_400_000
  /// The same for single campaigns and types, by their names in lower case.
  package var maxAges: [String: Int64] = [:]
  /// Senders to be used in turn; empty to keep the one.
  package var senders: [String] = []

  package init() {}

  /// Whether a failure of that status may lead to a retry.
  ///
  /// A peer's own word that Pinpoint does not have counts by its class.
  func retries(_ notice: DeliveryNotice) -> Bool {
    guard let status = SMSStatus(rawValue: notice.status) else { return notice.class == .transient }
    return retried.contains(status)
  }

  /// Milliseconds between the failure and retry `number`, which counts from 1.
  func delay(before number: Int, of key: String) -> Int64 {
    guard let last = backOff.last else { return 0 }
    let delay = number <= backOff.count ? backOff[number - 1] : last
    let swing = jitter * (2 * chance(key, UInt64(number)) - 1)
    return Int64((Double(delay) * (1 + swing)).rounded())
  }

  /// When a message that was first sent at `firstSent` is too old for a retry.
  func deadline(_ subject: RetrySubject) -> Instant {
    let span =
      maxAges[subject.campaign.lowercased()] ?? maxAges[subject.type.rawValue.lowercased()]
      ?? maxAge
    return subject.firstSent + span
  }

  /// The sender of the next attempt; nil to keep `sender`.
  func sender(after sender: String) -> String? {
    guard let first = senders.first else { return nil }
    guard let place = senders.firstIndex(of: sender) else { return first }
    return senders[(place + 1) % senders.count]
  }
}
