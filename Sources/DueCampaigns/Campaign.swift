import DueFormats
import DueModel
import DueSystem

/// A campaign as its definition has it: what to send, to whom, when, and what holds it back.
///
/// Only what a run needs is read; the definition itself is kept as it came.
///
/// Source: Pinpoint API, `CampaignResponse` and `WriteCampaignRequest`.
package struct Campaign: Sendable, Equatable {
  package let id: String
  package let name: String
  package let segmentID: String
  /// nil: the newest.
  package let segmentVersion: Int?
  package let isPaused: Bool
  package let schedule: Schedule
  package let limits: Limits
  /// Percent of the cohorts that get nothing.
  package let holdout: Int
  /// The default treatment, then the additional ones in their order; never empty.
  package let treatments: [Treatment]
  /// Numbers that a validation found invalid are written to as well.
  package let includesInvalid: Bool
  /// Who is asked before messages are made.
  package let hook: CampaignHook?
  /// Who delivers messages of the custom channel; nil where the campaign has none.
  package let delivery: CustomDelivery?
  /// What the definition asks for that no run does yet, such as a start by events.
  package let obstacles: [Obstacle]

  /// Reads a definition that has its `Id`.
  ///
  /// - Throws: the first member that is missing or makes no sense.
  package init(_ definition: JSON) throws(DefinitionFault) {
    let members = Members(definition)
    id = try members.required("Id")
    name = try members.required("Name")
    segmentID = try members.required("SegmentId")
    segmentVersion = try members.integer("SegmentVersion", 1...Int.max)
    isPaused = try members.bool("IsPaused")
    guard let timing = try members.object("Schedule") else {
      throw .missing(member: "Schedule.StartTime")
    }
    schedule = try Schedule(timing)
    limits = try Limits(members.object("Limits"))
    holdout = try members.integer("HoldoutPercent", 0...100) ?? 0
    treatments = try Treatment.all(members)
    let shares = treatments.dropFirst().reduce(holdout) { $0 + $1.percent }
    guard shares <= 100 else {
      throw .unexpected(
        member: "AdditionalTreatments", found: "\(shares)",
        expected: "at most 100 percent together with HoldoutPercent")
    }
    includesInvalid = try members.bool("IncludeInvalid")
    hook = try CampaignHook(members.object("Hook"))
    delivery = try CustomDelivery(members)
    obstacles = try Obstacle.all(members, schedule)
  }

  /// The member of a definition that lets a campaign write to invalid numbers. It is ours.
  package static let includeInvalidMember = "IncludeInvalid"
}

/// How much one endpoint may get, and how fast all of them.
///
/// Source: Pinpoint API, `CampaignLimits`; 0 is no limit.
package struct Limits: Sendable, Equatable {
  /// Messages of all campaigns in any 24 hours.
  package var daily: Int?
  /// Messages of this campaign.
  package var total: Int?
  /// Seconds after which a run's messages expire.
  package var maximumDuration: Int?
  package var messagesPerSecond: Int?

  init(_ members: Members?) throws(DefinitionFault) {
    func limit(_ name: String, _ most: Int = .max) throws(DefinitionFault) -> Int? {
      try members?.integer(name, 0...most).flatMap { $0 == 0 ? nil : $0 }
    }
    daily = try limit("Daily")
    total = try limit("Total")
    maximumDuration = try limit("MaximumDuration", 1 << 32)
    messagesPerSecond = try limit("MessagesPerSecond", 1 << 32)
  }
}

extension Campaign {
  /// The channels that its messages may have.
  package var channels: [Channel] {
    let all = treatments.flatMap { $0.contents.map(\.channel) }
    return [.sms, .email, .custom].filter(all.contains)
  }
}

/// What a definition asks for and a run cannot do; sending without it would be wrong.
package enum Obstacle: Sendable, Equatable {
  case eventFrequency(String)
  /// A hook that is to deliver the messages: Pinpoint gave that up for custom channels.
  case deliveryHook
  /// A treatment with a custom channel of its own.
  case treatmentDelivery(id: String)
  /// A treatment with a time of its own.
  case treatmentSchedule(id: String)
  /// No treatment has content for a channel that campaigns carry.
  case noContent

  package var description: String {
    switch self {
    case .eventFrequency(let word):
      "campaigns that events start are not run yet ('Schedule.Frequency' is \(word))"
    case .deliveryHook: "campaigns whose 'Hook.Mode' is DELIVERY are not run"
    case .treatmentDelivery(let id):
      "treatments with a 'CustomDeliveryConfiguration' of their own are not run (treatment '\(id)')"
    case .treatmentSchedule(let id):
      "treatments with a time of their own are not run yet (treatment '\(id)')"
    case .noContent:
      "expected a text message, a mail or a custom channel, found content of others, or none"
    }
  }

  static func all(_ members: Members, _ schedule: Schedule) throws(DefinitionFault) -> [Obstacle] {
    var found: [Obstacle] = []
    if schedule.frequency.isByEvent {
      found.append(.eventFrequency(schedule.frequency.rawValue))
    }
    if try CampaignHook(members.object("Hook"))?.delivers == true { found.append(.deliveryHook) }
    let delivery = try CustomDelivery(members)
    let additional = try members.objects("AdditionalTreatments")
    for (i, treatment) in additional.enumerated() {
      if let own = try CustomDelivery(treatment), own != delivery {
        found.append(.treatmentDelivery(id: try Treatment.id(of: treatment, at: i)))
      }
      if let own = try treatment.object("Schedule"), own.has("StartTime"),
        try Schedule(own) != schedule
      {
        found.append(.treatmentSchedule(id: try Treatment.id(of: treatment, at: i)))
      }
    }
    let treatments = try Treatment.all(members)
    if treatments.allSatisfy({ $0.contents.isEmpty }) { found.append(.noContent) }
    return found
  }
}
