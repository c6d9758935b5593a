import DueFormats

/// Where definitions name other things.
///
/// Source: the API of Amazon Pinpoint, version 2016-12-01: `SegmentResponse`, `CampaignResponse`,
/// `JourneyResponse` and what they are made of.
enum ReferenceWalk {
  typealias Change = (inout Reference) throws -> Void

  // MARK: Segments

  static func segment(_ json: inout JSON, _ change: Change) rethrows {
    try json.change(at: ["SegmentGroups", "Groups"]) { groups in
      try groups.changeElements { i, group in
        try group.change(at: ["SourceSegments"]) { sources in
          try sources.changeElements { k, source in
            let member = "SegmentGroups.Groups[\(i)].SourceSegments[\(k)]"
            try pair(&source, .segment, "Id", "Version", member, change)
          }
        }
      }
    }
  }

  // MARK: Campaigns

  static func campaign(_ json: inout JSON, _ change: Change) rethrows {
    try pair(&json, .segment, "SegmentId", "SegmentVersion", "", change)
    try content(&json, "", change)
    try text(&json, ["Hook", "LambdaFunctionName"], .program, "", change)
    try json.change(at: ["Schedule", "EventFilter", "Dimensions"]) { dimensions in
      try events(&dimensions, "Schedule.EventFilter.Dimensions", change)
    }
    try json.change(at: ["AdditionalTreatments"]) { treatments in
      try treatments.changeElements { i, treatment in
        try content(&treatment, "AdditionalTreatments[\(i)].", change)
      }
    }
  }

  private static let templates = [
    ("EmailTemplate", "EMAIL"), ("SMSTemplate", "SMS"), ("PushTemplate", "PUSH"),
    ("VoiceTemplate", "VOICE"), ("InAppTemplate", "INAPP"),
  ]

  /// What a campaign or one of its treatments sends.
  private static func content(_ json: inout JSON, _ path: String, _ change: Change) rethrows {
    for (member, type) in templates {
      try json.change(at: ["TemplateConfiguration", member]) { template in
        let place = "\(path)TemplateConfiguration.\(member)"
        try pair(&template, .template(type: type), "Name", "Version", place, change)
      }
    }
    let messages = "MessageConfiguration"
    try text(&json, [messages, "EmailMessage", "FromAddress"], .mailSender, path, change)
    try text(&json, [messages, "SMSMessage", "OriginationNumber"], .textSender, path, change)
    try text(&json, [messages, "SMSMessage", "SenderId"], .textSender, path, change)
    try text(&json, ["CustomDeliveryConfiguration", "DeliveryUri"], .program, path, change)
  }

  // MARK: Journeys

  static func journey(_ json: inout JSON, _ change: Change) rethrows {
    let start = "StartCondition"
    try text(&json, [start, "SegmentStartCondition", "SegmentId"], .segment, "", change)
    try text(&json, [start, "EventStartCondition", "SegmentId"], .segment, "", change)
    try json.change(at: [start, "EventStartCondition", "EventFilter", "Dimensions"]) {
      try events(&$0, "\(start).EventStartCondition.EventFilter.Dimensions", change)
    }
    let settings = "JourneyChannelSettings"
    try text(&json, [settings, "ConnectCampaignArn"], .connect, "", change)
    try text(&json, [settings, "ConnectCampaignExecutionRoleArn"], .connect, "", change)
    try json.change(at: ["Activities"]) { activities in
      try activities.changeMembers { id, activity in
        try activity.changeMembers { kind, content in
          guard content.members != nil else { return }
          try self.activity(&content, kind, "Activities.\(id).\(kind).", change)
        }
      }
    }
  }

  private static func activity(
    _ json: inout JSON, _ kind: String, _ path: String, _ change: Change
  ) rethrows {
    let type = ["EMAIL", "SMS", "PUSH"].contains(kind) ? kind : nil
    try pair(
      &json, .template(type: type), "TemplateName", "TemplateVersion", String(path.dropLast()),
      change)
    try text(&json, ["DeliveryUri"], .program, path, change)
    try text(&json, ["MessageConfig", "FromAddress"], .mailSender, path, change)
    for member in ["OriginationNumber", "SenderId"] {
      try text(&json, ["MessageConfig", member], .textSender, path, change)
    }
    try json.change(at: ["Condition", "Conditions"]) { conditions in
      try conditions.changeElements { i, condition in
        try self.condition(&condition, "\(path)Condition.Conditions[\(i)]", change)
      }
    }
    try json.change(at: ["Branches"]) { branches in
      try branches.changeElements { i, branch in
        try branch.change(at: ["Condition"]) {
          try self.condition(&$0, "\(path)Branches[\(i)].Condition", change)
        }
      }
    }
  }

  private static func condition(_ json: inout JSON, _ path: String, _ change: Change) rethrows {
    try text(&json, ["SegmentCondition", "SegmentId"], .segment, "\(path).", change)
    try json.change(at: ["EventCondition", "Dimensions"]) {
      try events(&$0, "\(path).EventCondition.Dimensions", change)
    }
  }

  /// Events of campaigns and journeys carry their ids as attributes, which conditions ask for.
  private static func events(_ dimensions: inout JSON, _ path: String, _ change: Change) rethrows {
    for (attribute, kind) in [
      ("campaign_id", Reference.Kind.campaign), ("journey_id", Reference.Kind.journey),
    ] {
      try dimensions.change(at: ["Attributes", attribute, "Values"]) { values in
        try values.changeElements { i, value in
          guard let id = value.string, !id.isEmpty else { return }
          var reference = Reference(
            kind, id, member: "\(path).Attributes.\(attribute).Values[\(i)]")
          try change(&reference)
          value = .string(reference.name)
        }
      }
    }
  }

  // MARK: Members

  /// A text that is a reference.
  private static func text(
    _ json: inout JSON, _ members: [String], _ kind: Reference.Kind, _ path: String,
    _ change: Change
  ) rethrows {
    try json.change(at: members[...]) { value in
      guard let name = value.string, !name.isEmpty else { return }
      var reference = Reference(kind, name, member: path + members.joined(separator: "."))
      try change(&reference)
      value = .string(reference.name)
    }
  }

  /// A name, and beside it perhaps a version, which may be a number or a text.
  private static func pair(
    _ json: inout JSON, _ kind: Reference.Kind, _ member: String, _ versionMember: String,
    _ path: String, _ change: Change
  ) rethrows {
    guard let name = json[member]?.string, !name.isEmpty else { return }
    let written = json[versionMember].flatMap { $0.isNull ? nil : $0 }
    let before = Reference(
      kind, name, version: written.map { $0.string ?? $0.text },
      member: path.isEmpty ? member : "\(path).\(member)")
    var after = before
    try change(&after)
    if after.name != name { json[member] = .string(after.name) }
    guard after.version != before.version else { return }
    let isNumber = written?.string == nil && kind == .segment
    json[versionMember] = after.version.map { isNumber ? .number($0) : .string($0) }
  }
}
