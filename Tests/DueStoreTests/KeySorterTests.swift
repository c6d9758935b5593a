import DueSystem
import Testing

@testable import DueStore

/// Keys come out in order, however many runs they were in.
@Suite struct KeySorterTests {
  /// How keys are made, and in which order they come.
  enum Kind: CaseIterable {
    case rising, falling, random, same, few, empty, long
  }

  @Test("any keys come out in order", arguments: Kind.allCases, [3, 64, 10_000])
  func sorts(kind: Kind, runLimit: Int) throws {
    for order in [SortedKey.Order.bytes, .prefixes] {
      let keys = Self.keys(kind)
      var sorter = KeySorter(order, runLimit: runLimit)
      for (seq, key) in keys.enumerated() {
        try key.withUnsafeBytes { try sorter.add($0, Int64(seq)) }
      }
      let expected = keys.enumerated().sorted { a, b in
        let (left, right) = order == .bytes ? (a.element, b.element) : Self.prefixes(a, b)
        return left == right ? a.offset < b.offset : left.lexicographicallyPrecedes(right)
      }
      for time in 1...2 {
        var found: [(offset: Int, element: [UInt8])] = []
        try sorter.forEach { key, seq in found.append((Int(seq), Array(key))) }
        #expect(found.map(\.offset) == expected.map(\.offset), "\(kind), \(order), time \(time)")
        #expect(found.map(\.element) == expected.map(\.element), "\(kind), \(order), time \(time)")
      }
    }
  }

  private static func prefixes(
    _ a: (offset: Int, element: [UInt8]), _ b: (offset: Int, element: [UInt8])
  ) -> ([UInt8], [UInt8]) {
    func padded(_ key: [UInt8]) -> [UInt8] {
      Array((key + [UInt8](repeating: 0, count: 8)).prefix(8))
    }
    return (padded(a.element), padded(b.element))
  }

  private static func keys(_ kind: Kind) -> [[UInt8]] {
    var state: UInt64 = 0x2545_f491_4f6c_dd1d
    func random() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
    return (0..<500).map { i in
      switch kind {
      case .rising: Array("key-\(100_000 + i)".utf8)
      case .falling: Array("key-\(100_000 - i)".utf8)
      case .random: withUnsafeBytes(of: random()) { Array($0) } + [UInt8(i & 0xff)]
      case .same: Array("the same".utf8)
      case .few: Array("k\(random() % 9)".utf8)
      case .empty: i % 3 == 0 ? [] : [UInt8(random() & 0xff)]
      case .long: Array(repeating: UInt8(random() % 3), count: Int(random() % 9_000))
      }
    }
  }
}
