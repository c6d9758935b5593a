import ArgumentParser
import DueCampaigns
import DueFormats
import DueStore
import DueSystem
import DueTool

extension DueCampaign {
  /// Makes campaigns from a file, from options, or from both.
  struct Create: DueCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make campaigns from a file, from options, or from both.")

    @OptionGroup(title: "Definition") var changes: DefinitionOptions
    @OptionGroup var common: CampaignOptions
    @OptionGroup var mode: DryRunOptions
    @OptionGroup var output: OutputFileOptions
    @OptionGroup var notices: NotifyOptions

    @Option(help: ArgumentHelp("Make the campaign only once under this key.", valueName: "key"))
    var onceKey: String?

    func run(_ console: inout Console) throws {
      let now = try common.clock.instant()
      do {
        try output.write(create(at: now, console))
      } catch let fault as any Fault {
        if !mode.dryRun { notices.send(.notMade(fault), at: now, &console) }
        throw fault
      }
    }

    private func create(at now: Instant, _ console: Console) throws -> [JSON] {
      let settings = try Settings(store: common.place.directory)
      let drafts = try changes.drafts()
      guard onceKey == nil || drafts.count == 1 else {
        throw RunFault(.usage, "expected one campaign for --once-key, found \(drafts.count)")
      }
      return try common.write(mode) { project, view in
        try drafts.map { place, draft in
          try Self.naming(place) {
            var draft = draft
            try changes.apply(to: &draft, settings, in: project, at: now, view)
            let saved = try draft.save(onceKey: onceKey, in: project, at: now, view)
            if saved.isNew { try MessageCompiler.check(saved.campaign, in: project, at: now, view) }
            if saved.differs {
              console.say(
                "\(saved.campaign.name): was made under this key with another definition, "
                  + "which stays")
            }
            let state = try CampaignState(of: saved.campaign, at: now, view)
            return saved.campaign.response(state)
          }
        }
      }
    }

    /// Puts the place of a definition before what is wrong with it.
    private static func naming<T>(_ place: String?, _ body: () throws -> T) throws -> T {
      guard let place else { return try body() }
      do {
        return try body()
      } catch let fault as any Fault {
        throw RunFault(fault.exitStatus, "\(place): \(fault.description)")
      }
    }
  }
}
