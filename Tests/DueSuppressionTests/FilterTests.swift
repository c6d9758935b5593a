import DueFormats
import DueSuppression
import DueSystem
import Foundation
import Testing

/// What a filter lets through is what a plain reading of the rows lets through, byte for byte.
@Suite struct FilterTests {
  @Test("rows are kept or dropped whole", arguments: 1...20)
  func rows(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1)
    func pick<T>(_ items: [T]) -> T { items[Int(random.next() % UInt64(items.count))] }
    let listed = (0..<50).map { "p\($0)@example.com" }
    let ending = pick(["\n", "\r\n"])
    var kept = "note,Email,more\(ending)"
    var dropped = kept
    var all = kept
    for _ in 0..<500 {
      let number = Int(random.next() % 100)
      let address = pick([
        "p\(number)@example.com", "P\(number)@EXAMPLE.com", " p\(number)@example.com ",
        "\"p\(number)@example.com\"", "\"Ann \"\"A\"\" <p\(number)@example.com>\"",
      ])
      let note = pick(["", "x", "\"a,b\"", "\"a\(ending)b\"", "\"\"\"\"", "é"])
      let row = "\(note),\(address),\(pick(["", "1", "\"\""]))\(ending)"
      all += row
      if number < 50 { dropped += row } else { kept += row }
    }
    #expect(try filter(all, listed) == [kept, dropped])
  }

  /// What goes through and what does not.
  private func filter(_ text: String, _ listed: [String]) throws -> [String] {
    let directory = NSTemporaryDirectory() + "due-filter-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let file = directory + "/in.csv"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    var keys = SuppressedKeys(isHashed: false)
    for address in listed {
      var address = address
      address.withUTF8 { keys.add(Bytes($0)) }
    }
    #expect(keys.count == listed.count)
    var filter = ListFilter(
      keys, column: nil, rejects: try RejectLog(path: nil, limit: nil) { _ in },
      output: try ByteSink(directory + "/kept"), dropped: try ByteSink(directory + "/dropped"),
      progress: { _, _, _ in })
    try filter.run(file, told: nil)
    #expect(filter.counts.rejected == 0)
    return try ["kept", "dropped"].map {
      try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8)
    }
  }
}
