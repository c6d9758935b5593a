import DueFormats
import DueSystem
import Testing

@testable import DueJourneys

@Suite struct JourneyTests {
  /// A journey of activities that lead to one another: `a>b,c` is a split, `a>` an end.
  private func journey(_ ways: [String]) -> Journey {
    var activities: [JSON.Member] = []
    for way in ways {
      let parts = way.split(separator: ">", omittingEmptySubsequences: false)
      let targets = parts[1].split(separator: ",").map(String.init)
      let branches = targets.map { JSON.object([.init("NextActivity", .string($0))]) }
      activities.append(
        .init(String(parts[0]), ["RandomSplit": ["Branches": .array(branches)]]))
    }
    let start = ways.first.map { String($0.prefix { $0 != ">" }) } ?? ""
    return Journey(["StartActivity": .string(start), "Activities": .object(activities)])
  }

  @Test(
    "circles are found, wherever they are",
    arguments: [
      (["a>b", "b>"], nil),
      (["a>a"], ["a", "a"]),
      (["a>b", "b>c", "c>b"], ["b", "c", "b"]),
      (["a>b,c", "b>d", "c>d", "d>"], nil),
      (["a>", "x>y", "y>x"], ["x", "y", "x"]),
      (["a>gone"], nil),
    ] as [([String], [String]?)])
  func circles(_ ways: [String], _ path: [String]?) {
    #expect(JourneyCircle(journey(ways)).path == path)
  }

  @Test("what is reached comes in the order of a walk, and once")
  func reached() {
    #expect(journey(["a>b,c", "b>d", "c>d", "d>", "e>a"]).reached == ["a", "b", "d", "c"])
    #expect(journey([]).reached == [])
  }

  @Test("long chains and deep splits take no stack")
  func deep() {
    let chain = (0..<20_000).map { "n\($0)>n\($0 + 1)" }
    #expect(journey(chain).reached.count == 20_000)
    #expect(JourneyCircle(journey(chain + ["n20000>n0"])).path?.count == 20_002)
    var tree = JourneyTree(journey(chain))
    #expect(tree.draw().count < 400)
  }

  @Test("a sound journey has nothing to say of", arguments: [["a>b,c", "b>", "c>"]])
  func sound(_ ways: [String]) throws {
    var definition: JSON = [
      "Name": "n", "StartActivity": "w",
      "StartCondition": ["SegmentStartCondition": ["SegmentId": "s"]],
      "Activities": [
        "w": ["Wait": ["WaitTime": ["WaitFor": "PT1H"], "NextActivity": "m"]],
        "m": ["SMS": ["TemplateName": "t"]],
      ],
    ]
    var review = JourneyReview(Journey(definition), at: Instant(milliseconds: 0), nil)
    #expect(try review.findings() == [])
    definition["StartActivity"] = "x"
    review = JourneyReview(Journey(definition), at: Instant(milliseconds: 0), nil)
    #expect(
      try review.findings().map(\.member) == ["StartActivity", "Activities.w", "Activities.m"])
  }

  @Test("nothing that can be JSON stops a review or a drawing", arguments: 0..<200)
  func anything(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
    let names = [
      "Name", "Activities", "StartActivity", "a", "b", "EMAIL", "Wait", "WaitTime", "WaitFor",
      "Branches", "RandomSplit", "Percentage", "NextActivity", "Condition", "Conditions", "Limits",
      "OpenHours", "ClosedDays", "Schedule", "StartTime", "MultiCondition", "ConditionalSplit",
      "StartCondition", "EventStartCondition", "QuietTime", "Holdout",
    ]
    func value(_ depth: Int) -> JSON {
      switch random.next() % (depth > 5 ? 4 : 7) {
      case 0: .null
      case 1: .string(["a", "b", "", "P1D", "x\"\n\\"][Int(random.next() % 5)])
      case 2: .number("\(random.next() % 200)")
      case 3: .bool(true)
      case 4: .array((0..<Int(random.next() % 4)).map { _ in value(depth + 1) })
      default:
        .object(
          (0..<Int(random.next() % 6)).map { _ in
            .init(names[Int(random.next() % UInt64(names.count))], value(depth + 1))
          })
      }
    }
    let journey = Journey(
      .object(
        ["Activities", "StartCondition", "Limits", "OpenHours", "ClosedDays", "Schedule"]
          .map { .init($0, value(0)) } + [.init("StartActivity", "a")]))
    var review = JourneyReview(journey, at: Instant(milliseconds: 0), nil)
    #expect(try !review.findings().isEmpty)
    var tree = JourneyTree(journey)
    #expect(!tree.draw().isEmpty)
    #expect(JourneyGraph(journey).text.hasPrefix("digraph"))
  }

  private struct Random {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }
}
