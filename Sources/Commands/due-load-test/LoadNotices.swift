import DueDelivery
import DueFormats
import DueLoadTesting
import DueSystem
import DueTool

/// The notices of a load test, in the envelope of the other systems.
extension Notice {
  static func started(_ scenario: LoadScenario) -> Notice {
    Notice(
      .started, subject: "SES Load Test Started", message: "Load Test Started",
      payload: .init("Input", ["Run": .string(scenario.name)]))
  }

  /// A run that is over: a failure where it is not as the scenario expects it, or was stopped.
  static func ended(_ report: LoadReport, _ end: DeliveryEnd) -> Notice {
    if case .stopped(let fault) = end { return failed(fault, report.summary) }
    return report.isAsExpected ? notice(.success, report.summary) : notice(.failure, report.summary)
  }

  static func failed(_ fault: any Fault, _ summary: JSON = [:]) -> Notice {
    notice(
      .failure, .object((summary.members ?? []) + [.init("Error", .string(fault.description))]))
  }

  private static func notice(_ kind: Kind, _ result: JSON) -> Notice {
    let word = kind == .success ? "Successful" : "Failed"
    return Notice(
      kind, subject: "SES Load Test \(word)", message: "Load Test \(word)",
      payload: .init("LoadTestResult", result))
  }
}

extension LoadReport {
  /// Whether nothing is to be said against it; see `Console.judge`.
  fileprivate var isAsExpected: Bool {
    verdicts.allSatisfy(\.holds) && (duplicates ?? 0) == 0 && (lost ?? 0) == 0
      && !hasUnexpectedFailures
  }
}
