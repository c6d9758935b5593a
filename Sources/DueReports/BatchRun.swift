import DueFormats
import DueModel
import DueSystem

/// Asks SES for its numbers, ten questions a call, as fast as SES allows.
///
/// A question that SES could not answer is asked again, and an answer without all of them is none.
package struct BatchRun {
  /// `BatchGetMetricData`.
  private let ask: (_ body: JSON) throws -> JSON
  /// Waits so many milliseconds.
  private let wait: (Int) -> Void

  /// Milliseconds between two calls: SES takes 16 calls, with 160 questions, a second.
  private static let pace = 63
  /// How often a question is asked at most, and the first wait between, in milliseconds.
  private static let rounds = 4
  private static let firstWait = 1_000

  package init(ask: @escaping (_ body: JSON) throws -> JSON, wait: @escaping (Int) -> Void) {
    self.ask = ask
    self.wait = wait
  }

  /// The numbers of `questions`, a cell a day and place.
  ///
  /// - Throws: status 75 where SES does not answer all of them, 77 where it does not let the caller
  ///   see some.
  package func cells(_ questions: BatchQuestions) throws -> [VDMCell] {
    var cells: [VDMCell] = []
    var pending = Array(questions.numbers)
    var reason = ""
    for round in 0..<Self.rounds {
      if round > 0 { wait(Self.firstWait << (round - 1)) }
      var failed: [Int] = []
      for first in stride(from: 0, to: pending.count, by: BatchQuestions.limit) {
        if first > 0 { wait(Self.pace) }
        let asked = pending[first..<min(first + BatchQuestions.limit, pending.count)]
        let answer = try ask(questions.body(asked))
        reason = try Self.reason(answer) ?? reason
        for number in asked {
          if let found = try questions.cells(number, in: answer) {
            cells += found
          } else {
            failed.append(number)
          }
        }
      }
      if failed.isEmpty { return VDMCell.joined(cells) }
      pending = failed
    }
    throw RunFault(
      .tryAgain, "SES left \(pending.count) questions without an answer (\(reason)): run it again")
  }

  /// Why SES did not answer a question.
  private static func reason(_ answer: JSON) throws -> String? {
    guard let error = answer["Errors"]?.array?.first else { return nil }
    let code = error["Code"]?.string ?? ""
    let text = error["Message"]?.string.map { "\(code): \($0)" } ?? code
    if code == "ACCESS_DENIED" { throw RunFault(.noPermission, text) }
    return text
  }
}
