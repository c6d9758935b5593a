import DueSystem
import DueWatch
import Testing

@Suite struct NameTests {
  static let parts: [(name: String, base: String, ext: String, second: String)] = [
    ("orders.csv", "orders", "csv", "orders.2.csv"),
    ("orders.csv.gz", "orders.csv", "gz", "orders.csv.2.gz"),
    ("orders", "orders", "", "orders.2"),
    (".profile", ".profile", "", ".profile.2"),  // a first dot begins no suffix
    ("orders.", "orders", "", "orders.2."),
    ("two words.tar", "two words", "tar", "two words.2.tar"),
  ]

  @Test("parts of a name", arguments: parts)
  func splits(name: String, base: String, ext: String, second: String) {
    let file = FileName(name)
    #expect(file.base == Array(base.utf8))
    #expect(file.ext == Array(ext.utf8))
    #expect(file.numbered(2) == FileName(second))
  }

  @Test("bytes that are not UTF-8 stay as they are")
  func bytes() {
    let file = FileName(bytes: [0x61, 0xff, 0x2e, 0x63])
    #expect(file.base == [0x61, 0xff])
    #expect(file.numbered(3).bytes == [0x61, 0xff, 0x2e, 0x33, 0x2e, 0x63])
    #expect(file.text == "a\u{FFFD}.c")
  }

  static let filtered: [(on: [String], ignore: [String], name: String, taken: Bool)] = [
    ([], [], "a.csv", true),
    ([], [], ".a.csv", false),
    ([], [], "a.csv~", false),
    ([], [], "a.csv.Part", false),
    ([], [], "a.FILEPART", false),
    ([], [], "part", true),
    (["*.csv"], [], "a.csv", true),
    (["*.csv"], [], "a.CSV", false),
    (["*.csv", "*.json?"], [], "a.jsonl", true),
    (["*.csv"], ["old-*"], "old-a.csv", false),
    (["[ab].csv"], [], "b.csv", true),
    (["*"], [], ".hidden", false),  // whatever the pattern
    (["*.csv"], [], "new\nline.csv", true),
  ]

  @Test("takes what matches and is finished", arguments: filtered)
  func takes(on: [String], ignore: [String], name: String, taken: Bool) {
    #expect(NameFilter(on: on, ignore: ignore).accepts(FileName(name)) == taken)
  }
}
