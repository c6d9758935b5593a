import DuePublish
import DueSystem
import Foundation
import Testing

@Suite struct ArchiveTreeTests {
  /// Python's zipfile made it: a.txt, the directory d/, d/b.txt, l (a link), ../e.
  private static let zip = [UInt8](
    Data(
      base64Encoded:
        "UEsDBBQAAAAIAMBjd119utdHBgAAADIAAAAFAAAAYS50eHRLTCQVAABQSwMEFAAAAAgAwGN3XQAAAAACAAAAA"
        + "AAAAAIAAABkLwMAUEsDBBQAAAAIAMBjd12uG661BAAAAAIAAAAHAAAAZC9iLnR4dEtKAgBQSwMEFAAAAAgAwGN3XZ"
        + "zTGw0EAAAAAgAAAAEAAABs068AAFBLAwQUAAAACADAY3ddWnra7wMAAAABAAAABAAAAC4uL2VLBQBQSwECFAMUAAA"
        + "ACADAY3ddfbrXRwYAAAAyAAAABQAAAAAAAAAAAAAApIEAAAAAYS50eHRQSwECFAMUAAAACADAY3ddAAAAAAIAAAAA"
        + "AAAAAgAAAAAAAAAAAAAApEEpAAAAZC9QSwECFAMUAAAACADAY3ddrhuutQQAAAACAAAABwAAAAAAAAAAAAAApIFLA"
        + "AAAZC9iLnR4dFBLAQIUAxQAAAAIAMBjd12c0xsNBAAAAAIAAAABAAAAAAAAAAAAAACkoXQAAABsUEsBAhQDFAAAAA"
        + "gAwGN3XVp62u8DAAAAAQAAAAQAAAAAAAAAAAAAAKSBlwAAAC4uL2VQSwUGAAAAAAUABQD5AAAAvAAAAAAA")
      ?? Data())

  /// The header of a member, of POSIX's ustar, with a checksum that holds.
  private static func header(_ name: String, size: Int, kind: Character = "0") -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) {
      for (i, byte) in text.utf8.enumerated() { header[place + i] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("00000000000", at: 136)
    let octal = String(size, radix: 8)
    put(String(repeating: "0", count: 11 - octal.count) + octal, at: 124)
    put(String(kind), at: 156)
    put("ustar\u{0}00", at: 257)
    return summed(header)
  }

  private static func summed(_ header: [UInt8]) -> [UInt8] {
    var header = header
    header.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
    let octal = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: 6 - octal.count) + octal + "\u{0} "
    header.replaceSubrange(148..<156, with: text.utf8)
    return header
  }

  private static func content(_ text: String) -> [UInt8] {
    Array(text.utf8) + [UInt8](repeating: 0, count: (512 - text.utf8.count % 512) % 512)
  }

  private static let end = [UInt8](repeating: 0, count: 1024)

  private static let tar =
    header("./a.txt", size: 3) + content("aaa") + header("d/", size: 0, kind: "5")
    + header("d/b.txt", size: 2) + content("bb") + header("../e", size: 1) + content("e") + end

  private struct Outcome: Equatable {
    var files: [String: Int] = [:]
    var refused = 0
    var fault: DueSystem.ExitStatus?
  }

  /// What comes out of an archive, and what is said.
  private static func unpack(_ bytes: [UInt8], limit: Int64 = 1000) throws -> Outcome {
    let path = NSTemporaryDirectory() + "due-archive-\(UUID().uuidString)"
    defer { unlink(path) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    var outcome = Outcome()
    do {
      try ArchiveTree(takesSecrets: false, limit: limit)
        .forEach(path, as: nil, refuse: { _ in outcome.refused += 1 }) { source in
          var block = [UInt8](repeating: 0, count: 2000)
          outcome.files[source.path.text] = try block.withUnsafeMutableBytes {
            try source.descriptor.read(into: $0, name: source.name)
          }
        }
    } catch let fault as RunFault {
      outcome.fault = fault.exitStatus
    }
    return outcome
  }

  @Test("gives files, and refuses what leads elsewhere")
  func gives() throws {
    #expect(
      try Self.unpack(Self.zip) == Outcome(files: ["a.txt": 50, "d/b.txt": 2], refused: 2))
    #expect(try Self.unpack(Self.tar) == Outcome(files: ["a.txt": 3, "d/b.txt": 2], refused: 1))
    #expect(try Self.unpack(Array("not an archive".utf8)).fault == .noInput)
    #expect(try Self.unpack(Array(Self.tar.prefix(1600))).fault == .noInput)
  }

  @Test(
    "takes no more than it may",
    arguments: [
      (1, [:], 3), (4, ["d/b.txt": 2], 3), (50, ["a.txt": 50], 3),
      (52, ["a.txt": 50, "d/b.txt": 2], 2),
    ]
      as [(Int64, [String: Int], Int)])
  func limits(limit: Int64, files: [String: Int], refused: Int) throws {
    let outcome = try Self.unpack(Self.zip, limit: limit)
    #expect(outcome.files == files)
    // Beside the link and the name that leads out, what is too large.
    #expect(outcome.refused >= refused)
  }

  @Test("a tar that says less than it has, or more, gives what it may")
  func lies() throws {
    let huge = Self.header("big", size: 0o77777777777)
    let outcome = try Self.unpack(Self.header("a", size: 1) + Self.content("a") + huge + Self.end)
    #expect(outcome == Outcome(files: ["a": 1], refused: 2))
  }

  /// Whatever a stranger sends: no crash, no path that leads out, and never more than the limit.
  private static func expectHarmless(_ bytes: [UInt8]) throws {
    let outcome = try unpack(bytes, limit: 100)
    #expect(outcome.files.values.reduce(0, +) <= 100)
    for path in outcome.files.keys { #expect((try? SitePath(path))?.text == path) }
    #expect(outcome.fault == nil || outcome.fault == .noInput)
  }

  @Test("takes any damage", arguments: 0..<60)
  func damage(run: Int) throws {
    for _ in 0..<20 {
      var zip = Self.zip
      for _ in 0..<Int.random(in: 1...6) { zip[Int.random(in: zip.indices)] = .random(in: 0...255) }
      if Int.random(in: 0..<4) == 0 { zip.removeLast(Int.random(in: 0..<zip.count)) }
      try Self.expectHarmless(zip)
      var tar = Self.tar
      let member = [0, 1024, 1536, 2560].randomElement() ?? 0
      var header = Array(tar[member..<(member + 512)])
      for _ in 0..<Int.random(in: 1...4) {
        header[Int.random(in: [0..<8, 100..<160, 257..<270].randomElement() ?? 0..<8)] =
          Bool.random() ? .random(in: 0x30...0x37) : .random(in: 0...255)
      }
      tar.replaceSubrange(member..<(member + 512), with: Self.summed(header))
      try Self.expectHarmless(tar)
    }
  }
}
