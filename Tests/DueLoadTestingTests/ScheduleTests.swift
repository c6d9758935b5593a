import DueFormats
import DueSystem
import Testing

@testable import DueLoadTesting

@Suite struct ScheduleTests {
  static let phaseTexts: [(text: String, first: Double, last: Double, span: Int64, name: String)] =
    [
      ("100:60s", 100, 100, 60_000, "x"), ("10..200:30s", 10, 200, 30_000, "x"),
      ("spike=500:500ms", 500, 500, 500, "spike"), ("200..0:1m", 200, 0, 60_000, "x"),
      ("0:10s", 0, 0, 10_000, "x"), ("0.5:2h", 0.5, 0.5, 7_200_000, "x"),
    ]

  @Test("reads phases", arguments: phaseTexts)
  func reads(text: String, first: Double, last: Double, span: Int64, name: String) {
    #expect(
      LoadPhase(text, name: "x")
        == LoadPhase(name: name, from: first, to: last, milliseconds: span))
  }

  @Test(
    "refuses what is no phase",
    arguments: [
      "", "100", "100:", ":60s", "100:60", "-1:60s", "1..2..3:60s", "nan:60s", "inf:1s", "1:0s",
      "=1:1s", "1:8d", "..5:1s", "1e9:1s",
    ])
  func refuses(text: String) {
    #expect(LoadPhase(text, name: "x") == nil)
  }

  @Test("an even rate is even, and its last message is before its end")
  func constant() {
    var schedule = ArrivalSchedule(
      [LoadPhase(name: "a", from: 100, to: 100, milliseconds: 1000)], .constant, seed: 1)
    var offsets: [Int64] = []
    while let arrival = schedule.next() { offsets.append(arrival.offset) }
    #expect(offsets == (0..<100).map { Int64($0) * 10 })
  }

  @Test("each phase has the messages that its rates and its length make")
  func counts() {
    let phases = [
      LoadPhase(name: "ramp", from: 10, to: 200, milliseconds: 30_000),
      LoadPhase(name: "pause", from: 0, to: 0, milliseconds: 5000),
      LoadPhase(name: "steady", from: 50, to: 50, milliseconds: 60_000),
      LoadPhase(name: "fall", from: 50, to: 0, milliseconds: 10_000),
    ]
    var schedule = ArrivalSchedule(phases, .constant, seed: 1)
    var counts = [0, 0, 0, 0]
    var last: Int64 = -1
    var begins: [Int64] = []
    while let arrival = schedule.next() {
      counts[arrival.phase] += 1
      if counts[arrival.phase] == 1 { begins.append(arrival.offset) }
      #expect(arrival.offset >= last)
      last = arrival.offset
    }
    #expect(counts == [3150, 0, 3000, 250])
    #expect(begins == [0, 35_000, 95_000])
    #expect(last < 105_000)
  }

  @Test("a ramp is as fast as it should be at any moment")
  func ramp() {
    let phase = LoadPhase(name: "ramp", from: 10, to: 200, milliseconds: 30_000)
    for second in stride(from: 0.0, through: 30, by: 0.5) {
      // The integral of the rate, and back.
      let count = 10 * second + (190 / 30) * second * second / 2
      #expect(abs(phase.time(of: count) - second) < 1e-6)
    }
  }

  @Test(
    "messages by chance: as many as asked for on average, spread as chance is", arguments: 1...5)
  func poisson(seed: UInt64) {
    var schedule = ArrivalSchedule(
      [LoadPhase(name: "a", from: 200, to: 200, milliseconds: 100_000)], .poisson, seed: seed)
    var seconds = Array(repeating: 0, count: 100)
    while let arrival = schedule.next() { seconds[Int(arrival.offset / 1000)] += 1 }
    let count = seconds.reduce(0, +)
    // Of 20,000 the standard deviation is 141.
    #expect(abs(count - 20_000) < 600)
    let variance = seconds.reduce(0.0) { $0 + pow2(Double($1) - 200) } / 99
    // That of counts a second is their mean, 200; of 100 of them it is met within a third.
    #expect((110...330).contains(variance))
  }

  private func pow2(_ value: Double) -> Double { value * value }

  @Test("the same seed is the same, another is another")
  func seeds() {
    func offsets(_ seed: UInt64) -> [Int64] {
      var schedule = ArrivalSchedule(
        [LoadPhase(name: "a", from: 20, to: 20, milliseconds: 10_000)], .poisson, seed: seed)
      var offsets: [Int64] = []
      while let arrival = schedule.next() { offsets.append(arrival.offset) }
      return offsets
    }
    #expect(offsets(7) == offsets(7))
    #expect(offsets(7) != offsets(8))
  }
}
