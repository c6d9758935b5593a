/// How often times of which length were met, in constant memory: exact below 256 ms, and above with
/// an error of less than 1 %.
///
/// After HdrHistogram (G. Tene): each power of two has 128 buckets of one width.
package struct LatencyHistogram: Sendable, Equatable {
  private static let bits = 7
  private var counts: [Int] = []
  package private(set) var count = 0
  package private(set) var sum: Int64 = 0
  package private(set) var min: Int64 = 0
  package private(set) var max: Int64 = 0

  package init() {}

  /// Adds a time in milliseconds; what is below nothing counts as nothing.
  package mutating func add(_ value: Int64) {
    let value = Swift.max(0, value)
    let bucket = Self.bucket(value)
    if bucket >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count))
    }
    counts[bucket] += 1
    min = count == 0 ? value : Swift.min(min, value)
    max = Swift.max(max, value)
    count += 1
    sum += value
  }

  /// Adds all that `other` has met.
  package mutating func add(_ other: LatencyHistogram) {
    guard other.count > 0 else { return }
    if other.counts.count > counts.count {
      counts.append(contentsOf: repeatElement(0, count: other.counts.count - counts.count))
    }
    for (bucket, met) in other.counts.enumerated() { counts[bucket] += met }
    min = count == 0 ? other.min : Swift.min(min, other.min)
    max = Swift.max(max, other.max)
    count += other.count
    sum += other.sum
  }

  /// The time that a part of all did not exceed, by the method of the nearest rank; nil where
  /// there is none.
  ///
  /// - Parameter part: 0 to 1.
  package func quantile(_ part: Double) -> Int64? {
    guard count > 0 else { return nil }
    let rank = Swift.max(1, Int((part * Double(count) - 1e-9).rounded(.up)))
    var seen = 0
    for (bucket, met) in counts.enumerated() where met > 0 {
      seen += met
      if seen >= rank { return Swift.min(Self.last(bucket), max) }
    }
    return max
  }

  package var mean: Double? { count == 0 ? nil : Double(sum) / Double(count) }

  /// Counts between powers of two, for people: below how many milliseconds, and how many.
  package var octaves: [(below: Int64, count: Int)] {
    var octaves: [(below: Int64, count: Int)] = [(1, 0)]
    for (bucket, met) in counts.enumerated() {
      while let end = octaves.last?.below, Self.last(bucket) >= end { octaves.append((end * 2, 0)) }
      octaves[octaves.count - 1].count += met
    }
    return Array(octaves.drop { $0.count == 0 })
  }

  static func bucket(_ value: Int64) -> Int {
    guard value >= 2 << bits else { return Int(value) }
    let shift = Int64.bitWidth - 1 - value.leadingZeroBitCount - bits
    return shift << bits + Int(value >> Int64(shift))
  }

  /// The longest time that falls into a bucket.
  static func last(_ bucket: Int) -> Int64 {
    guard bucket >= 2 << bits else { return Int64(bucket) }
    let shift = bucket >> bits - 1
    let width = bucket - shift << bits
    return Int64(width + 1) << Int64(shift) - 1
  }
}
