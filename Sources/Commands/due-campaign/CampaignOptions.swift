import ArgumentParser
import DueCampaigns
import DueStore
import DueSystem
import DueTool

/// The store, the project and the moment that a command works with.
struct CampaignOptions: ParsableArguments {
  @OptionGroup var place: StoreOptions
  @OptionGroup var clock: ClockOptions

  /// Opens a store that is there.
  func store(_ access: Store.Access) throws -> Store {
    try Store(place.directory, access)
  }

  /// Runs `body` on one view of the store, with its project.
  func read<T>(_ body: (Project, StoreView) throws -> T) throws -> T {
    try store(.read).read { view in try body(project(view), view) }
  }

  /// Runs `body` as one transaction, with its project.
  func write<T>(_ body: (Project, StoreView) throws -> T) throws -> T {
    try store(.update).write { view in try body(project(view), view) }
  }

  func project(_ view: StoreView) throws -> Project {
    try Project.named(place.projectName, view)
  }

  /// The campaign that `reference` means.
  ///
  /// - Throws: status 66 when there is none.
  func find(_ reference: String, in project: Project, _ view: StoreView) throws -> StoredCampaign {
    guard let campaign = try CampaignTable.find(reference, in: project, view) else {
      throw RunFault(
        .noInput, "expected a campaign of project '\(project.name)', found '\(reference)'")
    }
    return campaign
  }
}

/// The campaigns that a command is about.
struct CampaignArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Id or name of a campaign.", valueName: "campaign"))
  var campaigns: [String]
}
