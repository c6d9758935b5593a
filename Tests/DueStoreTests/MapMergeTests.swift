import DueModel
import DueSystem
import Testing

@testable import DueStore

@Suite struct MapMergeTests {
  static let cases: [(base: String, patch: String, result: String)] = [
    ("", #"{"a":["1"]}"#, #"{"a":["1"]}"#),
    ("", #"{"a":null,"b":["2"]}"#, #"{"b":["2"]}"#),
    ("", #"{"a":null}"#, ""),
    (#"{"a":["1"],"b":["2"]}"#, "", #"{"a":["1"],"b":["2"]}"#),
    (#"{"a":["1"],"b":["2"]}"#, #"{"b":["3"],"c":["4"]}"#, #"{"a":["1"],"b":["3"],"c":["4"]}"#),
    (#"{"a":["1"],"b":["2"]}"#, #"{"a":null}"#, #"{"b":["2"]}"#),
    (#"{"a":["1"]}"#, #"{"a":null}"#, ""),
    (#"{"n":3}"#, #"{"n":3.0}"#, #"{"n":3}"#),  // the same number is no change
    (#"{"a\"b":["x"]}"#, #"{"a\"b":["y:null"]}"#, #"{"a\"b":["y:null"]}"#),
  ]

  @Test("named members change, the rest stays", arguments: cases)
  func merge(base: String, patch: String, result: String) throws {
    var arena = ByteArena()
    var merge = MapMerge()
    var (base, patch) = (base, patch)
    let merged = try base.withUTF8 { base in
      try patch.withUTF8 { try merge(Bytes(base), Bytes($0), into: &arena).string }
    }
    #expect(merged == result)
  }
}

@Suite struct SeqSetTests {
  @Test("ranges are the runs of what was inserted", arguments: 0..<50)
  func ranges(seed: UInt64) {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    var set = SeqSet()
    var model: Set<Int64> = []
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int64(state >> 40) % 200_000
      #expect(set.insert(value) == model.insert(value).inserted, "seed \(seed)")
    }
    #expect(set.count == model.count)
    #expect(set.ranges.flatMap { Array($0) } == model.sorted(), "seed \(seed)")
  }

  @Test("a run may cross blocks")
  func blocks() {
    #expect(SeqSet(Int64(65_000)...70_000).ranges == [65_000...70_000])
  }
}
