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

  /// Runs `body` as one transaction, with its project; of a dry run nothing is kept.
  func write<T>(_ mode: DryRunOptions, _ body: (Project, StoreView) throws -> T) throws -> T {
    let store = try store(.update)
    let work: (StoreView) throws -> T = { view in try body(project(view), view) }
    return try mode.dryRun ? store.rehearse(work) : store.write(work)
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
