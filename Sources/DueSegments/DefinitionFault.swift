import DueSystem

/// What is wrong with the definition of a segment.
package struct DefinitionFault: Fault, Equatable {
  /// The place in the definition, such as `SegmentGroups.Groups[0].Include`; empty for all of it.
  package var place: String
  /// What was expected, and what was found.
  package var problem: String
  /// The name of the segment, where it has one.
  package var segment: String?

  package init(_ place: String, _ problem: String, segment: String? = nil) {
    self.place = place
    self.problem = problem
    self.segment = segment
  }

  package var exitStatus: ExitStatus { .configuration }

  package var description: String {
    [segment.map { "segment '\($0)'" }, place.isEmpty ? nil : place, problem]
      .compactMap { $0 }.joined(separator: ": ")
  }
}
