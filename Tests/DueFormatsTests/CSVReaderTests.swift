import DueFormats
import DueSystem
import Glibc
import Testing

@Suite struct CSVReaderTests {
  struct Record: Equatable, CustomStringConvertible {
    var line: Int
    var fields: [String]
    var fault: FormatFault? = nil
    var description: String { "\(line) \(fields) \(fault.map { "\($0)" } ?? "")" }
  }

  static func read(_ text: [UInt8]) throws -> [Record] {
    let path = "/tmp/due-csv-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    defer { unlink(path) }
    let file = try Descriptor(path, O_WRONLY | O_CREAT)
    try text.withUnsafeBytes { try file.write($0, name: path) }
    var reader = CSVReader(try ByteSource.open(path))
    var records: [Record] = []
    while try reader.next() {
      let fields = reader.fault == nil ? (0..<reader.count).map { reader.string($0) } : []
      records.append(Record(line: reader.line, fields: fields, fault: reader.fault))
    }
    return records
  }

  static let accepted: [(text: String, records: [Record])] = [
    ("", []),
    ("a,b\n1,2\n", [Record(line: 1, fields: ["a", "b"]), Record(line: 2, fields: ["1", "2"])]),
    ("a,b\r\n1,\r\n", [Record(line: 1, fields: ["a", "b"]), Record(line: 2, fields: ["1", ""])]),
    ("a,b", [Record(line: 1, fields: ["a", "b"])]),
    ("\u{FEFF}a\n", [Record(line: 1, fields: ["a"])]),
    // A blank line is no record, a pair of quotes is one.
    (
      "a\n\n\r\n\"\"\nb\n",
      [
        Record(line: 1, fields: ["a"]), Record(line: 4, fields: [""]),
        Record(line: 5, fields: ["b"]),
      ]
    ),
    (
      "\"x \"\"y\"\"\",\"two\r\nlines\"\r\nz,\n",
      [
        Record(line: 1, fields: ["x \"y\"", "two\r\nlines"]), Record(line: 3, fields: ["z", ""]),
      ]
    ),
    ("\"\"\"\",\"a\"\"\"\n", [Record(line: 1, fields: ["\"", "a\""])]),
    ("\"last\"", [Record(line: 1, fields: ["last"])]),
  ]

  @Test("reads RFC 4180", arguments: accepted)
  func reads(text: String, records: [Record]) throws {
    #expect(try Self.read(Array(text.utf8)) == records)
  }

  static let damaged: [(text: [UInt8], records: [Record])] = [
    // A stray quote is an error of its own record; the next is whole.
    (
      Array("5\" pipe,x\nb,c\n".utf8),
      [
        Record(line: 1, fields: [], fault: .strayQuote(field: 1)),
        Record(line: 2, fields: ["b", "c"]),
      ]
    ),
    (
      Array("a,\"b\"c\nd,e\n".utf8),
      [
        Record(line: 1, fields: [], fault: .strayQuote(field: 2)),
        Record(line: 2, fields: ["d", "e"]),
      ]
    ),
    (
      Array("a\nb,\"c\nd\n".utf8),
      [
        Record(line: 1, fields: ["a"]),
        Record(line: 2, fields: [], fault: .unclosedQuote(field: 2)),
      ]
    ),
    (
      Array("caf".utf8) + [0xE9] + Array("\nok\n".utf8),
      [Record(line: 1, fields: [], fault: .badUTF8(column: 4)), Record(line: 2, fields: ["ok"])]
    ),
  ]

  @Test("rejects one record, not the file", arguments: damaged)
  func rejects(text: [UInt8], records: [Record]) throws {
    #expect(try Self.read(text) == records)
  }

  @Test("passes over a record that is too long, in constant memory")
  func passesOver() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: RecordLimit.bytes * 2)
    let records = try Self.read(Array("a\n".utf8) + long + Array("\nb\n".utf8))
    #expect(
      records == [
        Record(line: 1, fields: ["a"]), Record(line: 2, fields: [], fault: .tooLong),
        Record(line: 3, fields: ["b"]),
      ])
  }

  /// What is written is read again, whatever the bytes and however the window cuts them.
  @Test("reads what it writes", arguments: 0..<20)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var text = ByteBuffer()
    var expected: [[String]] = []
    let alphabet: [Unicode.Scalar] = ["a", "é", "\"", ",", "\n", "\r", " ", "😀", "z", "\t"]
    for _ in 0..<2000 {
      let fields = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        var field = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...40, using: &random) {
          field.append(alphabet.randomElement(using: &random) ?? "a")
        }
        return String(field)
      }
      if fields == [""] { continue }
      for (i, field) in fields.enumerated() {
        if i > 0 { text.append(UInt8(ascii: ",")) }
        text.append(csvField: field)
      }
      text.append(UInt8(ascii: "\n"))
      expected.append(fields)
    }
    let read = try Self.read(Array(text.bytes)).map(\.fields)
    #expect(read.count == expected.count, "seed \(seed)")
    #expect(
      zip(read, expected).allSatisfy { $0.map { Array($0.utf8) } == $1.map { Array($0.utf8) } },
      "seed \(seed)")
  }
}

/// A small generator with a seed, so that a failing case can be run again (Vigna, 2015).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
