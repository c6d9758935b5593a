import DueFormats
import DueModel
import DueSystem

/// The records of a load test: whom each message goes to, on whose behalf, and its code.
package struct LoadRecords: Sendable {
  private let scenario: LoadScenario
  private let users: [String]
  private let weight: Double

  /// - Parameter users: those that messages may be for; none where templates need none.
  package init(_ scenario: LoadScenario, users: [String]) {
    self.scenario = scenario
    self.users = users
    weight = scenario.recipients.reduce(0) { $0 + $1.weight }
  }

  /// Writes the record of a message, as due-send-email(1) reads it.
  ///
  /// - Parameter time: when it is to be sent, the beginning of its code.
  package func write(
    _ arrival: ArrivalSchedule.Arrival, at time: Instant, to buffer: inout ByteBuffer
  ) {
    let number = arrival.number
    let mail = scenario.mail
    buffer.removeAll()
    buffer.append(#"{"key":"# as StaticString)
    buffer.append(jsonString: "\(scenario.name)-\(number)")
    buffer.append(member: #","to":"#, recipient(of: number))
    buffer.append(member: #","from":"#, mail.from)
    buffer.append(
      member: #","campaign_id":"#, mail.campaign.isEmpty ? scenario.name : mail.campaign)
    buffer.append(member: #","config_set":"#, mail.configurationSet)
    if !users.isEmpty {
      let place = Int(draw(number, 3) * Double(users.count))
      buffer.append(member: #","user_id":"#, users[min(place, users.count - 1)])
    }
    buffer.append(member: #","subject":"#, mail.subject)
    buffer.append(member: #","body":"#, mail.body)
    buffer.append(member: #","html":"#, mail.html)
    let template = mail.template.isEmpty ? mail.templateFile : mail.template
    buffer.append(member: #","template_name":"#, template)
    buffer.append(member: #","unique_code":"#, code(number, time))
    buffer.append(member: #","phase":"#, scenario.phases[arrival.phase].name)
    if !mail.tags.isEmpty {
      buffer.append(#","tags":"# as StaticString)
      buffer.append(.object(mail.tags.map { JSON.Member($0.name, .string($0.value)) }) as JSON)
    }
    buffer.append(UInt8(ascii: "}"))
  }

  private func recipient(of number: Int) -> String {
    var rest = draw(number, 2) * weight
    for recipient in scenario.recipients where recipient.weight > 0 {
      if rest < recipient.weight { return recipient.address(of: number) }
      rest -= recipient.weight
    }
    return scenario.recipients.last { $0.weight > 0 }?.address(of: number) ?? ""
  }

  /// What tells the message from all others: its time in milliseconds and five letters or digits by
  /// chance, all in base 36.
  private func code(_ number: Int, _ time: Instant) -> String {
    let chance = Int(draw(number, 4) * 60_466_176)  // 36⁵
    let tail = String(chance, radix: 36)
    return String(time.milliseconds, radix: 36) + String(repeating: "0", count: 5 - tail.count)
      + tail
  }

  private func draw(_ number: Int, _ salt: UInt64) -> Double {
    chance("\(number)", scenario.seed &* 8 &+ salt)
  }
}
