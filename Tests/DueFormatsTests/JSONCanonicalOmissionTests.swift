import DueFormats
import DueSystem
import Testing

@Suite struct JSONCanonicalOmissionTests {
  private static func canonical(_ text: String, without omitted: [String]) throws -> String {
    var writer = JSONCanonicalWriter()
    var tape = JSONTape()
    var buffer = ByteBuffer()
    var text = text
    return try text.withUTF8 { bytes in
      let value = try tape.parse(Bytes(bytes))
      writer.append(value, without: omitted.compactMap { value[$0] }, to: &buffer)
      return buffer.string
    }
  }

  static let cases: [(omitted: [String], canonical: String)] = [
    (["a", "c"], #"{"b":[{"a":1}],"s":"{\"a\":\"\\u00c5\"}","x":{"a":1}}"#),
    (["d"], #"{"a":1,"b":[{"a":1}],"c":{},"s":"{\"a\":\"\\u00c5\"}","x":{"a":1}}"#),
    (["x", "b", "a", "s"], #"{"c":{}}"#),
  ]

  @Test("leaves out what it is told to, and that alone", arguments: cases)
  func leavesOut(omitted: [String], canonical: String) throws {
    let text = #"{"x":{"a":1},"a":1,"s":"{\"a\":\"\\u00c5\"}","b":[{"a":1}],"c":{}}"#
    #expect(try Self.canonical(text, without: omitted) == canonical)
  }
}
