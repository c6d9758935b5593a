import DueSystem
import Testing

@testable import DueDashboard

@Suite struct FunnelTests {
  /// Events of one person as (time, steps as bits); days of seven are the window.
  static let walks: [(events: [(Int64, Int64)], reached: [Int])] = [
    ([(0, 1), (1, 2), (2, 4)], [1, 1, 1]),
    ([(0, 2), (1, 1)], [1, 0, 0]),  // the second step first counts for nothing
    ([(0, 1), (8, 2)], [1, 0, 0]),  // too late
    ([(0, 1), (7, 2)], [1, 1, 0]),  // just in time
    ([(0, 1), (5, 1), (9, 2), (11, 4)], [1, 1, 1]),  // the later beginning arrives
    ([(0, 1), (6, 2), (8, 4)], [1, 1, 0]),
    ([(0, 3)], [1, 0, 0]),  // one event is not two steps
    ([(0, 3), (1, 3)], [1, 1, 0]),
    ([(0, 1), (1, 2), (2, 1), (8, 4)], [1, 1, 0]),  // each chain lacks something
    ([], [0, 0, 0]),
  ]

  @Test("counts who took each step in time", arguments: walks)
  func counts(events: [(Int64, Int64)], reached: [Int]) {
    var count = FunnelCount(steps: 3, window: 7)
    for (at, steps) in events {
      withUnsafeBytes(of: UInt8(1)) {
        count.add(FunnelEvent(who: $0, at: at, steps: steps, amount: 0))
      }
    }
    count.finish()
    let found = count.reached
    #expect(found == reached)
  }

  @Test("keeps people apart, and adds up what the last step was worth")
  func people() {
    var count = FunnelCount(steps: 2, window: 7)
    for (who, at, steps, amount) in [
      (UInt8(1), Int64(0), Int64(1), 0.0), (1, 1, 2, 10), (1, 2, 2, 5), (2, 1, 2, 100),
      (2, 2, 1, 0),
      (3, 0, 1, 0), (3, 8, 2, 1000),
    ] {
      withUnsafeBytes(of: who) {
        count.add(FunnelEvent(who: $0, at: at, steps: steps, amount: amount))
      }
    }
    count.finish()
    #expect(count.reached == [3, 1])
    #expect(count.reached == [3, 1])
    #expect(count.sum == 15)
  }

  /// Against every choice of events, for walks made by a generator.
  @Test("agrees with trying all chains", arguments: 1...200)
  func allChains(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func random(_ limit: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % limit)
    }
    var at: Int64 = 0
    let events = (0..<8).map { _ -> (at: Int64, steps: Int64) in
      at += random(4)
      return (at, 1 + random(7))
    }
    /// Whether a chain of the steps up to `last` exists.
    func exists(_ last: Int) -> Bool {
      func walk(_ step: Int, from place: Int, began: Int64) -> Bool {
        if step > last { return true }
        return events.indices.contains { next in
          next >= place && events[next].steps >> step & 1 == 1
            && (step == 0 || events[next].at - began <= 5)
            && walk(step + 1, from: next + 1, began: step == 0 ? events[next].at : began)
        }
      }
      return walk(0, from: 0, began: 0)
    }
    var count = FunnelCount(steps: 3, window: 5)
    for event in events {
      withUnsafeBytes(of: UInt8(1)) {
        count.add(FunnelEvent(who: $0, at: event.at, steps: event.steps, amount: 0))
      }
    }
    count.finish()
    let expected = (0..<3).map { exists($0) ? 1 : 0 }
    #expect(count.reached == expected, "\(events)")
  }

  static let steps: [(text: String, step: (String, String?, String?)?)] = [
    ("_email.open", ("_email.open", nil, nil)),
    ("purchase:shop=web", ("purchase", "shop", "web")),
    ("purchase:shop=", ("purchase", "shop", "")),
    ("a:b=c=d:e", ("a", "b", "c=d:e")),
    ("", nil), (":a=b", nil), ("a:", nil), ("a:=b", nil), ("a:b", nil),
  ]

  @Test("reads steps as they are written", arguments: steps)
  func reads(text: String, step: (String, String?, String?)?) {
    let read = Step(text)
    #expect(read?.type == step?.0)
    #expect(read?.attribute == step?.1)
    #expect(read?.value == step?.2)
  }
}
