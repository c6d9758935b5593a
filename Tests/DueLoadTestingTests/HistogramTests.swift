import DueSystem
import Testing

@testable import DueLoadTesting

@Suite struct HistogramTests {
  @Test("buckets follow one another, and none is wider than a hundredth of what it holds")
  func buckets() {
    var value: Int64 = 0
    var bucket = 0
    while value < 1 << 40 {
      #expect(LatencyHistogram.bucket(value) == bucket)
      let last = LatencyHistogram.last(bucket)
      #expect(LatencyHistogram.bucket(last) == bucket)
      #expect(Double(last - value) <= Double(value) / 100)
      value = last + 1
      bucket += 1
    }
  }

  /// Values by a rule, of many sizes.
  private static func values(_ seed: UInt64) -> [Int64] {
    (0..<5000).map { place in
      let size = chance("size-\(place)", seed) * 20
      return Int64(chance("value-\(place)", seed) * Double(Int64(1) << Int64(size)))
    }
  }

  @Test("quantiles are those of a sorted list, to a hundredth", arguments: 1...20)
  func quantiles(seed: UInt64) throws {
    let values = Self.values(seed)
    var histogram = LatencyHistogram()
    for value in values { histogram.add(value) }
    let sorted = values.sorted()
    for part in [0.001, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
      let rank = max(1, Int((part * Double(sorted.count) - 1e-9).rounded(.up)))
      let exact = sorted[rank - 1]
      let found = try #require(histogram.quantile(part))
      #expect(found >= exact)
      #expect(Double(found - exact) <= Double(exact) / 100)
    }
    #expect(histogram.count == 5000)
    #expect(histogram.sum == values.reduce(0, +))
    #expect(histogram.max == sorted.last)
    #expect(histogram.min == sorted.first)
    #expect(histogram.octaves.reduce(0) { $0 + $1.count } == 5000)
    for octave in histogram.octaves {
      #expect(
        octave.count == values.count { $0 < octave.below && ($0 >= octave.below / 2) },
        "below \(octave.below)")
    }
  }

  @Test("two added are as one that saw all")
  func added() {
    var first = LatencyHistogram()
    var second = LatencyHistogram()
    var whole = LatencyHistogram()
    for (place, value) in Self.values(3).enumerated() {
      if place % 3 == 0 { first.add(value) } else { second.add(value) }
      whole.add(value)
    }
    first.add(second)
    first.add(LatencyHistogram())
    #expect(first == whole)
    var empty = LatencyHistogram()
    empty.add(whole)
    #expect(empty == whole)
  }

  @Test("of nothing there is no quantile")
  func empty() {
    #expect(LatencyHistogram().quantile(0.5) == nil)
    #expect(LatencyHistogram().mean == nil)
    #expect(LatencyHistogram().octaves.isEmpty)
  }
}
