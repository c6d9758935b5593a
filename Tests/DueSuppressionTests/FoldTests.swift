import DueModel
import DueStore
import DueSuppression
import DueSystem
import Testing

@Suite struct FoldTests {
  static let day: Int64 = 86_400_000

  /// One event: what it does, when (in days), and its detail.
  struct Said: Sendable {
    var act: SuppressionEvent.Act
    var reason: SuppressionReason?
    var day: Double
    var detail: String
    var scope = "*"

    static func suppress(_ reason: SuppressionReason, _ day: Double, _ detail: String = "") -> Said
    {
      Said(act: .suppress, reason: reason, day: day, detail: detail)
    }

    static func soft(_ day: Double) -> Said {
      Said(act: .count, reason: nil, day: day, detail: "soft \(day)")
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var said: [Said]
    var deliveries: [Double] = []
    var rules = SuppressionRules()
    /// `scope reason detail count`
    var entries: [String]

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "nothing", said: [], entries: []),
    Case(
      name: "a record is no reason",
      said: [Said(act: .record, reason: nil, day: 1, detail: "not-spam")], entries: []),
    Case(
      name: "the stronger reason stands, whichever is first",
      said: [.suppress(.complaint, 1, "abuse"), .suppress(.bounce, 2, "General")],
      entries: ["* COMPLAINT abuse 2"]),
    Case(
      name: "of one reason the first event has the detail",
      said: [.suppress(.bounce, 1, "General"), .suppress(.bounce, 2, "NoEmail")],
      entries: ["* BOUNCE General 2"]),
    Case(
      name: "a list that had it before knows no detail",
      said: [
        Said(act: .ensure, reason: .bounce, day: 1, detail: "OnAccountSuppressionList"),
        .suppress(.bounce, 2, "General"),
      ], entries: ["* BOUNCE General 2"]),
    Case(
      name: "unless it alone knows",
      said: [Said(act: .ensure, reason: .bounce, day: 1, detail: "account list")],
      entries: ["* BOUNCE account list 1"]),
    Case(
      name: "the latest, where rules say so",
      said: [.suppress(.complaint, 1, "abuse"), .suppress(.bounce, 2, "General")],
      rules: SuppressionRules(takesLatest: true), entries: ["* BOUNCE General 2"]),
    Case(name: "two soft bounces are none", said: [.soft(1), .soft(2)], entries: []),
    Case(
      name: "three are one reason", said: [.soft(1), .soft(2), .soft(3)],
      entries: ["* SOFT_BOUNCE soft 3.0 3"]),
    Case(
      name: "thirty days to the millisecond", said: [.soft(1), .soft(2), .soft(31)],
      entries: ["* SOFT_BOUNCE soft 31.0 3"]),
    Case(name: "but not more", said: [.soft(1), .soft(2), .soft(31.001)], entries: []),
    Case(
      name: "the window slides", said: [.soft(1), .soft(40), .soft(41), .soft(42)],
      entries: ["* SOFT_BOUNCE soft 42.0 4"]),
    Case(
      name: "a delivery between ends the row", said: [.soft(1), .soft(2), .soft(3)],
      deliveries: [2.5], entries: []),
    Case(
      name: "before and after it changes nothing", said: [.soft(1), .soft(2), .soft(3)],
      deliveries: [0.5, 1, 3, 4], entries: ["* SOFT_BOUNCE soft 3.0 3"]),
    Case(
      name: "a new row after it", said: [.soft(1), .soft(2), .soft(3), .soft(4), .soft(5)],
      deliveries: [2.5], entries: ["* SOFT_BOUNCE soft 5.0 5"]),
    Case(
      name: "one soft bounce, where rules say so", said: [.soft(1)],
      rules: SuppressionRules(softLimit: 1), entries: ["* SOFT_BOUNCE soft 1.0 1"]),
    Case(
      name: "a topic is a list of its own",
      said: [
        Said(act: .suppress, reason: .unsubscribe, day: 1, detail: "OptOut", scope: "Weekly"),
        .suppress(.bounce, 2, "General"),
      ], entries: ["* BOUNCE General 1", "Weekly UNSUBSCRIBE OptOut 1"]),
    Case(
      name: "taken back",
      said: [
        Said(act: .suppress, reason: .unsubscribe, day: 1, detail: "OptOut", scope: "Weekly"),
        Said(act: .lift, reason: nil, day: 2, detail: "OptIn", scope: "Weekly"),
      ], entries: []),
    Case(
      name: "and left again",
      said: [
        Said(act: .suppress, reason: .unsubscribe, day: 1, detail: "first", scope: "Weekly"),
        Said(act: .lift, reason: nil, day: 2, detail: "OptIn", scope: "Weekly"),
        Said(act: .suppress, reason: .unsubscribe, day: 3, detail: "second", scope: "Weekly"),
      ], entries: ["Weekly UNSUBSCRIBE second 1"]),
    Case(
      name: "nobody takes a bounce back",
      said: [
        .suppress(.bounce, 1, "General"), Said(act: .lift, reason: nil, day: 2, detail: "OptIn"),
      ], entries: ["* BOUNCE General 1"]),
  ]

  @Test("what follows from what was said", arguments: cases)
  func fold(_ test: Case) {
    let events = test.said.enumerated().map { i, said in
      var event = SuppressionEvent(
        uid: "u\(i)", said.act, at: Int64(said.day * Double(Self.day)), address: "a@example.com",
        source: "ses")
      event.scope = said.scope
      event.reason = said.reason
      event.detail = said.detail
      return event
    }
    let times = test.deliveries.map { Int64($0 * Double(Self.day)) }
    let outcomes = SuppressionFold(test.rules)("a@example.com", events) { first, last in
      times.filter { $0 >= first && $0 <= last }
    }
    let found = outcomes.map { outcome in
      let entry = outcome.entry
      return "\(entry.scope) \(entry.reason.rawValue) \(entry.detail) \(entry.count)"
    }
    #expect(found == test.entries)
  }
}
