import DueDefinitions
import DueFormats
import DueSystem

/// What becomes of the times of a journey that is copied.
struct CopyTiming {
  private let rules: CopyRules

  init(_ rules: CopyRules) { self.rules = rules }

  func apply(to journey: inout JSON) {
    switch rules.timing {
    case .drop: journey["Schedule"] = nil
    case .keep: break
    case .shift(let span):
      for member in ["StartTime", "EndTime"] {
        journey.change(at: ["Schedule", member]) { Self.shift(&$0, by: span) }
      }
      Self.changeWaits(of: &journey) { wait in
        wait.change(at: ["WaitUntil"]) { Self.shift(&$0, by: span) }
      }
    }
    if rules.isTest { Self.changeWaits(of: &journey) { $0 = ["WaitFor": "PT0S"] } }
  }

  /// Gives every `WaitTime` and `EvaluationWaitTime` to `change`.
  private static func changeWaits(of journey: inout JSON, _ change: (inout JSON) -> Void) {
    journey.change(at: ["Activities"]) { activities in
      activities.changeMembers { _, activity in
        activity.change(at: ["Wait", "WaitTime"], change)
        for split in ["ConditionalSplit", "MultiCondition"] {
          activity.change(at: [split, "EvaluationWaitTime"], change)
        }
      }
    }
  }

  /// Times of a schedule may come without a zone, which `Timezone` has: they stay so.
  private static func shift(_ value: inout JSON, by span: Int64) {
    guard let text = value.string else { return }
    if let moment = Instant(text) {
      value = .string((moment + span).iso8601)
    } else if let moment = Instant("\(text)Z") {
      value = .string(String((moment + span).iso8601.prefix(19)))
    }
  }
}
