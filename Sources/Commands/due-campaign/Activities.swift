import ArgumentParser
import DueCampaigns
import DueFormats
import DueStore
import DueSystem
import DueTool

extension DueCampaign {
  /// Writes what the runs of campaigns did, in numbers.
  struct Activities: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one ActivityResponse a line for each run and treatment.")

    @OptionGroup var arguments: CampaignArguments
    @OptionGroup var common: CampaignOptions
    @OptionGroup var output: OutputFileOptions

    func run(_ console: inout Console) throws {
      try output.write(
        common.read { project, view in
          try arguments.campaigns.flatMap { reference in
            let stored = try common.find(reference, in: project, view)
            return try CampaignTable.runs(of: stored, view).flatMap {
              try stored.activities(of: $0, project: project.name, view)
            }
          }
        })
    }
  }
}

extension StoredCampaign {
  /// The activities of one run: one a treatment.
  func activities(of run: StoredRun, project: String, _ view: StoreView) throws -> [JSON] {
    let names = CampaignRun(
      try Campaign(definition), run.occurrence, started: run.started, project: project)
    return try names.campaign.treatments.enumerated().map { i, treatment in
      try RunActivity.read(run, treatment: i, view)
        .response(
          of: run, id: names.activities[i], treatment: treatment.id, campaign: self,
          project: project)
    }
  }
}
