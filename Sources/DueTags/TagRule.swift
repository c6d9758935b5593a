import DueFormats
import DueModel
import DueSystem

/// What a rule changes of an endpoint, its user or its place in a segment.
package enum TagTarget: Hashable, Sendable, CustomStringConvertible {
  case attribute(String)
  case metric(String)
  case userAttribute(String)
  case optOut
  case endpointStatus
  case effectiveDate
  /// Membership of an imported segment.
  case segment(String)

  /// The target that a rule file calls `name`; nil for none.
  package init?(_ name: String) {
    func rest(_ prefix: String) -> String? {
      guard name.hasPrefix(prefix), name.utf8.count > prefix.utf8.count else { return nil }
      return String(name.dropFirst(prefix.count))
    }
    if let name = rest("Attributes.") {
      self = .attribute(name)
    } else if let name = rest("Metrics.") {
      self = .metric(name)
    } else if let name = rest("User.UserAttributes.") {
      self = .userAttribute(name)
    } else if let id = rest("segment:") {
      self = .segment(id)
    } else if name == "OptOut" {
      self = .optOut
    } else if name == "EndpointStatus" {
      self = .endpointStatus
    } else if name == "EffectiveDate" {
      self = .effectiveDate
    } else {
      return nil
    }
  }

  package var description: String {
    switch self {
    case .attribute(let name): "Attributes.\(name)"
    case .metric(let name): "Metrics.\(name)"
    case .userAttribute(let name): "User.UserAttributes.\(name)"
    case .optOut: "OptOut"
    case .endpointStatus: "EndpointStatus"
    case .effectiveDate: "EffectiveDate"
    case .segment(let id): "segment:\(id)"
    }
  }

  /// Holds a list of texts.
  var isList: Bool {
    switch self {
    case .attribute, .userAttribute: true
    default: false
    }
  }
}

/// What a rule does to a target.
package struct TagAction: Sendable {
  package enum Kind: Sendable {
    case set
    /// Takes every value away.
    case clear
    case remove
    case add
    case increment
    /// Sets the time of the event.
    case touch
  }

  package let kind: Kind
  /// The place of the target among those of the rules.
  package let target: Int
  package let values: [ValueTemplate]
}

/// A test over the attributes, metrics and members that an endpoint, or what poses as one, has.
package typealias DimensionTest = (EndpointView) -> Bool

/// Makes a test of Pinpoint's `SegmentDimensions`.
///
/// - Throws: a `Fault` whose description is `PLACE: expected …, found …`.
package typealias DimensionCompiler = (JSON) throws -> DimensionTest

/// One rule: which events, about whom, and what they change.
package struct TagRule {
  /// Told apart by it: what was counted belongs to it.
  package let name: String
  let types: EventTypePattern
  /// Tests of the event's `attributes` and `metrics`.
  let eventTest: DimensionTest?
  /// Tests of other members, and the paths that they look at.
  let fieldTest: DimensionTest?
  let fields: [String]
  /// Tests of the endpoint as it is when the event is read.
  let endpointTest: DimensionTest?
  /// How many events it takes; 1 for each by itself.
  let minCount: Int
  /// The milliseconds in which they must be; nil for ever.
  let within: Int64?
  let actions: [TagAction]
  /// The milliseconds after which what was set or added goes again.
  let expireAfter: Int64?

  var isCounted: Bool { minCount > 1 }
}

/// The rules of a run, in order.
package struct TagRules {
  package let rules: [TagRule]
  /// Every target that a rule changes, once.
  package let targets: [TagTarget]
  /// What is odd about the rules, a line each.
  package let warnings: [String]

  /// No rules: for a run that only sweeps.
  package static var none: TagRules { TagRules(rules: [], targets: [], warnings: []) }
}

/// Which types of event a rule is about.
struct EventTypePattern: Sendable {
  /// Exact names and patterns with `*` and `?`; none for every type.
  let patterns: [[UInt8]]

  init(_ patterns: [String]) { self.patterns = patterns.map { Array($0.utf8) } }

  func matches(_ type: Bytes) -> Bool {
    if patterns.isEmpty { return true }
    return patterns.contains { Self.matches($0, type) }
  }

  /// Linear in the text for each `*`: goes back to the last one only.
  private static func matches(_ pattern: [UInt8], _ text: Bytes) -> Bool {
    var (p, t) = (0, 0)
    var star: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] || pattern[p] == UInt8(ascii: "?") {
        p += 1
        t += 1
      } else if let last = star {
        star = (last.p, last.t + 1)
        p = last.p + 1
        t = last.t + 1
      } else {
        return false
      }
    }
    while p < pattern.count, pattern[p] == UInt8(ascii: "*") { p += 1 }
    return p == pattern.count
  }
}
