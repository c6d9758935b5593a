import ArgumentParser
import DueCampaigns
import DueFormats
import DueJourneys
import DueModel
import DueStore
import DueSystem
import DueTool

/// Journeys of one project in; the same in another out, with what they need.
///
/// See due-copy-journey(1).
@main
struct CopyJourney: DueCommand {
  static let configuration = CommandConfiguration(
    commandName: "due-copy-journey",
    abstract: "Copy journeys into another project, with what they need.",
    version: Store.version(dueVersion)
  )

  @OptionGroup(title: "Source") var selection: CopySelection
  @OptionGroup(title: "Destination") var store: StoreOptions
  @OptionGroup(title: "Changes") var changes: CopyOptions
  @OptionGroup(title: "Output") var output: CopyOutput
  @OptionGroup(title: "Clock") var clock: ClockOptions

  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  func validate() throws {
    if output.isDocument, dryRun {
      throw ValidationError("--dry-run goes without --export and --requests")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let rules = try changes.rules()
    let saved = try selection.savedDefinitions { path, reason in
      console.say("\(path): passed over: it \(reason)")
    }
    let copies: [JourneyCopy]
    if output.isDocument {
      copies = try selection.read(saved, default: store, at: now) { source, journeys in
        try JourneyCopier(
          from: source, called: selection.origin(store), to: nil, in: store.projectName, rules,
          isOneStore: false, at: now
        ).plan(journeys)
      }
    } else {
      copies = try copy(saved, rules, at: now)
    }
    try output.write(copies)
    for copy in copies { tell(of: copy, at: now, &console) }
  }

  /// Copies into the store.
  private func copy(_ saved: SavedDefinitions?, _ rules: CopyRules, at now: Instant) throws
    -> [JourneyCopy]
  {
    if saved == nil, selection.isSameStore(as: store) {
      let opened = try Store(store.directory, .update)
      let body = { (view: StoreView) throws -> [JourneyCopy] in
        let (source, journeys) = try selection.find(in: view, default: store, at: now)
        return try copy(journeys, from: source, rules, isOneStore: true, at: now, view)
      }
      return try dryRun ? opened.rehearse(body) : opened.write(body)
    }
    return try selection.read(saved, default: store, at: now) { source, journeys in
      let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
      let opened = try Store(scratch?.path ?? store.directory, .write)
      let body = { (view: StoreView) throws -> [JourneyCopy] in
        try copy(journeys, from: source, rules, isOneStore: false, at: now, view)
      }
      return try dryRun ? opened.rehearse(body) : opened.write(body)
    }
  }

  private func copy(
    _ journeys: [JSON], from source: any CopySource, _ rules: CopyRules, isOneStore: Bool,
    at now: Instant, _ view: StoreView
  ) throws -> [JourneyCopy] {
    let there = try Project.existing(store.projectName, view)
    let copier = JourneyCopier(
      from: source, called: selection.origin(store),
      to: StoredDefinitions(there, at: now, view), in: store.projectName, rules,
      isOneStore: isOneStore, at: now)
    let copies = try copier.plan(journeys)
    guard copies.contains(where: { $0.result != .refused }) else { return copies }
    let project = try Project.named(store.projectName, create: true, view)
    for copy in copies {
      try copier.save(
        copy, in: project,
        saveCampaign: { _ = try CampaignDraft(document: $0).save(in: project, at: now, view) },
        view)
    }
    return copies
  }
}
