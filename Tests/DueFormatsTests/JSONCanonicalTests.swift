import DueSystem
import Testing

@testable import DueFormats

@Suite struct JSONCanonicalTests {
  static let cases: [(text: String, canonical: String)] = [
    (#"{"b":1,"a":2}"#, #"{"a":2,"b":1}"#),
    (#" { "a" : [ 1 , { "z" : null , "y" : true } ] } "#, #"{"a":[1,{"y":true,"z":null}]}"#),
    (#"{"a":1,"a":2,"a":3}"#, #"{"a":3}"#),  // of one name the last
    (#"{"abcdefgh1":1,"abcdefgh":2,"abcdefg":3}"#, #"{"abcdefg":3,"abcdefgh":2,"abcdefgh1":1}"#),
    (#"{"a":1.50e+3}"#, #"{"a":1.50e+3}"#),  // numbers keep their digits
    (#"{"a":"\u0041\/\""}"#, #"{"a":"A/\""}"#),
    (#"{"a":"\u001f\u0008\b"}"#, #"{"a":"\u001f\b\b"}"#),
    (#"{"a":"\u001F"}"#, #"{"a":"\u001f"}"#),
    (#"{"\u0062":1,"a":2}"#, #"{"a":2,"b":1}"#),
    (#""x""#, #""x""#), ("17", "17"), ("[]", "[]"), ("{}", "{}"),
  ]

  @Test("writes the canonical form", arguments: cases)
  func canonical(text: String, canonical: String) throws {
    #expect(try Self.written(text, long: false) == canonical)
    #expect(try Self.written(text, long: true) == canonical)
  }

  private static func written(_ text: String, long: Bool) throws -> String {
    var tape = JSONTape()
    var writer = JSONCanonicalWriter()
    var buffer = ByteBuffer(capacity: 16)
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { bytes in
      let value = try tape.parse(bytes)
      if long {
        writer.appendDecoding(value, to: &buffer)
      } else {
        writer.append(value, to: &buffer)
      }
      return buffer.string
    }
  }

  @Test("the short way and the long way are one", arguments: 1...20)
  func agreement(seed: Int) throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let text = Self.value(depth: 0, &random)
      #expect(try Self.written(text, long: false) == Self.written(text, long: true), "\(text)")
    }
  }

  private static func value(depth: Int, _ random: inout some RandomNumberGenerator) -> String {
    let choice = Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &random)
    let strings = [
      "", "a", "abcdefgh", "abcdefghi", "é", "\\n", "\\u000a", "\\u00e9", "\\\\", "\\/", "\\\"",
    ]
    let string = (0..<Int.random(in: 0..<3, using: &random))
      .map { _ in strings.randomElement(using: &random) ?? "" }.joined()
    switch choice {
    case 0: return "\"\(string)\""
    case 1: return "-1.5E3"
    case 2: return "true"
    case 3: return "null"
    case 4:
      return "["
        + (0..<Int.random(in: 0..<4, using: &random))
        .map { _ in value(depth: depth + 1, &random) }.joined(separator: " , ") + "]"
    default:
      let names = ["a", "b", "abcdefgh", "abcdefghi", "", "a", "\\u0061", "zz"]
      let count =
        Int.random(in: 0..<6, using: &random) == 5 ? 60 : Int.random(in: 0..<5, using: &random)
      return "{"
        + (0..<count).map { i in
          let name = (names.randomElement(using: &random) ?? "") + (count > 10 ? "\(i)" : "")
          return "\"\(name)\" :\(value(depth: depth + 1, &random))"
        }.joined(separator: ",") + "}"
    }
  }
}
