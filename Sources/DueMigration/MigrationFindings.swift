import DueDefinitions
import DueFormats
import DueModel
import DueStore
import DueSystem

/// What is to be said of a migration, beside what came in.
package struct MigrationFindings: Sendable {
  /// One thing about one definition.
  package struct Finding: Sendable, Equatable {
    package var kind: String
    package var name: String
    package var text: String
    /// What the text is about, such as the member that names what is missing.
    package var detail = ""
  }

  package internal(set) var loaded: [LoadedDefinition] = []
  /// Definitions that another one of the same stood for.
  package internal(set) var repeated = 0
  package internal(set) var census: EndpointCensus?
  /// What runs as it stands.
  package internal(set) var runs: [Finding] = []
  /// What does not, and why.
  package internal(set) var obstacles: [Finding] = []
  /// What is over a quota of Pinpoint's: nothing that due minds.
  package internal(set) var excesses: [Finding] = []
  /// References to what is not there.
  package internal(set) var dangling: [Finding] = []
  /// What is left for a person to do.
  package internal(set) var hints: [String] = []
  /// Directories of endpoints that several export jobs wrote into.
  package internal(set) var unclear: [String] = []
}

extension SavedExport {
  /// Puts the definitions into `project`, and looks at what came of them.
  ///
  /// - Parameter isRehearsal: nothing is kept, and the endpoints are not in the store.
  package func load(
    into project: Project, at now: Instant, _ judges: DefinitionJudges, isRehearsal: Bool,
    _ view: StoreView
  ) throws -> MigrationFindings {
    let definitions = DefinitionSet(documents, in: project.name)
    let lists = try MemberLists(
      self, definitions, in: project, isRehearsal: isRehearsal, view)
    let loaded = try DefinitionLoad(into: project, at: now, judges, view)
      .load(definitions) { lists.members($0, version: $1) }
    var review = MigrationReview(
      of: loaded, in: project, at: now, judges, lists, view)
    var findings = try review.findings()
    findings.repeated = definitions.repeated
    findings.unclear = lists.unclear.sorted()
    if !isRehearsal { findings.census = try EndpointCensus(of: project, view) }
    findings.addExcess(of: findings.census, in: project)
    return findings
  }
}

extension MigrationFindings {
  fileprivate mutating func addExcess(of census: EndpointCensus?, in project: Project) {
    guard let census else { return }
    if census.crowdedUsers > 0 {
      excesses.append(
        Finding(
          kind: "users", name: "\(census.crowdedUsers) of them",
          text: "have more than \(EndpointCensus.mostEndpoints) endpoints"))
    }
    if census.names > EndpointCensus.mostNames {
      excesses.append(
        Finding(
          kind: "project", name: project.name,
          text: "has \(census.names) names of attributes and metrics",
          detail: "at most \(EndpointCensus.mostNames)"))
    }
  }
}
