import DueSystem
import Testing

@testable import DueHooks

@Suite struct LineProgramTests {
  /// One that answers the first question and ends: it is started for each.
  private static let program = [
    "sh", "-c", #"read -r line; n=${line#*\"n\":}; echo "{\"n\":${n%%,*},\"Endpoints\":{}}""#,
  ]

  @Test("a program that ends is started three times in a span, and then waited for")
  func waits() throws {
    let span: Int64 = 400
    let program = LineProgram(Self.program, timeout: 30_000, window: span)
    let question = Array(#"{"Endpoints":{}}"#.utf8)
    let begin = steadyMilliseconds()
    var answers = 0
    var failures = 0
    while answers < 7, failures < 30 {
      do {
        let answer = try question.withUnsafeBytes { try program.ask($0, environment: []) }
        #expect(answer == Array("{}".utf8))
        answers += 1
      } catch let fault as ProgramFault {
        // That it has ended is found out by the next question.
        #expect(!fault.reason.contains("three times"))
        failures += 1
      }
    }
    #expect(answers == 7)
    // The seventh start is two spans after the first at the earliest.
    #expect(steadyMilliseconds() - begin >= 2 * span)
  }
}
