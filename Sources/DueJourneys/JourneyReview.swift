import DueFormats
import DueModel
import DueSystem

/// Looks a journey over: what is missing, leads nowhere, or breaks a limit of Pinpoint's.
///
/// Source: Pinpoint API, `WriteJourneyRequest`; Pinpoint developer guide, "Quotas".
package struct JourneyReview {
  /// What the journey names outside of itself; nil where nobody can tell.
  package struct Surroundings {
    package var hasSegment: (String) throws -> Bool
    /// The name, and the member that asks: `EMAIL`, `SMS`, `PUSH`.
    package var hasTemplate: (String, Activity.Kind) throws -> Bool

    package init(
      hasSegment: @escaping (String) throws -> Bool,
      hasTemplate: @escaping (String, Activity.Kind) throws -> Bool
    ) {
      self.hasSegment = hasSegment
      self.hasTemplate = hasTemplate
    }
  }

  private let journey: Journey
  private let now: Instant
  private let surroundings: Surroundings?
  private var list = FindingList()

  static let mostActivities = 40
  private static let longestName = 150
  private static let longestWait: Int64 = 540 * 86_400_000

  package init(_ journey: Journey, at now: Instant, _ surroundings: Surroundings?) {
    self.journey = journey
    self.now = now
    self.surroundings = surroundings
  }

  /// What there is to say, in the order of the definition.
  package mutating func findings() throws -> [JourneyFinding] {
    list = FindingList()
    reviewHead()
    try reviewStart()
    var settings = SettingsReview(journey.definition, at: now)
    list = settings.review(into: list)
    for activity in journey.activities { try review(activity) }
    reviewWays()
    return list.findings
  }

  private mutating func reviewHead() {
    if let name = journey.name {
      if name.count > Self.longestName {
        list.error("Name", "has \(name.count) characters, more than \(Self.longestName)")
      }
      if name.contains(" ") { list.error("Name", "has a space in it: '\(name)'") }
    } else {
      list.error("Name", "is missing")
    }
    let states = ["DRAFT", "ACTIVE", "COMPLETED", "CANCELLED", "CLOSED", "PAUSED"]
    if let state = journey.state, !states.contains(state) {
      list.error("State", "expected one of \(states.joined(separator: ", ")), found '\(state)'")
    }
    let known: Set = [
      "Id", "ApplicationId", "Name", "State", "CreationDate", "LastModifiedDate", "StartActivity",
      "StartCondition", "Activities", "Schedule", "LocalTime", "QuietTime", "WaitForQuietTime",
      "RefreshFrequency", "RefreshOnSegmentUpdate", "SendingSchedule", "OpenHours", "ClosedDays",
      "Limits", "JourneyChannelSettings", "TimezoneEstimationMethods", "tags",
    ]
    for member in journey.definition.members ?? [] where !known.contains(member.name) {
      list.warn(member.name, "is not known, and kept")
    }
  }

  private mutating func reviewStart() throws {
    if let start = journey.start {
      if journey.activity(start) == nil {
        list.error("StartActivity", "'\(start)' is no activity of the journey")
      }
    } else {
      list.error("StartActivity", "is missing")
    }
    let condition = journey.definition["StartCondition"]
    let event = condition?["EventStartCondition"].flatMap { $0.isNull ? nil : $0 }
    let segment = condition?["SegmentStartCondition"].flatMap { $0.isNull ? nil : $0 }
    switch (event, segment) {
    case (nil, nil): list.error("StartCondition", "names neither a segment nor an event")
    case (_?, _?): list.error("StartCondition", "names both a segment and an event")
    case (let event?, nil):
      let values = event["EventFilter"]?["Dimensions"]?["EventType"]?["Values"]?.array ?? []
      if values.isEmpty {
        list.error("StartCondition.EventStartCondition.EventFilter", "names no event type")
      }
      if let id = event.text("SegmentId") {
        try reviewSegment(id, "StartCondition.EventStartCondition.SegmentId")
      }
    case (nil, let segment?):
      let member = "StartCondition.SegmentStartCondition.SegmentId"
      if let id = segment.text("SegmentId") {
        try reviewSegment(id, member)
      } else {
        list.error(member, "is missing")
      }
    }
  }

  private mutating func reviewSegment(_ id: String, _ member: String) throws {
    if let surroundings, try !surroundings.hasSegment(id) {
      list.warn(member, "segment '\(id)' is not in the store")
    }
  }

  // MARK: Activities

  private mutating func review(_ activity: Activity) throws {
    let member = "Activities.\(activity.id)"
    if activity.id.isEmpty || activity.id.count > 100
      || !activity.id.utf8.allSatisfy({ isAlphanumeric($0) || $0 == 45 || $0 == 95 })
    {
      list.warn(member, "expected an id of up to 100 letters and digits")
    }
    guard let kind = activity.kind else {
      return activity.kinds.isEmpty
        ? list.error(member, "does nothing: it has no kind")
        : list.warn(
          "\(member).\(activity.kinds[0])", "is a kind that is not known, and kept")
    }
    for other in activity.kinds where other != kind.rawValue {
      if Activity.Kind(rawValue: other) == nil {
        list.warn("\(member).\(other)", "is not known, and kept")
      } else {
        list.error(member, "is of two kinds, \(kind.rawValue) and \(other)")
      }
    }
    for exit in activity.exits {
      if let target = exit.target, journey.activity(target) == nil {
        list.error("\(member).\(exit.member)", "'\(target)' is no activity of the journey")
      }
    }
    try review(activity, kind, "\(member).\(kind.rawValue)")
  }

  private mutating func review(
    _ activity: Activity, _ kind: Activity.Kind, _ member: String
  ) throws {
    let content = activity.content
    switch kind {
    case .email, .sms, .push: try reviewTemplate(content, kind, member)
    case .custom:
      if content.text("DeliveryUri") == nil { list.error("\(member).DeliveryUri", "is missing") }
      for (i, type) in (content["EndpointTypes"]?.array ?? []).enumerated()
      where type.string.flatMap({ Channel(rawValue: $0) }) == nil {
        list.error(
          "\(member).EndpointTypes[\(i)]", "expected a channel such as CUSTOM, found \(type.text)")
      }
    case .contactCenter: break
    case .wait: reviewWait(content["WaitTime"], "\(member).WaitTime")
    case .conditionalSplit:
      let conditions = content["Condition"]?["Conditions"]?.array ?? []
      if conditions.isEmpty { list.error("\(member).Condition", "asks nothing") }
      for (i, condition) in conditions.enumerated() {
        try review(condition: condition, "\(member).Condition.Conditions[\(i)]")
      }
      reviewOptionalWait(content, member)
    case .multiCondition:
      reviewCount(activity.branches.count, 1...4, "\(member).Branches")
      for branch in activity.branches {
        try review(
          condition: branch.json["Condition"] ?? .null, "\(member).\(branch.member).Condition")
      }
      reviewOptionalWait(content, member)
    case .randomSplit: reviewShares(activity.branches, member)
    case .holdout: reviewShare(content["Percentage"], "\(member).Percentage")
    }
  }

  private mutating func reviewTemplate(
    _ content: JSON, _ kind: Activity.Kind, _ member: String
  ) throws {
    guard let name = content.text("TemplateName") else {
      return list.error("\(member).TemplateName", "is missing")
    }
    if let surroundings, try !surroundings.hasTemplate(name, kind) {
      list.warn("\(member).TemplateName", "template '\(name)' is not in the store")
    }
  }

  private mutating func review(condition: JSON, _ member: String) throws {
    let kinds = ["EventCondition", "SegmentCondition", "SegmentDimensions"]
      .filter { condition[$0].map { !$0.isNull } ?? false }
    guard kinds.count == 1 else {
      return list.error(member, kinds.isEmpty ? "asks nothing" : "asks two things at once")
    }
    if let activity = condition["EventCondition"]?.text("MessageActivity"),
      journey.activity(activity) == nil
    {
      list.error(
        "\(member).EventCondition.MessageActivity", "'\(activity)' is no activity of the journey")
    }
    if let id = condition["SegmentCondition"]?.text("SegmentId") {
      try reviewSegment(id, "\(member).SegmentCondition.SegmentId")
    }
  }

  private mutating func reviewOptionalWait(_ content: JSON, _ member: String) {
    guard let time = content["EvaluationWaitTime"], !time.isNull else { return }
    reviewWait(time, "\(member).EvaluationWaitTime")
  }

  private mutating func reviewWait(_ time: JSON?, _ member: String) {
    let span = time?.text("WaitFor")
    let moment = time?.text("WaitUntil")
    switch (span, moment) {
    case (nil, nil): list.error(member, "expected WaitFor or WaitUntil, found neither")
    case (_?, _?): list.error(member, "expected WaitFor or WaitUntil, found both")
    case (let span?, nil):
      guard let duration = ISODuration(span) else {
        return list.error(
          "\(member).WaitFor", "expected a duration such as PT12H or P2D, found '\(span)'")
      }
      if duration.milliseconds > Self.longestWait {
        list.error("\(member).WaitFor", "is longer than a journey may be, 540 days: '\(span)'")
      }
    case (nil, let text?):
      guard let moment = Instant(text) else {
        return list.error("\(member).WaitUntil", "expected an ISO 8601 time, found '\(text)'")
      }
      if moment < now { list.warn("\(member).WaitUntil", "is past: \(text)") }
    }
  }

  private mutating func reviewCount(_ count: Int, _ range: ClosedRange<Int>, _ member: String) {
    guard !range.contains(count) else { return }
    list.error(
      member, "expected \(range.lowerBound) to \(range.upperBound) branches, found \(count)")
  }

  private mutating func reviewShares(_ branches: [Activity.Branch], _ member: String) {
    reviewCount(branches.count, 2...5, "\(member).Branches")
    var total = 0
    for branch in branches {
      reviewShare(branch.json["Percentage"], "\(member).\(branch.member).Percentage")
      total += branch.json["Percentage"]?.integer ?? 0
    }
    if total != 100, !branches.isEmpty {
      list.error("\(member).Branches", "expected percentages that add up to 100, found \(total)")
    }
  }

  private mutating func reviewShare(_ share: JSON?, _ member: String) {
    guard let number = share?.integer, (0...100).contains(number) else {
      return list.error(member, "expected a percentage of 0 to 100, found \(share?.text ?? "none")")
    }
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte &- 48 <= 9 || byte | 0x20 &- 97 <= 25
  }

  // MARK: Ways

  private mutating func reviewWays() {
    let count = journey.activities.count
    if count == 0 { list.error("Activities", "there are none") }
    if count > Self.mostActivities {
      list.error("Activities", "there are \(count), more than \(Self.mostActivities)")
    }
    let reached = Set(journey.reached)
    for activity in journey.activities where !reached.contains(activity.id) {
      list.warn("Activities.\(activity.id)", "is never reached")
    }
    if let circle = JourneyCircle(journey).path {
      list.error("Activities", "go in a circle: \(circle.joined(separator: " → "))")
    }
  }
}

/// A way in a journey that comes back to where it began.
struct JourneyCircle {
  /// The ids on the way, the first one once more at its end; nil where there is none.
  private(set) var path: [String]?

  /// - Complexity: O(activities and their ways out), whatever the depth.
  init(_ journey: Journey) {
    var done: Set<String> = []
    for activity in journey.activities where !done.contains(activity.id) {
      var trail: [(id: String, next: ArraySlice<String>)] = []
      var on: Set<String> = []
      func enter(_ id: String) {
        on.insert(id)
        let targets = journey.activity(id)?.exits.compactMap(\.target) ?? []
        trail.append((id, targets[...]))
      }
      enter(activity.id)
      while let last = trail.last {
        guard let next = last.next.first else {
          trail.removeLast()
          on.remove(last.id)
          done.insert(last.id)
          continue
        }
        trail[trail.count - 1].next.removeFirst()
        if on.contains(next), let from = trail.firstIndex(where: { $0.id == next }) {
          path = trail[from...].map(\.id) + [next]
          return
        }
        if !done.contains(next), journey.activity(next) != nil { enter(next) }
      }
    }
  }
}
