import DueQueries
import DueSystem
import Testing

@Suite struct QueryRequestTests {
  static let accepted: [(text: String, kind: QueryRequest.Kind, name: String?, id: String?)] = [
    (#"{"Type":"direct","SegmentName":"s","Query":"q"}"#, .direct, "s", nil),
    (#"{"Type":"DIRECT","SegmentId":"7","Query":"q"}"#, .direct, nil, "7"),
    // What the original's state machine put where nothing was given.
    (
      #"{"Type":"Mutate","SegmentName":"none","SegmentId":"none","Query":"q"}"#, .mutate, nil, nil
    ),
    (#"{"Type":"mutate","SegmentId":null,"Query":"q","Note":[1,{}]}"#, .mutate, nil, nil),
  ]

  @Test("reads requests of the original", arguments: accepted)
  func reads(text: String, kind: QueryRequest.Kind, name: String?, id: String?) throws {
    let request = try QueryRequest(parsing: text, name: "r.json")
    #expect(request.kind == kind)
    #expect(request.segmentName == name)
    #expect(request.segmentID == id)
    #expect(request.sql == "q")
    try request.check()
  }

  static let refused: [(text: String, fault: String)] = [
    ("[]", "r.json: expected a JSON object, found another value"),
    (#"{"Type":"direct"}"#, "r.json: expected a text in 'Query', found none"),
    (#"{"Query":7}"#, "r.json: expected a text in 'Query', found none"),
    (#"{"Query":"q"}"#, "r.json: expected direct or mutate in 'Type', found none"),
    (#"{"Query":"q","Type":7}"#, "r.json: expected direct or mutate in 'Type', found '7'"),
    (
      #"{"Query":"q","Type":"direct","SegmentId":{}}"#,
      "r.json: expected a text in 'SegmentId', found {}"
    ),
  ]

  @Test("says what is wrong with the others", arguments: refused)
  func refuses(text: String, fault: String) {
    #expect(throws: RunFault(.configuration, fault)) {
      _ = try QueryRequest(parsing: text, name: "r.json")
    }
  }

  @Test("a direct question needs a segment")
  func needsSegment() throws {
    let request = try QueryRequest(parsing: #"{"Type":"direct","Query":"q"}"#, name: "r")
    #expect(
      throws: RunFault(
        .configuration, "expected the name of a segment in the request, found none")
    ) { try request.check() }
  }

  @Test("a request with any byte changed is read or refused, and nothing else")
  func survivesDamage() throws {
    let text = Array(Self.accepted[0].text.utf8)
    for place in text.indices {
      for byte in [0, 0x22, 0x5c, 0x7b, 0x7d, 0x80, 0xff] as [UInt8] {
        var damaged = text
        damaged[place] = byte
        do {
          _ = try QueryRequest(parsing: String(decoding: damaged, as: UTF8.self), name: "r")
        } catch let fault as RunFault {
          #expect(fault.exitStatus == .configuration)
        }
      }
    }
  }
}
