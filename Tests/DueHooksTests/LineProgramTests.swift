import DueSystem
import Testing

@testable import DueHooks

@Suite struct LineProgramTests {
  @Test("a program that ends is started three times in a span, and then waited for")
  func waits() throws {
    let span: Int64 = 400
    let program = LineProgram(["sh", "-c", "read -r line"], timeout: 30_000, window: span)
    let question = Array(#"{"Endpoints":{}}"#.utf8)
    let begin = steadyMilliseconds()
    for _ in 0..<7 {
      let fault = #expect(throws: ProgramFault.self) {
        try question.withUnsafeBytes { try program.ask($0, environment: []) }
      }
      // Each was asked.
      #expect(fault?.reason == "sh ended without an answer")
    }
    // The seventh start is two spans after the first at the earliest.
    #expect(steadyMilliseconds() - begin >= 2 * span)
  }
}
