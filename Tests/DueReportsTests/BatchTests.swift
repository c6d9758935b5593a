import DueFormats
import DueModel
import DueReports
import DueSystem
import Testing

@Suite struct BatchTests {
  private static let days = DayRange(Day(20_000), Day(20_002))

  private static func questions(
    _ filters: [String], columns: [VDMColumn] = [.metric(.open, .rate)]
  ) throws -> BatchQuestions {
    var shape = VDMShape()
    shape.columns = columns
    shape.filters = filters.compactMap { VDMFilter($0) }
    return try BatchQuestions(shape, [], days)
  }

  /// SES, as it would answer: each question with what `values` has for it, the call's number first.
  private final class Peer {
    var calls: [[String]] = []
    var waits: [Int] = []
    private let answer: (_ call: Int, _ id: String) -> JSON?
    private let errors: JSON

    init(errors: JSON = [], _ answer: @escaping (Int, String) -> JSON?) {
      self.answer = answer
      self.errors = errors
    }

    func run() -> BatchRun {
      BatchRun(
        ask: { body in
          let ids = (body["Queries"]?.array ?? []).compactMap { $0["Id"]?.string }
          self.calls.append(ids)
          let results = ids.compactMap { self.answer(self.calls.count, $0) }
          return ["Results": .array(results), "Errors": self.errors]
        }, wait: { self.waits.append($0) })
    }
  }

  private static func result(_ id: String, _ times: JSON, _ values: JSON) -> JSON {
    ["Id": .string(id), "Timestamps": times, "Values": values]
  }

  @Test("asks ten questions a call, and for what rates are made of")
  func asks() throws {
    let filters = (0..<11).map { "EMAIL_IDENTITY=i\($0).example" }
    let peer = Peer { _, id in Self.result(id, [.integer(20_001 * 86_400)], [.integer(3)]) }
    let cells = try peer.run().cells(Self.questions(filters))
    #expect(peer.calls.map(\.count) == [10, 10, 2])
    #expect(peer.waits == [63, 63])
    #expect(cells.count == 11)
    #expect(cells.allSatisfy { $0.day == Day(20_001) && $0.volumes[.open] == 3 })
    #expect(cells.allSatisfy { $0.volumes[.send] == 3 })
  }

  @Test("asks again, and only, what was not answered; days of others do not count")
  func asksAgain() throws {
    let peer = Peer { call, id in
      if call == 1, id == "q1" { return nil }
      return Self.result(
        id, ["2024-10-04T00:00:00Z", .integer(20_001 * 86_400), .integer(19_999 * 86_400)],
        [.integer(1), .integer(2), .integer(50)])
    }
    let cells = try peer.run().cells(Self.questions(["EMAIL_IDENTITY=a"]))
    #expect(peer.calls == [["q0", "q1"], ["q1"]])
    #expect(peer.waits == [1_000])
    #expect(cells.map(\.day) == [Day(20_000), Day(20_001)])
    #expect(cells.map { $0.volumes[.open] } == [1, 2])
  }

  @Test("gives up when a question is never answered")
  func givesUp() throws {
    let errors: JSON = [["Id": "q0", "Code": "INTERNAL_FAILURE", "Message": "later"]]
    let peer = Peer(errors: errors) { _, id in id == "q0" ? nil : Self.result(id, [], []) }
    let fault = #expect(throws: RunFault.self) {
      try peer.run().cells(Self.questions(["EMAIL_IDENTITY=a"]))
    }
    #expect(fault?.exitStatus == .tryAgain)
    #expect(
      fault?.description
        == "SES left 1 questions without an answer (INTERNAL_FAILURE: later): run it again")
    #expect(peer.waits == [1_000, 2_000, 4_000])
  }

  static let wrong: [(times: JSON, values: JSON)] = [
    ([.integer(1)], []), ([.string("soon")], [.integer(1)]), ([.integer(1_728_000_000)], ["many"]),
    ([.integer(1_728_000_000)], [.number("-1")]), ([.number("1e99")], [.integer(1)]),
  ]

  @Test("refuses numbers that are none", arguments: wrong)
  func refuses(times: JSON, values: JSON) throws {
    let peer = Peer { _, id in Self.result(id, times, values) }
    let fault = #expect(throws: RunFault.self) {
      try peer.run().cells(Self.questions(["EMAIL_IDENTITY=a"]))
    }
    #expect(fault?.exitStatus == .unavailable)
  }
}
