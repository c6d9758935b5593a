import ArgumentParser
import DueStore
import DueTool

/// Campaigns: a message, a segment, and a time.
///
/// See due-campaign(1).
@main
struct DueCampaign: DueCommandFamily {
  static let configuration = CommandConfiguration(
    commandName: "due-campaign",
    abstract: "Send a template to a segment, and say who got it.",
    version: Store.version(dueVersion),
    subcommands: [
      Create.self, Run.self, Report.self, Status.self, List.self, Show.self, Pause.self,
      Resume.self, Delete.self, Activities.self,
    ]
  )
}
