/// A set of places in the store (`seq`), kept as bits in blocks of 65,536.
package struct SeqSet: Sendable {
  private var blocks: [Int64: [UInt64]] = [:]
  private var openBlock: Int64 = -1
  private var open: [UInt64] = []
  package private(set) var count = 0

  package init() {}

  package init(_ seqs: some Sequence<Int64>) { for seq in seqs { insert(seq) } }

  /// Adds `seq`; whether it was new.
  @discardableResult
  package mutating func insert(_ seq: Int64) -> Bool {
    let block = seq >> 16
    if block != openBlock { turn(to: block) }
    let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: seq & 63)
    let word = Int(truncatingIfNeeded: seq & 0xffff) >> 6
    guard open[word] & bit == 0 else { return false }
    open[word] |= bit
    count += 1
    return true
  }

  /// The block in hand is taken out of the dictionary, so that it is changed in place.
  private mutating func turn(to block: Int64) {
    if openBlock >= 0 { blocks[openBlock] = open }
    open = blocks.removeValue(forKey: block) ?? Array(repeating: 0, count: 1024)
    openBlock = block
  }

  package func contains(_ seq: Int64) -> Bool {
    let words = seq >> 16 == openBlock ? open : blocks[seq >> 16]
    guard let word = words?[Int(truncatingIfNeeded: seq & 0xffff) >> 6] else { return false }
    return word >> UInt64(truncatingIfNeeded: seq & 63) & 1 == 1
  }

  /// The runs of places that follow one another, in order.
  package var ranges: [ClosedRange<Int64>] {
    var all = blocks
    if openBlock >= 0 { all[openBlock] = open }
    var runs: [ClosedRange<Int64>] = []
    for block in all.keys.sorted() {
      guard let words = all[block] else { continue }
      for (i, word) in words.enumerated() where word != 0 {
        Self.add(word, at: block << 16 + Int64(i) << 6, to: &runs)
      }
    }
    return runs
  }

  private static func add(_ word: UInt64, at base: Int64, to runs: inout [ClosedRange<Int64>]) {
    var rest = word
    var offset: Int64 = 0
    while rest != 0 {
      let gap = rest.trailingZeroBitCount
      rest >>= UInt64(gap)
      let length = (~rest).trailingZeroBitCount
      offset += Int64(gap)
      let first = base + offset
      let last = first + Int64(length) - 1
      if let run = runs.last, run.upperBound == first - 1 {
        runs[runs.count - 1] = run.lowerBound...last
      } else {
        runs.append(first...last)
      }
      offset += Int64(length)
      rest = length == 64 ? 0 : rest >> UInt64(length)
    }
  }
}
