import DueFormats

/// Something outside of itself that a definition names.
package struct Reference: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case segment, campaign, journey
    /// A template of that type; nil where any type will do.
    case template(type: String?)
    /// A function, a program or an address that is asked or given messages.
    case program
    /// Who mail is from.
    case mailSender
    /// Who text messages are from: `OriginationNumber`, `SenderId`, or what is registered for them.
    case textSender
    /// A campaign or a role of Amazon Connect.
    case connect

    package var word: String {
      switch self {
      case .segment: "segment"
      case .campaign: "campaign"
      case .journey: "journey"
      case .template: "template"
      case .program: "program"
      case .mailSender, .textSender: "sender"
      case .connect: "Connect"
      }
    }
  }

  package var kind: Kind
  /// Id of a segment, campaign or journey, name of a template, address of anything else.
  package var name: String
  /// As the definition writes it; nil where it means the newest, or the active one.
  package var version: String?
  /// The member that names it, such as `StartCondition.SegmentStartCondition.SegmentId`.
  package var member: String

  package init(_ kind: Kind, _ name: String, version: String? = nil, member: String) {
    self.kind = kind
    self.name = name
    self.version = version
    self.member = member
  }

  /// `autumn-email@1`.
  package var text: String { version.map { "\(name)@\($0)" } ?? name }
}

extension DocumentKind {
  /// What `definition`, of this kind, names outside of itself, in the order of its members.
  package func references(in definition: JSON) -> [Reference] {
    var found: [Reference] = []
    var definition = definition
    rewrite(&definition) { found.append($0) }
    return found
  }

  /// Gives each reference of `definition` to `change`, and writes down what it became.
  package func rewrite(
    _ definition: inout JSON, _ change: (inout Reference) throws -> Void
  ) rethrows {
    switch self {
    case .segment: try ReferenceWalk.segment(&definition, change)
    case .campaign: try ReferenceWalk.campaign(&definition, change)
    case .journey: try ReferenceWalk.journey(&definition, change)
    default: break
    }
  }
}
