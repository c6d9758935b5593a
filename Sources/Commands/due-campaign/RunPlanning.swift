import DueCampaigns
import DueFormats
import DueSegments
import DueStore
import DueSystem

extension RunPlan {
  /// Finds everything that a run at `now` needs.
  ///
  /// - Throws: status 78 for a segment or a template that is not there.
  init(
    _ stored: StoredCampaign, _ occurrence: Occurrence, in project: Project, at now: Instant,
    _ view: StoreView
  ) throws {
    let campaign = try Campaign(stored.definition)
    let compiler = try MessageCompiler(campaign, at: now, view)
    let segment = try CampaignSegment.find(
      campaign.segmentID, version: campaign.segmentVersion, in: project, view)
    let run = CampaignRun(campaign, occurrence, started: now, project: project.name)
    self.init(
      run, of: stored, in: project, segment: (segment.id, segment.version),
      templates: compiler.templates,
      members: try CampaignSegment.members(of: segment, in: project, at: now, view),
      render: compiler.renderer(at: now))
  }
}

extension CampaignSegment {
  /// The members of a segment at `now`, in the order of their ids.
  static func members(
    of segment: StoredSegment, in project: Project, at now: Instant, _ view: StoreView
  ) throws -> RunPlan.Members {
    var linker = SegmentLinker(in: project, view)
    let program = try linker.link(
      SegmentReference(id: segment.id, version: segment.version), now: now)
    return { body in
      var members = try SegmentMembers(program, in: project, view)
      while let endpoint = try members.next() { try body(endpoint, members.seq) }
    }
  }
}
