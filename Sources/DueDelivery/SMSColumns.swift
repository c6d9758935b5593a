import DueFormats
import DueModel
import DueSystem

/// What a column or member of an input means.
enum SMSRole: Equatable {
  case number, body, campaign, from, type, key, treatment, activity, endpoint, notBefore, expires,
    priority, zone, hours, headers, context, channel, fallback
  /// Ours, from a file of rejects.
  case ignored
  /// Travels with the message.
  case extra

  /// By its name in lower case. Names of message records come first, then those of the original
  /// system, then what other files call them.
  init(_ name: String) {
    switch name {
    case "to", "sms_number", "phone_number", "number", "phone", "address": self = .number
    case "body", "message", "text", "message_body": self = .body
    case "campaign_id", "external_campaign_id", "campaign": self = .campaign
    case "from", "short_code", "origination", "origination_number", "sender": self = .from
    case "type", "message_type": self = .type
    case "key": self = .key
    case "treatment_id": self = .treatment
    case "activity_id": self = .activity
    case "endpoint_id": self = .endpoint
    case "not_before": self = .notBefore
    case "expires_at": self = .expires
    case "priority": self = .priority
    case "hours": self = .hours
    case "headers": self = .headers
    case "context": self = .context
    case "channel": self = .channel
    case Message.fallbackMember: self = .fallback
    case RejectLog.lineColumn, RejectLog.columnColumn, RejectLog.errorColumn: self = .ignored
    default: self = .extra
    }
  }

  /// Whether two columns of this meaning are one too many.
  var isUnique: Bool { self != .extra && self != .ignored }
}

/// Columns that the user names.
package struct SMSColumnNames: Sendable {
  package var key: String?
  package var zone: String?

  package init() {}

  func role(_ name: String) -> SMSRole {
    if let key, name == key.lowercased() { return .key }
    if let zone, name == zone.lowercased() { return .zone }
    return SMSRole(name)
  }
}

extension SMSDraft {
  mutating func put(_ value: String, _ role: SMSRole, _ name: String) {
    switch role {
    case .number: number = value
    case .body: body = value
    case .campaign:
      campaign = value
      // The original system sent the campaign's name along.
      if name.lowercased() != "campaign_id" { context.append((name, value)) }
    case .from: from = value
    case .type: type = value
    case .key: if !value.isEmpty { key = value }
    case .treatment: treatment = value
    case .activity: activity = value
    case .endpoint: endpoint = value
    case .notBefore: notBefore = value
    case .expires: expires = value
    case .priority: priority = value
    case .zone: zone = value
    case .hours: hours = value
    case .headers: headers = value
    case .extra: context.append((name, value))
    case .ignored, .context, .channel, .fallback: break
    }
  }
}

extension SMSNames {
  mutating func put(_ name: String, _ role: SMSRole) {
    switch role {
    case .number: number = name
    case .body: body = name
    case .from: from = name
    case .type: type = name
    case .key: key = name
    case .zone: zone = name
    default: break
    }
  }
}

/// Reads the rows of a drop file: columns by name, in any order.
package struct SMSRows {
  private let header: [String]
  private let lowered: [String]
  private let roles: [SMSRole]
  private var names = SMSNames()

  /// - Parameters:
  ///   - header: the names of the header line, as written.
  ///   - file: what faults call the file.
  /// - Throws: status 66 where a column is missing that every message needs, or comes twice.
  package init(
    header: [String], file: String, columns: SMSColumnNames, defaults: SMSDefaults
  ) throws {
    self.header = header.map { String($0.trimmed) }
    lowered = self.header.map { $0.lowercased() }
    roles = lowered.map(columns.role)
    for (i, role) in roles.enumerated() { names.put(self.header[i], role) }
    try check(file, columns, defaults)
  }

  private func check(_ file: String, _ columns: SMSColumnNames, _ defaults: SMSDefaults) throws {
    func fault(_ text: String) -> RunFault { RunFault(.noInput, "\(file):1: \(text)") }
    for (i, role) in roles.enumerated() {
      let before =
        role.isUnique ? roles[..<i].firstIndex(of: role) : lowered[..<i].firstIndex(of: lowered[i])
      if let before, role != .ignored {
        throw fault(
          "expected one column for one thing, found '\(header[before])' and '\(header[i])'")
      }
    }
    if !roles.contains(.number) {
      throw fault(
        "expected a column sms_number, phone_number or to, found '\(header.joined(separator: ","))'"
      )
    }
    if !roles.contains(.body), defaults.template == nil {
      throw fault("expected a column message, body or text, or --template, found neither")
    }
    if !roles.contains(.type), defaults.type == nil {
      throw fault("expected a column message_type, or --type, found neither")
    }
    let keyColumns = (defaults.dedupOn ?? []).filter { !SMSDecoder.keyParts.contains($0) }
    for name in [columns.key, columns.zone].compactMap({ $0 }) + keyColumns
    where !lowered.contains(name.lowercased()) {
      throw fault("expected a column '\(name)', found '\(header.joined(separator: ","))'")
    }
    for name in defaults.template?.columns ?? [] where !lowered.contains(name) {
      throw fault(
        "expected a column '\(name)' for the template, found '\(header.joined(separator: ","))'")
    }
  }

  /// The row that `reader` is at, as a message.
  package func decode(
    _ reader: borrowing CSVReader, _ decoder: inout SMSDecoder
  ) throws(IntakeFault) -> (Message, SMSSegmentation) {
    if reader.count > header.count {
      throw IntakeFault(
        "long_row", nil, "expected \(header.count) fields, found \(reader.count)")
    }
    var draft = SMSDraft()
    draft.names = names
    var values: [String] = []
    values.reserveCapacity(header.count)
    for i in 0..<header.count {
      let value = i < reader.count ? reader.string(i) : ""
      values.append(value)
      if roles[i] == .headers, !value.isEmpty, (try? JSON(parsing: value))?.members == nil {
        // Its text goes into the message's record as it stands.
        throw .expected("a JSON object", in: header[i], found: value, code: "bad_value")
      }
      if roles[i] == .fallback, !value.isEmpty {
        throw .fallback("expected a fallback in JSON lines only, found one in CSV")
      }
      draft.put(value, roles[i], header[i])
    }
    if reader.count < header.count { try checkShort(reader.count, decoder.defaults) }
    let lowered = self.lowered
    draft.column = { name in lowered.firstIndex(of: name.lowercased()).map { values[$0] } }
    return try decoder.message(draft)
  }

  /// A row may end early where nothing is missing that has no default.
  private func checkShort(_ count: Int, _ defaults: SMSDefaults) throws(IntakeFault) {
    for (i, role) in roles.enumerated().dropFirst(count) {
      let isGiven =
        switch role {
        case .number: false
        case .body: defaults.template != nil
        case .from: !defaults.from.isEmpty
        case .type: defaults.type != nil
        default: true
        }
      guard isGiven else {
        throw IntakeFault(
          "short_row", header[i],
          "expected \(header.count) fields, found \(count): '\(header[i])' is missing")
      }
    }
  }
}

/// Reads message records, and JSON objects with the columns of a drop file.
package struct SMSObjects {
  private let columns: SMSColumnNames

  package init(columns: SMSColumnNames) { self.columns = columns }

  package func decode(
    _ value: JSONValue, _ decoder: inout SMSDecoder
  ) throws(IntakeFault) -> (Message, SMSSegmentation) {
    guard value.isObject else {
      throw IntakeFault("bad_json", nil, "expected an object, found another value")
    }
    var draft = SMSDraft()
    var values: [String: String] = [:]
    var given: [(role: SMSRole, name: String, value: JSONValue)] = []
    for (name, member) in value.members {
      let name = name.string ?? ""
      let role = columns.role(name.lowercased())
      if role.isUnique, !member.isNull {
        if let before = given.first(where: { $0.role == role }) {
          try Self.check(before.name, before.value, says: member, name)
        }
        given.append((role, name, member))
      }
      if role == .context {
        try put(context: member, into: &draft)
      } else if role == .headers {
        guard member.isObject || member.isNull else {
          throw .expected(
            "an object", in: name, found: member.source.string, code: "bad_value")
        }
        draft.headers = member.isObject ? member.source.string : ""
      } else if role == .fallback {
        continue  // the intake reads it
      } else if let text = Self.text(member) {
        if role == .channel, text.lowercased() != "sms" {
          throw .expected("sms", in: name, found: text, code: "invalid_channel")
        }
        draft.put(text, role, name)
        draft.names.put(name, role)
        values[name.lowercased()] = text
      } else if !member.isNull {
        throw .expected(
          "a text or a number", in: name, found: "a list or an object", code: "bad_value")
      }
    }
    draft.column = { values[$0.lowercased()] }
    return try decoder.message(draft)
  }

  /// Two members for one thing may say the same, and nothing else.
  private static func check(
    _ before: String, _ value: JSONValue, says other: JSONValue, _ name: String
  ) throws(IntakeFault) {
    let isSame =
      if let text = Self.text(value), let another = Self.text(other) {
        text.utf8.elementsEqual(another.utf8)
      } else {
        value.source.elementsEqual(other.source)
      }
    guard isSame else {
      throw IntakeFault(
        "ambiguous", name,
        "expected one member for one thing, found '\(before)' and '\(name)' that differ")
    }
  }

  /// The text of a scalar.
  private static func text(_ value: JSONValue) -> String? {
    value.string ?? value.numberText ?? value.bool.map { $0 ? "true" : "false" }
  }

  private func put(context: JSONValue, into draft: inout SMSDraft) throws(IntakeFault) {
    guard context.isObject || context.isNull else {
      throw .expected(
        "an object", in: "context", found: context.source.string, code: "bad_value")
    }
    for (name, member) in context.members {
      guard let text = Self.text(member) else {
        throw .expected("texts", in: "context", found: name.string ?? "", code: "bad_value")
      }
      draft.context.append((name.string ?? "", text))
    }
  }
}
