import DueCampaigns
import DueFormats
import DueModel
import DueStore

/// What one command did, in numbers.
struct RunCounts {
  private var runs = 0
  private var members = 0
  private var messages = 0
  private var failures = 0

  mutating func add(_ run: FilledRun) {
    runs += 1
    members += run.row.members
    messages += run.messages
    failures += run.failures
  }

  /// The counts of runs, and how many messages ended how.
  func json(_ results: [DeliveryResult.Status: Int]) -> JSON {
    var json: JSON = [
      "runs": .integer(runs), "members": .integer(members), "messages": .integer(messages),
      "skipped": .integer(members - messages - failures), "failures": .integer(failures),
    ]
    for status in DeliveryResult.Status.allCases {
      if let count = results[status] { json[status.rawValue] = .integer(count) }
    }
    return json
  }
}
