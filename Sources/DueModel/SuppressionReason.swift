import DueSystem

/// Why an address is on the suppression list; the stronger reason comes first.
package enum SuppressionReason: String, Sendable, CaseIterable, Comparable {
  /// The person called a message spam.
  case complaint = "COMPLAINT"
  /// There is no such mailbox.
  case bounce = "BOUNCE"
  /// The person asked for no more.
  case unsubscribe = "UNSUBSCRIBE"
  /// The mailbox took nothing, again and again.
  case softBounce = "SOFT_BOUNCE"

  private var strength: Int {
    switch self {
    case .complaint: 3
    case .bounce: 2
    case .unsubscribe: 1
    case .softBounce: 0
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.strength < b.strength }

  /// Whether it also keeps back what the person has asked for, such as a receipt.
  package var holdsBackTransactional: Bool { self != .unsubscribe }
}
