import Foundation
import Testing

@testable import DueSystem
@testable import DueWatch

@Suite struct SeenListTests {
  static func facts(_ name: [UInt8], _ sha256: String) -> FileFacts {
    FileFacts(
      path: Path("/x"), name: FileName(bytes: name), directory: Path("/"), sha256: sha256, size: 0,
      taken: Instant(milliseconds: 0), attempt: 1)
  }

  @Test("two lists on one file see what the other adds, also after a line cut short")
  func shared() throws {
    let file = NSTemporaryDirectory() + "due-seen-" + UUID().uuidString
    defer { unlink(file) }
    var one = SeenList(Path(file))
    var two = SeenList(Path(file))
    let a = Self.facts(Array("a\nb\\.csv".utf8), String(repeating: "a", count: 64))
    let b = Self.facts([0xff, 0x2e], String(repeating: "b", count: 64))
    #expect(try !one.contains(a))
    try one.add(a)
    #expect(try two.contains(a))
    let cut = try #require(fopen(file, "a"))
    fputs("0123", cut)  // as a full disk or a crash leaves it
    fclose(cut)
    try two.add(b)
    #expect(try one.contains(b))
    #expect(try one.contains(a))
    var fresh = SeenList(Path(file))
    #expect(try fresh.contains(a))
    #expect(try fresh.contains(b))
    truncate(file, 0)
    #expect(try !one.contains(a))
  }
}
