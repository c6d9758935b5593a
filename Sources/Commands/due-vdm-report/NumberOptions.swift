import ArgumentParser
import DueModel
import DueReports
import DueTool

/// What counts, and where.
struct NumberOptions: ParsableArguments {
  @Option(
    help: "Day on which it counts what became of a message: its own (event), or that of the send.")
  var attribute: Attribution?

  @Option(
    help: ArgumentHelp(
      "Configuration set that tracks opens and clicks; repeatable (default: those that show any).",
      valueName: "name"))
  var trackedConfigSet: [String] = []

  @Option(
    help: ArgumentHelp(
      "Provider that tells of no complaints; repeatable (default: Gmail).", valueName: "isp"))
  var noFbl: [String] = []

  @Option(
    help: ArgumentHelp(
      "CSV of domains and providers, to count before due's own.", valueName: "file"))
  var ispMap: String?

  @Option(
    help: ArgumentHelp(
      "CSV of domains and the hosts that take their mail, for domains of no rule.",
      valueName: "file"))
  var ispByMx: String?

  @Option(
    help: ArgumentHelp(
      "Identity that is known beside those of the events; repeatable.", valueName: "name"))
  var identity: [String] = []

  @Option(
    help: ArgumentHelp("Leave out bounces of this sub-type; repeatable.", valueName: "name"))
  var excludeSubtype: [String] = []

  var isGiven: Bool {
    attribute != nil || ispMap != nil || ispByMx != nil
      || ![trackedConfigSet, noFbl, identity, excludeSubtype].allSatisfy(\.isEmpty)
  }

  /// How messages become numbers, those of `days`.
  func rules(_ days: DayRange?) throws -> VDMRules {
    var maps = [try ISPMap(contentsOf: try DataFile.path("isp-domains.csv"))]
    if let ispMap { maps.insert(try ISPMap(contentsOf: ispMap), at: 0) }
    let exchangers = try ispByMx.map {
      try ExchangerMap(
        contentsOf: $0,
        providers: try ISPMap(contentsOf: try DataFile.path("isp-exchangers.csv")))
    }
    var rules = VDMRules(providers: ISPMaps(maps, exchangers: exchangers))
    rules.days = days
    rules.isBySendDay = attribute == .send
    rules.trackedSets = Set(trackedConfigSet)
    if !noFbl.isEmpty { rules.silentProviders = Set(noFbl) }
    rules.identities = identity
    rules.excludedSubTypes = Set(excludeSubtype)
    return rules
  }
}

enum Attribution: String, ExpressibleByArgument, CaseIterable {
  case event, send
}
