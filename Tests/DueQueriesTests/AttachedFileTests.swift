import DueQueries
import DueStore
import DueSystem
import Glibc
import Testing

@Suite final class AttachedFileTests {
  private let directory: String

  init() throws {
    var template = Array("\(temporaryDirectory())/due-queries-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    directory = template.withUnsafeBufferPointer {
      $0.baseAddress.map { String(cString: $0) } ?? ""
    }
    let store = try Store("\(directory)/store", .write)
    try store.write { _ = try Project.named("p", create: true, $0) }
  }

  deinit { try? removeTree(directory) }

  /// The answer to `sql` over `text` as the table `t`: values by their types.
  private func answer(_ sql: String, over text: String, as name: String) throws -> [String] {
    try putInPlace(
      Array(text.utf8).withUnsafeBytes { Bytes($0) }, as: "\(directory)/\(name)",
      by: "\(directory)/new")
    let questions = try EndpointQuestions("\(directory)/store", project: "p")
    try AttachedFile(name: "t", path: "\(directory)/\(name)").attach(to: questions)
    let question = try questions.ask(sql, [:]) { false }
    var rows: [String] = []
    while try question.next() {
      rows.append(
        question.columns.indices.map { column in
          switch question.value(column) {
          case .null: "null"
          case .integer(let value): "i\(value)"
          case .real(let value): "r\(value)"
          case .text(let value): "t\(value.string)"
          case .blob: "b"
          }
        }.joined(separator: " "))
    }
    return rows
  }

  static let columns: [(cells: [String], values: [String])] = [
    (["1", "-2", "30"], ["i1", "i-2", "i30"]),
    (["1.5", "2"], ["r1.5", "i2"]),
    (["007", "1"], ["t007", "t1"]),  // a code, not a number
    (["1", "1e3"], ["t1", "t1e3"]),
    (["+1", "1"], ["t+1", "t1"]),
    (["1", "", "2"], ["i1", "null", "i2"]),
    (["1", #""""#], ["i1", "t"]),  // an empty text is a value
    (["1."], ["t1."]), ([".5"], ["t.5"]), (["-"], ["t-"]), (["0"], ["i0"]), (["00"], ["t00"]),
    (["0.5"], ["r0.5"]),
    // More digits than a double keeps.
    (["123456789012345"], ["i123456789012345"]),
    (["1234567890123456"], ["t1234567890123456"]),
  ]

  @Test("a column of CSV is of numbers when all of it is, and nothing is lost", arguments: columns)
  func kindsOfCSV(cells: [String], values: [String]) throws {
    let text = "n,v\n" + cells.enumerated().map { "\($0),\($1)\n" }.joined()
    #expect(try answer("SELECT v FROM t ORDER BY n", over: text, as: "c.csv") == values)
  }

  @Test("members of JSON lines are columns, and their values what they are")
  func kindsOfJSON() throws {
    let text = #"""
      {"a":"x\n\u00e9","b":1,"c":true}
      {"b":2.5,"a":null,"d":{"e":[1]}}
      {"b":12345678901234567890,"d":[]}
      """#
    #expect(
      try answer("SELECT a, b, c, d FROM t", over: text, as: "j.jsonl") == [
        "tx\né i1 i1 null", "null r2.5 null t{\"e\":[1]}", "null r1.2345678901234567e+19 null t[]",
      ])
  }

  @Test("a join over an attached column looks into an index")
  func joins() throws {
    try putInPlace(
      Array("u\nx\n".utf8).withUnsafeBytes { Bytes($0) }, as: "\(directory)/c.csv",
      by: "\(directory)/new")
    let questions = try EndpointQuestions("\(directory)/store", project: "p")
    try AttachedFile(name: "t", path: "\(directory)/c.csv").attach(to: questions)
    let plan = try questions.plan(
      "SELECT e.id FROM t JOIN endpoints e ON e.id = t.u", [:], isOver: { false })
    #expect(plan.contains { $0.contains("SEARCH e") && $0.contains("id=?") })
  }

  @Test(
    "names that are not free are refused",
    arguments: ["endpoints", "MAIN", "1t", "a b", "a;b", "\"", ""])
  func refusesNames(name: String) throws {
    let questions = try EndpointQuestions("\(directory)/store", project: "p")
    #expect(throws: RunFault.self) { try questions.check(name) }
  }
}
