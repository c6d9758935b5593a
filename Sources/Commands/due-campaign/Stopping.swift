import ArgumentParser
import DueCampaigns
import DueFormats
import DueStore
import DueSystem
import DueTool

extension DueCampaign {
  /// Stops runs, and holds back what waits in the outbox.
  struct Pause: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop runs, and hold back what waits in the outbox.")

    @OptionGroup var arguments: CampaignArguments
    @OptionGroup var mode: DryRunOptions
    @OptionGroup var common: CampaignOptions

    func run(_ console: inout Console) throws {
      try common.setPaused(true, arguments.campaigns, mode)
    }
  }

  /// Takes a pause back.
  struct Resume: DueCommand {
    static let configuration = CommandConfiguration(abstract: "Take a pause back.")

    @OptionGroup var arguments: CampaignArguments
    @OptionGroup var mode: DryRunOptions
    @OptionGroup var common: CampaignOptions

    func run(_ console: inout Console) throws {
      try common.setPaused(false, arguments.campaigns, mode)
    }
  }
}

extension CampaignOptions {
  fileprivate func setPaused(_ isPaused: Bool, _ references: [String], _ mode: DryRunOptions) throws
  {
    let now = try clock.instant()
    try write(mode) { project, view in
      for reference in references {
        let campaign = try find(reference, in: project, view)
        guard campaign.closed != .deleted else {
          throw RunFault(.noInput, "expected a campaign that is not deleted, found '\(reference)'")
        }
        guard campaign.isPaused != isPaused else { continue }
        try CampaignTable.setPaused(campaign, isPaused, at: now, view)
      }
    }
  }
}

extension DueCampaign {
  /// Ends campaigns, and takes back what waits in the outbox.
  struct Delete: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "End campaigns, and take back what waits in the outbox.")

    @OptionGroup var arguments: CampaignArguments
    @OptionGroup var mode: DryRunOptions
    @OptionGroup var common: CampaignOptions
    @OptionGroup var notices: NotifyOptions

    func run(_ console: inout Console) throws {
      let now = try common.clock.instant()
      do {
        try delete(at: now, &console)
      } catch let fault as any Fault {
        if !mode.dryRun { notices.send(.notMade(fault), at: now, &console) }
        throw fault
      }
    }

    private func delete(at now: Instant, _ console: inout Console) throws {
      let cancelled = try common.write(mode) { project, view in
        try arguments.campaigns.compactMap { reference -> StoredCampaign? in
          let campaign = try common.find(reference, in: project, view)
          let state = try CampaignState(of: campaign, at: now, view)
          guard state != .deleted else { return nil }
          try CampaignTable.delete(campaign, at: now, view)
          return state == .completed ? nil : campaign
        }
      }
      if mode.dryRun { return }
      for campaign in cancelled { notices.send(.cancelled(campaign), at: now, &console) }
    }
  }
}
