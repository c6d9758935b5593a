import ArgumentParser
import DueCampaigns
import DueFormats
import DueStore
import DueSystem
import DueTool

extension DueCampaign {
  /// Writes the state of campaigns, one word a line.
  struct Status: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the state of campaigns, one word a line.")

    @OptionGroup var arguments: CampaignArguments
    @OptionGroup var common: CampaignOptions

    func run(_ console: inout Console) throws {
      let now = try common.clock.instant()
      let states = try common.read { project, view in
        try arguments.campaigns.map {
          try CampaignState(of: common.find($0, in: project, view), at: now, view)
        }
      }
      var sink = try ByteSink()
      for state in states { sink.buffer.append(state.rawValue + "\n") }
      try sink.finish()
    }
  }

  /// Writes campaigns as JSON.
  struct Show: DueCommand {
    static let configuration = CommandConfiguration(abstract: "Write campaigns as JSON.")

    @OptionGroup var arguments: CampaignArguments
    @OptionGroup var common: CampaignOptions
    @OptionGroup var output: OutputFileOptions

    func run(_ console: inout Console) throws {
      let now = try common.clock.instant()
      try output.write(
        common.read { project, view in
          try arguments.campaigns.map {
            let campaign = try common.find($0, in: project, view)
            return campaign.response(try CampaignState(of: campaign, at: now, view))
          }
        })
    }
  }

  /// Writes the campaigns of a project, the newest first.
  struct List: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the campaigns, the newest first, one line each.")

    @Flag(help: "Write one JSON object a line.")
    var jsonl = false

    @OptionGroup var common: CampaignOptions
    @OptionGroup var output: OutputFileOptions

    func run(_ console: inout Console) throws {
      let now = try common.clock.instant()
      let campaigns = try common.read { project, view in
        try CampaignTable.list(in: project, view).map {
          ($0, try CampaignState(of: $0, at: now, view))
        }
      }
      if jsonl { return try output.write(campaigns.map { $0.0.response($0.1) }) }
      var sink = try ByteSink(output.output)
      for (campaign, state) in campaigns {
        let fields = [state.rawValue, campaign.created.iso8601, campaign.id, campaign.name]
        // A line is a campaign, whatever its name has in it.
        let shown = fields.map { DisplayText($0).text }
        sink.buffer.append(shown.joined(separator: "\t") + "\n")
      }
      try sink.finish()
    }
  }
}
