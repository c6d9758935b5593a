import DueFormats
import DueSystem

/// What a load test sends, to whom, how fast, and what it must keep to.
package struct LoadScenario: Sendable, Equatable {
  /// What the run is called: its batch, and what its keys begin with.
  package var name = ""
  package var phases: [LoadPhase] = []
  package var spread = ArrivalSchedule.Spread.constant
  package var seed: UInt64 = 1
  package var recipients: [LoadRecipient] = []
  package var limits: [LoadLimit] = []
  package var mail = LoadMail()

  /// The longest name.
  private static let longest = 40

  package init() {}

  /// Fills in what nobody said, and looks whether the whole can be run.
  ///
  /// - Parameter allowsRealRecipients: whether others than SES's simulator may get mail.
  /// - Throws: status 78 for a scenario that cannot be run, 64 for one that is not allowed.
  package mutating func complete(allowsRealRecipients: Bool) throws {
    if name.isEmpty { name = "load-test" }
    guard Self.isName(name) else {
      throw RunFault(
        .configuration,
        "expected a name of up to \(Self.longest) of A-Z a-z 0-9 _ -, found '\(name)'")
    }
    guard phases.contains(where: { $0.count >= 1 }) else {
      throw RunFault(.configuration, "expected a phase that has a message, found none")
    }
    if !mail.hasText {
      if mail.subject.isEmpty { mail.subject = "Load test" }
      mail.body = "A message of a load test."
    }
    if recipients.isEmpty { recipients = [LoadRecipient("success")] }
    guard recipients.contains(where: { $0.weight > 0 }) else {
      throw RunFault(.configuration, "expected a recipient with a weight, found none")
    }
    if !allowsRealRecipients, let real = recipients.first(where: { !$0.isSimulator }) {
      throw RunFault(
        .usage,
        "expected recipients at SES's mailbox simulator, found '\(real.address)': "
          + "--real-recipients sends to others")
    }
  }

  /// A name that keys and batches may have.
  private static func isName(_ text: String) -> Bool {
    (1...longest).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        ($0 | 0x20) &- 97 < 26 || $0 &- 48 < 10 || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: "-")
      }
  }

  package var schedule: ArrivalSchedule { ArrivalSchedule(phases, spread, seed: seed) }

  /// Milliseconds from the beginning to the end of the last phase.
  package var milliseconds: Int64 { phases.reduce(0) { $0 + $1.milliseconds } }

  /// The most messages a second that it comes to.
  package var fastest: Double { phases.map(\.fastest).max() ?? 0 }

  /// The scenario as a file has it, complete: what a run is known again by.
  package var json: JSON {
    var json: JSON = [
      "name": .string(name), "arrival": .string(spread.rawValue), "seed": .number("\(seed)"),
      "phases": .array(phases.map(\.json)),
      "recipients": .object(
        recipients.map { JSON.Member($0.address, .plain($0.weight)) }),
    ]
    if !limits.isEmpty {
      json["expect"] = .object(limits.map { JSON.Member($0.figure.rawValue, .string($0.text)) })
    }
    return .object((json.members ?? []) + mail.members)
  }
}
