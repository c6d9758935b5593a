import DueSystem

/// Whom a load test writes to, and how often.
package struct LoadRecipient: Sendable, Equatable {
  /// The address; `{n}` in it stands for the number of the message.
  package let address: String
  package let weight: Double

  /// The domain of SES's mailbox simulator, which takes mail and delivers it to nobody.
  static let simulator = "simulator.amazonses.com"
  private static let boxes: Set<String> = [
    "success", "bounce", "complaint", "ooto", "suppressionlist",
  ]

  /// - Parameter address: an address, or what stands before the `@` of one of the simulator's.
  package init(_ address: String, weight: Double = 1) {
    self.address = address.contains("@") ? address : "\(address)@\(Self.simulator)"
    self.weight = weight
  }

  /// Whether it is a mailbox of the simulator.
  ///
  /// Source: SES developer guide, "Using the mailbox simulator": five mailboxes, each with a label
  /// after `+` or without.
  package var isSimulator: Bool {
    let parts = address.lowercased().split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1] == Self.simulator
      && Self.boxes.contains(String(parts[0].prefix { $0 != "+" }))
  }

  /// The address of message `number`.
  func address(of number: Int) -> String { address.replacing("{n}", with: "\(number)") }
}
