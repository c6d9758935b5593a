import DueFormats
import DueSystem

/// Reads a scenario from JSON.
package struct ScenarioFile {
  private let name: String

  /// - Parameter name: what faults call the file.
  package init(name: String) { self.name = name }

  /// - Throws: status 78, with the member, for what is no scenario.
  package func scenario(_ text: String) throws -> LoadScenario {
    let json: JSON
    do throws(JSONFault) {
      json = try JSON(parsing: text)
    } catch {
      throw RunFault(
        .configuration, "\(name): byte \(error.offset + 1): \(error.problem.rawValue)")
    }
    return try scenario(json)
  }

  package func scenario(_ json: JSON) throws -> LoadScenario {
    guard let members = json.members else { throw wrong("", "an object", json) }
    var scenario = LoadScenario()
    for member in members { try take(member, into: &scenario) }
    return scenario
  }

  private func take(_ member: JSON.Member, into scenario: inout LoadScenario) throws {
    let value = member.value
    switch member.name {
    case "name": scenario.name = try text(member)
    case "phases": scenario.phases = try phases(value)
    case "recipients": scenario.recipients = try recipients(value)
    case "expect": scenario.limits = try limits(value)
    case "tags": scenario.mail.tags = try tags(value)
    case "seed":
      guard case .number(let digits) = value, let seed = UInt64(digits) else {
        throw wrong("seed", "a whole number", value)
      }
      scenario.seed = seed
    case "arrival":
      guard let spread = value.string.flatMap(ArrivalSchedule.Spread.init) else {
        throw wrong("arrival", "constant or poisson", value)
      }
      scenario.spread = spread
    default:
      guard let path = LoadMail.texts.first(where: { $0.name == member.name })?.path else {
        throw RunFault(
          .configuration,
          "\(name): expected a member of due-load-test(1), found '\(member.name)'")
      }
      scenario.mail[keyPath: path] = try text(member)
    }
  }

  private func phases(_ json: JSON) throws -> [LoadPhase] {
    guard let items = json.array else { throw wrong("phases", "an array", json) }
    return try items.enumerated().map { place, item in try phase(item, "phases[\(place)]") }
  }

  private func phase(_ json: JSON, _ path: String) throws -> LoadPhase {
    let known: Set<String> = ["name", "rate", "from", "to", "for"]
    guard let members = json.members else { throw wrong(path, "an object", json) }
    if let other = members.first(where: { !known.contains($0.name) }) {
      throw wrong(path, "name, rate, from, to and for", .string(other.name))
    }
    guard let span = json["for"]?.string.flatMap(SpanText.milliseconds) else {
      throw wrong("\(path).for", "a span such as 60s", json["for"])
    }
    let first = json["rate"]?.double ?? json["from"]?.double
    let last = json["rate"]?.double ?? json["to"]?.double
    guard let first, let last, json["rate"] == nil || json["from"] == nil && json["to"] == nil
    else { throw wrong(path, "a number in rate, or in from and to", json) }
    let name = json["name"]?.string ?? Self.usualName(path)
    let phase = LoadPhase(name: name, from: first, to: last, milliseconds: span)
    guard phase.isPossible else {
      throw wrong(
        path, "rates from 0 to \(Int(LoadPhase.fastest)) a second for up to 7 days", json)
    }
    return phase
  }

  /// What a phase is called that has no name: its place.
  private static func usualName(_ path: String) -> String {
    let digits = path.drop { $0 != "[" }.dropFirst().dropLast()
    return "phase \((Int(digits) ?? 0) + 1)"
  }

  private func recipients(_ json: JSON) throws -> [LoadRecipient] {
    guard let members = json.members else {
      throw wrong("recipients", "an object of addresses and weights", json)
    }
    return try members.map { member in
      guard let weight = member.value.double, weight >= 0, weight.isFinite else {
        throw wrong("recipients.\(member.name)", "a weight of 0 or more", member.value)
      }
      return LoadRecipient(member.name, weight: weight)
    }
  }

  private func limits(_ json: JSON) throws -> [LoadLimit] {
    guard let members = json.members else { throw wrong("expect", "an object", json) }
    return try members.map { member in
      let text = member.value.string ?? member.value.text
      guard let limit = LoadLimit(member.name, text) else {
        throw wrong("expect.\(member.name)", LoadLimit.expected, member.value)
      }
      return limit
    }
  }

  private func tags(_ json: JSON) throws -> [LoadMail.Tag] {
    guard let members = json.members else { throw wrong("tags", "an object of texts", json) }
    return try members.map { member in
      guard let value = member.value.string else {
        throw wrong("tags.\(member.name)", "a text", member.value)
      }
      return LoadMail.Tag(member.name, value)
    }
  }

  private func text(_ member: JSON.Member) throws -> String {
    guard let text = member.value.string else { throw wrong(member.name, "a text", member.value) }
    return text
  }

  private func wrong(_ path: String, _ expected: String, _ found: JSON?) -> RunFault {
    let place = path.isEmpty ? name : "\(name): \(path)"
    return RunFault(
      .configuration, "\(place): expected \(expected), found \(found.map { $0.text } ?? "none")")
  }
}
