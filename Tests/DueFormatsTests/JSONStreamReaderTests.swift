import DueFormats
import DueSystem
import Foundation
import Testing

@Suite struct JSONStreamReaderTests {
  /// What a reader tells of one value.
  struct Seen: Equatable, CustomStringConvertible {
    var line: Int
    var offset: Int64
    var text: String
    var isGood: Bool

    var description: String { "\(line)@\(offset) \(isGood ? "" : "✗ ")\(text.prefix(60))" }
  }

  static func read(_ bytes: [UInt8], cuts: [Int]? = nil) throws -> [Seen] {
    let source: ByteSource
    if let cuts {
      let pipe = Pipe()
      let number = dup(pipe.fileHandleForReading.fileDescriptor)
      Thread.detachNewThread {
        var start = 0
        for cut in cuts + [bytes.count] where cut > start {
          pipe.fileHandleForWriting.write(Data(bytes[start..<cut]))
          start = cut
        }
        try? pipe.fileHandleForWriting.close()
      }
      source = try ByteSource.reading(Descriptor(owning: number), name: "pipe")
    } else {
      let scratch = try ScratchFile.make()
      try bytes.withUnsafeBytes { try scratch.write($0) }
      source = try scratch.reopened(as: "file")
    }
    var reader = JSONStreamReader(source)
    var seen: [Seen] = []
    while try reader.next() {
      let isGood = reader.fault == nil
      if isGood { #expect(reader.value.source.elementsEqual(reader.source)) }
      seen.append(
        Seen(
          line: reader.line, offset: reader.offset,
          text: String(decoding: reader.source, as: UTF8.self), isGood: isGood))
    }
    return seen
  }

  static let cases: [(text: String, seen: [Seen])] = [
    ("", []),
    (" \r\n\t\n", []),
    ("{\"a\":1}\n{\"b\":2}\n", [.good(1, 0, #"{"a":1}"#), .good(2, 8, #"{"b":2}"#)]),
    ("\u{FEFF}{\"a\":1}", [.good(1, 3, #"{"a":1}"#)]),
    // Firehose glues records whose writer left the line end out.
    (
      #"{"a":1}{"b":2} {"c":3}"#,
      [.good(1, 0, #"{"a":1}"#), .good(1, 7, #"{"b":2}"#), .good(1, 15, #"{"c":3}"#)]
    ),
    (
      "{\n  \"a\": 1\n}\r\n{\"b\":2}", [.good(1, 0, "{\n  \"a\": 1\n}"), .good(4, 14, #"{"b":2}"#)]
    ),
    (
      "1 2\ntrue null\"x\"[]",
      [
        .good(1, 0, "1"), .good(1, 2, "2"), .good(2, 4, "true"), .good(2, 9, "null"),
        .good(2, 13, #""x""#), .good(2, 16, "[]"),
      ]
    ),
    // A line cut short ends where its line does, whatever the next one could have added.
    ("{\"a\":\n{\"b\":2}\n", [.bad(1, 0, #"{"a":"#), .good(2, 6, #"{"b":2}"#)]),
    ("{\"a\":\"x\n{\"b\":2}\n", [.bad(1, 0, #"{"a":"x"#), .good(2, 8, #"{"b":2}"#)]),
    (
      "{\"a\":[\r\n{\"b\":2}\n{\"c\":3}\n",
      [.bad(1, 0, #"{"a":["#), .good(2, 8, #"{"b":2}"#), .good(3, 16, #"{"c":3}"#)]
    ),
    ("nonsense\n{\"b\":2}", [.bad(1, 0, "nonsense"), .good(2, 9, #"{"b":2}"#)]),
    // Of glued objects only the malformed one is lost.
    (
      #"{"a":1}{"b":}{"c":3}"#,
      [.good(1, 0, #"{"a":1}"#), .bad(1, 7, #"{"b":}"#), .good(1, 13, #"{"c":3}"#)]
    ),
    ("\u{1e}{\"a\":1}\n\u{1e}{\"b\":2}\n", [.good(1, 1, #"{"a":1}"#), .good(2, 10, #"{"b":2}"#)]),
    ("{\"a\":1", [.bad(1, 0, #"{"a":1"#)]),
  ]

  @Test("reads values as they come", arguments: cases)
  func reads(text: String, seen: [Seen]) throws {
    #expect(try Self.read(Array(text.utf8)) == seen)
    // The same, a byte at a time.
    #expect(try Self.read(Array(text.utf8), cuts: Array(0..<text.utf8.count)) == seen)
  }

  @Test("passes over what is not UTF-8")
  func notUTF8() throws {
    let seen = try Self.read(
      Array("{\"a\":\n\"".utf8) + [0xff] + Array("\"}{\"b\":2}".utf8))
    #expect(seen.map(\.isGood) == [false, true])
    #expect(seen.last?.text == #"{"b":2}"#)
    #expect(seen.last?.line == 2)
  }

  @Test("refuses nesting without end, and goes on")
  func deep() throws {
    let deep = String(repeating: "[", count: 10_000)
    let seen = try Self.read(Array("\(deep)\n{\"b\":2}\n".utf8))
    #expect(seen.map(\.isGood) == [false, true])
  }

  @Test("a malformed line is passed over to its end, however long", arguments: [70_000, 20 << 20])
  func longLine(count: Int) throws {
    let garbage = Array(repeating: UInt8(ascii: "g"), count: count)
    let seen = try Self.read(garbage + Array("\n{\"b\":2}\n".utf8), cuts: [3, 90, 5000, count / 2])
    #expect(seen.map(\.isGood) == [false, true])
    #expect(seen[0].text.utf8.count == (count > 16 << 20 ? 65_536 : count))
  }

  @Test("passes over a value longer than a record may be")
  func long() throws {
    var text = Array("{\"a\":1}\n{\"a\":\"".utf8)
    text += Array(repeating: UInt8(ascii: "x"), count: 40 << 20)
    text += Array("\"}\n{\"b\":2}\n".utf8)
    let seen = try Self.read(text)
    #expect(seen.map(\.isGood) == [true, false, true])
    #expect(seen.map(\.line) == [1, 2, 3])
    #expect(seen[1].text.utf8.count == 65_536)
    #expect(seen[2].text == #"{"b":2}"#)
  }

  @Test("the limit is the same wherever the pieces end")
  func limit() throws {
    for (extra, isGood) in [(0, true), (1, false)] {
      var text = Array("{\"a\":\n\"".utf8)
      text += Array(repeating: UInt8(ascii: "x"), count: 16 << 20 - text.count - 2 + extra)
      text += Array("\"}\n{\"b\":2}".utf8)
      for cuts in [nil, [100], Array(stride(from: 1, to: text.count, by: 70_001))] {
        let seen = try Self.read(text, cuts: cuts)
        #expect(seen.last?.text == #"{"b":2}"#)
        #expect(seen.first?.isGood == isGood, "\(extra) too many")
        if isGood { #expect(seen.map(\.line) == [1, 3]) }
      }
    }
  }

  @Test("a value almost as long as a record may be is read, from whatever pieces")
  func large() throws {
    var text = Array("{\"a\":\"".utf8)
    text += Array(repeating: UInt8(ascii: "x"), count: 15 << 20)
    text += Array("\"}".utf8)
    let cuts = Array(stride(from: 1, to: text.count, by: 70_001))
    #expect(try Self.read(text + text + [10], cuts: cuts).map(\.isGood) == [true, true])
  }

  /// Whatever stands between them, values on lines of their own all arrive; and how the input is
  /// cut into pieces changes nothing.
  @Test("finds every good line among garbage, however it is cut", arguments: 0..<40)
  func property(seed: UInt64) throws {
    var generator = JSONAgreementTests.Generator(random: SplitMix64(seed: seed))
    var text: [UInt8] = []
    var good: [String] = []
    for number in 0..<60 {
      let value = "{\"n\":\(number),\"v\":\(generator.value(depth: 0))}"
      switch generator.random.next() % 8 {
      case 0:
        // Cut short. The next line's value may not be swallowed.
        let line = Array(value.utf8.filter { $0 != 10 })
        text += line.prefix(1 + Int(generator.random.next() % UInt64(line.count - 1))) + [10]
      case 1: text += Array("garbage \(number)\n".utf8)
      case 2: text += [0xff, 0xc0, 0x00, 0x0a]
      case 3, 4:
        text += Array(value.utf8)  // glued
        good.append(value)
        if generator.random.next() % 2 == 0 { text += Array(" \n\n".utf8) }
      default:
        text += Array(value.utf8) + [10]
        good.append(value)
      }
    }
    // What follows a glued value may be garbage of the same line, so a line end is put there.
    let whole = try Self.read(text)
    let found = whole.filter { $0.isGood && $0.text.hasPrefix("{\"n\":") }.map(\.text)
    #expect(found == good, "seed \(seed)")
    var cuts: [Int] = []
    var place = 0
    while place < text.count {
      place += 1 + Int(generator.random.next() % 50)
      cuts.append(min(place, text.count))
    }
    #expect(try Self.read(text, cuts: cuts) == whole, "seed \(seed)")
  }
}

extension JSONStreamReaderTests.Seen {
  static func good(_ line: Int, _ offset: Int64, _ text: String) -> Self {
    Self(line: line, offset: offset, text: text, isGood: true)
  }

  static func bad(_ line: Int, _ offset: Int64, _ text: String) -> Self {
    Self(line: line, offset: offset, text: text, isGood: false)
  }
}
