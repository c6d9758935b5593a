import DueDefinitions
import DueFormats
import DueSystem

/// A journey that is to be copied, and what that takes.
package struct JourneyCopy: Sendable {
  package enum Result: String, Sendable {
    case added, changed, unchanged
    /// It cannot be copied as it is; `reason` says why.
    case refused
  }

  /// What a reference of the journey, or of something it needs, comes to.
  package struct Link: Sendable {
    package enum Outcome: String, Sendable {
      /// The destination has it, perhaps by another name.
      case mapped
      case copied
      /// Nobody has it.
      case missing
      /// It is the business of no store: it stays, or is what the rules say.
      case outside
    }

    package var reference: Reference
    package var outcome: Outcome
    /// What the copy says.
    package var new: Reference
    /// The destination has it, and it says something else there.
    package var differs = false
  }

  /// Something that is copied along.
  package struct Dependency: Sendable {
    package var kind: DocumentKind
    package var json: JSON
    /// A version of a template that has to be the active one: something names it without a version.
    var activates = false

    package var id: String { json.text("Id") ?? json.text("TemplateName") ?? "" }
    package var name: String { json.text("Name") ?? json.text("TemplateName") ?? "" }
  }

  package let source: JSON
  package var definition: JSON
  /// What the destination has in its place.
  package var before: JSON?
  package var links: [Link] = []
  /// What has to be there first comes first.
  package var dependencies: [Dependency] = []
  package var result = Result.added
  package var reason: String?

  package var name: String { definition.text("Name") ?? "" }

  package var missing: [Link] { links.filter { $0.outcome == .missing } }

  /// Members that say when and where a journey was kept and what became of it, not what it is.
  private static let circumstances: Set = [
    "ApplicationId", "Arn", "CreationDate", "Id", "LastModifiedDate", "State",
  ]

  static func content(_ definition: JSON) -> JSON {
    .object(
      (definition.members ?? []).filter { !circumstances.contains($0.name) && !$0.value.isNull }
        .sorted { $0.name < $1.name })
  }

  /// What the copy changes: in the destination, where it has one, else in the source.
  package var difference: JSONDifference {
    if result == .changed, let before {
      return JSONDifference(Self.content(before), Self.content(definition))
    }
    // Whose it was, and since when, is another matter of every copy.
    let left: Set = ["ApplicationId", "Arn", "CreationDate", "LastModifiedDate"]
    let old = (source.members ?? []).filter { !left.contains($0.name) }
    return JSONDifference(.object(old), definition)
  }

  /// The journey as `create-journey` takes it.
  ///
  /// Source: Pinpoint API, `WriteJourneyRequest`.
  package var request: JSON {
    let left: Set = ["ApplicationId", "Arn", "CreationDate", "Id", "LastModifiedDate", "tags"]
    return .object((definition.members ?? []).filter { !left.contains($0.name) })
  }

  /// One line for programs.
  package var record: JSON {
    var record: JSON = [
      "SourceId": .string(source.text("Id") ?? ""), "Id": .string(definition.text("Id") ?? ""),
      "Name": .string(name), "Result": .string(result.rawValue),
    ]
    if let reason { record["Reason"] = .string(reason) }
    record["References"] = .array(
      links.map { link in
        var json: JSON = [
          "Member": .string(link.reference.member), "Kind": .string(link.reference.kind.word),
          "Name": .string(link.reference.text), "Result": .string(link.outcome.rawValue),
        ]
        if link.new.text != link.reference.text { json["New"] = .string(link.new.text) }
        if link.differs { json["Differs"] = true }
        return json
      })
    if !dependencies.isEmpty {
      record["Copied"] = .array(
        dependencies.map {
          ["Kind": .string($0.kind.word), "Id": .string($0.id), "Name": .string($0.name)]
        })
    }
    return record
  }
}
