import DueFormats
import DueSystem

/// What a hook said of the members it was asked about: its answer, checked.
///
/// The answer is the `Endpoints` of the question, in which endpoints may be missing, and
/// attributes may have changed. Whom a message goes to is not for a hook to change.
struct HookReply {
  /// By the place among the question's members: the endpoint to render with; nil for one that the
  /// hook left out.
  let endpoints: [JSON?]

  /// - Throws: `HookFault` for an answer that is none to this question.
  init(_ answer: [UInt8], to members: [HookQuestion.Member]) throws(HookFault) {
    let json: JSON
    do throws(JSONFault) {
      json = try JSON(parsing: answer)
    } catch {
      throw HookFault("expected an object of endpoints, found no JSON: \(error.problem.rawValue)")
    }
    guard let answered = json.members else {
      throw HookFault("expected an object of endpoints, found \(json.kindName)")
    }
    var places: [String: Int] = [:]
    for (place, member) in members.enumerated() { places[member.id] = place }
    var endpoints = [JSON?](repeating: nil, count: members.count)
    for member in answered {
      guard let place = places[member.name] else {
        throw HookFault("expected endpoints of the question, found '\(member.name)'")
      }
      endpoints[place] = try Self.merge(member.value, into: members[place])
    }
    self.endpoints = endpoints
  }

  /// What no answer may change.
  private static let fixed = [
    ["Address"], ["ChannelType"], ["EndpointStatus"], ["OptOut"], ["User", "UserId"],
  ]

  private static func merge(
    _ answer: JSON, into member: HookQuestion.Member
  ) throws(HookFault) -> JSON {
    guard let changes = answer.members else {
      throw HookFault("expected an object for endpoint '\(member.id)', found \(answer.kindName)")
    }
    for path in fixed {
      let said = path.reduce(Optional(answer)) { $0?[$1] }
      let known = path.reduce(Optional(member.endpoint)) { $0?[$1] }
      guard said == nil || said == known else {
        throw HookFault(
          "expected '\(path.joined(separator: "."))' of endpoint '\(member.id)' unchanged")
      }
    }
    for name in ["TitleOverride", "BodyOverride"] {
      switch answer[name] {
      case nil, .string, .null: continue
      case let other?:
        throw HookFault(
          "expected a text for '\(name)' of endpoint '\(member.id)', found \(other.kindName)")
      }
    }
    var merged = member.endpoint
    for change in changes where change.name != "Id" {
      merged[change.name] =
        change.name == "Attributes"
        ? try lists(change.value, of: member.id) : change.value
    }
    return merged
  }

  /// Attributes as lists of texts; one text or number stands for a list of one.
  private static func lists(_ attributes: JSON, of id: String) throws(HookFault) -> JSON {
    guard let members = attributes.members else {
      throw HookFault("expected an object for 'Attributes' of endpoint '\(id)'")
    }
    var lists: [JSON.Member] = []
    for member in members {
      var values: [JSON] = []
      for value in member.value.array ?? [member.value] {
        switch value {
        case .string: values.append(value)
        case .number(let digits): values.append(.string(digits))
        case .bool(let bool): values.append(.string(bool ? "true" : "false"))
        case .null: continue
        case .array, .object:
          throw HookFault("expected texts for 'Attributes.\(member.name)' of endpoint '\(id)'")
        }
      }
      lists.append(JSON.Member(member.name, .array(values)))
    }
    return .object(lists)
  }
}

/// Why a hook's answer cannot be used, or why there is none.
package struct HookFault: Fault, Equatable {
  package let description: String
  package var exitStatus: ExitStatus { .tryAgain }

  package init(_ description: String) { self.description = description }
}

extension JSON {
  /// What kind of value it is, in words.
  fileprivate var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
