import ArgumentParser
import DueFormats
import DueLoadTesting
import DueMail
import DueSystem

/// What is sent, to whom and how fast: of a file, and of options that go before it.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "Scenario, a file of JSON.")
  var scenario: String?

  @Option(help: ArgumentHelp("What the run is called (default: the file's).", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "A phase: RATE:SPAN or FROM..TO:SPAN, and NAME= before it; repeatable.", valueName: "phase"))
  var phase: [String] = []

  @Option(help: ArgumentHelp("Sender of the mails.", valueName: "sender"))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "Recipient, and =WEIGHT behind it: success, bounce, complaint, ooto or suppressionlist of "
        + "SES's simulator, or an address; repeatable.", valueName: "recipient"))
  var recipient: [String] = []

  @Option(
    help: ArgumentHelp(
      "Spread messages evenly, constant, or by chance, poisson.", valueName: "spread"))
  var arrival: ArrivalSchedule.Spread?

  @Option(help: ArgumentHelp("What chance depends on.", valueName: "n"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "What must hold, such as p99=500ms, min_rate=90 or failed=1%; repeatable.",
      valueName: "figure=limit"))
  var expect: [String] = []

  @Flag(help: "Send to others than SES's mailbox simulator.")
  var realRecipients = false

  func validate() throws {
    if let wrong = phase.first(where: { LoadPhase($0, name: "x") == nil }) {
      throw ValidationError(
        "expected a phase such as 100:60s or ramp=10..200:30s in --phase, found '\(wrong)'")
    }
    if let wrong = expect.first(where: { LoadLimit($0) == nil }) {
      throw ValidationError("expected \(LoadLimit.expected) in --expect, found '\(wrong)'")
    }
    if let wrong = recipient.first(where: { Self.recipient($0) == nil }) {
      throw ValidationError(
        "expected a recipient such as bounce=2 in --recipient, found '\(wrong)'")
    }
    if let from, MailAddress(from) == nil {
      throw ValidationError("expected a mail address in --from, found '\(from)'")
    }
  }

  /// The scenario, complete, with its files where they are seen from here.
  func read() throws -> LoadScenario {
    var result = LoadScenario()
    if let scenario {
      result = try ScenarioFile(name: scenario).scenario(try ByteSource.text(of: scenario))
      for path in [\LoadMail.templateFile, \LoadMail.users] {
        result.mail[keyPath: path] = Self.beside(scenario, result.mail[keyPath: path])
      }
    }
    if let name { result.name = name }
    if !phase.isEmpty {
      result.phases = phase.enumerated().compactMap {
        LoadPhase($0.element, name: "phase \($0.offset + 1)")
      }
    }
    if let from { result.mail.from = from }
    if !recipient.isEmpty { result.recipients = recipient.compactMap(Self.recipient) }
    if let arrival { result.spread = arrival }
    if let seed { result.seed = seed }
    // Of two of one figure the one that was said here counts.
    for limit in expect.compactMap({ LoadLimit($0) }) {
      result.limits.removeAll { $0.figure == limit.figure }
      result.limits.append(limit)
    }
    try result.complete(allowsRealRecipients: realRecipients)
    return result
  }

  private static func recipient(_ text: String) -> LoadRecipient? {
    let equals = text.lastIndex(of: "=")
    let address = String(text[..<(equals ?? text.endIndex)])
    let weight = equals.map { Double(text[text.index(after: $0)...]) } ?? 1
    guard let weight, weight >= 0, weight.isFinite, !address.isEmpty else { return nil }
    return LoadRecipient(address, weight: weight)
  }

  /// A file's name as the scenario means it: relative names begin where the scenario is.
  private static func beside(_ scenario: String, _ path: String) -> String {
    guard !path.isEmpty, !path.hasPrefix("/"), let slash = scenario.lastIndex(of: "/") else {
      return path
    }
    return scenario[...slash] + path
  }
}

extension ArrivalSchedule.Spread: ExpressibleByArgument {}
