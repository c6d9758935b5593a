import DueFormats
import DueSystem
import Testing

@Suite struct JSONScannerTests {
  private func member(_ name: String, of text: String) -> String? {
    var (name, text) = (name, text)
    return name.withUTF8 { name in
      text.withUTF8 { text in
        JSONScanner.member(Bytes(name), of: Bytes(text)).map { token in
          var buffer = ByteBuffer()
          buffer.append(decoding: token)
          return buffer.string
        }
      }
    }
  }

  static let cases: [(text: String, name: String, value: String?)] = [
    (#"{"a":1}"#, "a", "1"), (#"{"a":1}"#, "b", nil), ("{}", "a", nil), ("", "a", nil),
    (#" { "a" : [ 1 , "]" ] , "b" : true } "#, "b", "true"),
    (#"{"a":{"b":1},"b":2}"#, "b", "2"),
    (#"{"a":"}\"","b":"\u00e9\ud83d\ude00"}"#, "b", "é😀"),
    (#"{"\u0061":"x\\"}"#, "a", #"x\"#),
    (#"{"a":1,"a":2}"#, "a", "2"),  // JSON readers agree on the last
    (#"{"a":-1.5e3}"#, "a", "-1.5e3"),
    ("[1]", "a", nil), ("7", "a", nil),
    (#"{"a"#, "a", nil), (#"{"a":"#, "a", nil), (#"{"a":"x"#, "a", nil), (#"{"a":[1"#, "a", nil),
  ]

  @Test("finds the member of a name", arguments: cases)
  func member(text: String, name: String, value: String?) {
    #expect(member(name, of: text) == value)
  }

  @Test("agrees with the tape on random objects")
  func agrees() throws {
    var random = SplitMix(seed: 20_261_123)
    for round in 0..<5000 {
      let json = random.object(depth: 3)
      let text = random.spaced(json)
      for name in SplitMix.names {
        // Strings as they read, anything else without its white space.
        let expected = json[name].map { $0.string ?? $0.text }
        let found = member(name, of: text).map { found in
          json[name]?.string == nil ? (try? JSON(parsing: found).text) ?? found : found
        }
        #expect(found == expected, "seed 20261123, round \(round): \(text)")
      }
    }
  }
}

/// Random numbers, and JSON made of them: the same for the same seed.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  static let names = ["a", "b", "Plan", "é\"\\", "\u{1}"]

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }

  mutating func object(depth: Int) -> JSON {
    .object((0..<below(5)).map { _ in .init(Self.names[below(5)], value(depth: depth - 1)) })
  }

  mutating func value(depth: Int) -> JSON {
    switch below(depth > 0 ? 7 : 5) {
    case 0: .string(Self.names[below(5)])
    case 1: .string("x]}{[,:\"")
    case 2: .number(["0", "-1.50", "1e9"][below(3)])
    case 3: .bool(below(2) == 0)
    case 4: .null
    case 5: .array((0..<below(4)).map { _ in value(depth: depth - 1) })
    default: object(depth: depth)
    }
  }

  /// The value as text, with white space here and there, outside of strings.
  mutating func spaced(_ json: JSON) -> String {
    var text = ""
    var inString = false
    var escaped = false
    for character in json.text.unicodeScalars {
      if !inString, below(4) == 0, "{}[],:".unicodeScalars.contains(character) { text += " \n" }
      text.unicodeScalars.append(character)
      if character == "\"", !escaped { inString.toggle() }
      escaped = inString && character == "\\" && !escaped
      if !inString, below(4) == 0, "{}[],:".unicodeScalars.contains(character) { text += "\t" }
    }
    return text
  }
}
