import ArgumentParser
import DueModel
import DueReports
import DueTool

/// What the rows and columns of the report are.
struct ShapeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "EMAIL_IDENTITY, CONFIGURATION_SET or ISP; repeatable (default: EMAIL_IDENTITY).",
      valueName: "name"))
  var dimension: [VDMDimension] = []

  @Option(
    help: ArgumentHelp(
      "Only what has this value in a dimension; repeatable.", valueName: "name=value"))
  var filter: [VDMFilter] = []

  @Option(help: "Columns: original, full or billing (default: original).")
  var preset: VDMPreset?

  @Option(
    help: ArgumentHelp("A column such as DELIVERY:RATE; repeatable.", valueName: "metric"))
  var metric: [VDMColumn] = []

  @Option(help: "Rows for each day, week or month, or for all days (none).")
  var bucket: DayBucket = .none

  @Option(help: "A table (wide), one after the other (blocks), or a row a number (long).")
  var layout: VDMLayout = .wide

  @Flag(help: "Add a row of all.")
  var totals = false

  @Flag(help: "Rates as percentages.")
  var percent = false

  @Flag(help: "Add rates as readers of dashboards think of them.")
  var dashboardRates = false

  @Flag(help: "Add the numbers of the period before.")
  var compare = false

  @Option(
    help: ArgumentHelp(
      "End with 1 when this holds of a row, such as PERMANENT_BOUNCE_RATE>0.05; repeatable.",
      valueName: "test"))
  var failIf: [VDMTest] = []

  func validate() throws {
    if preset != nil, !metric.isEmpty { throw ValidationError("--metric goes without --preset") }
    if compare, bucket != .none { throw ValidationError("--compare goes without --bucket") }
    if Set(dimension).count < dimension.count {
      throw ValidationError("expected each --dimension once")
    }
  }

  /// Refuses what SES's own export does not have.
  func checkExport(ofMessages: Bool) throws {
    guard !ofMessages || (dimension.isEmpty && filter.isEmpty && preset == nil && metric.isEmpty)
    else {
      throw ValidationError(
        "--messages goes without --dimension, --filter, --preset and --metric: see --include")
    }
    guard bucket == .none, layout == .wide, !totals, !percent, !dashboardRates, !compare,
      failIf.isEmpty
    else {
      throw ValidationError(
        "--source api writes SES's own export: --bucket, --layout, --totals, --percent, "
          + "--dashboard-rates, --compare and --fail-if go without it")
    }
  }

  var shape: VDMShape {
    var shape = VDMShape()
    if !dimension.isEmpty { shape.dimensions = dimension }
    shape.columns = metric.isEmpty ? (preset ?? .original).columns : metric
    if dashboardRates { shape.columns += DashboardRate.allCases.map { .ratio($0) } }
    shape.filters = filter
    shape.bucket = bucket
    shape.layout = layout
    shape.hasTotals = totals
    shape.isInPercent = percent
    return shape
  }
}

extension VDMDimension: ExpressibleByArgument {}
extension VDMPreset: ExpressibleByArgument {}
extension VDMLayout: ExpressibleByArgument {}
extension DayBucket: ExpressibleByArgument {}
extension VDMFilter: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "a dimension and a value such as ISP=Gmail" }

  public init?(argument: String) { self.init(argument) }
}
extension VDMColumn: ExpressibleByArgument, ExpectedValue {
  package static var expected: String {
    "one of \(all.map(\.name).joined(separator: ", "))"
  }

  public init?(argument: String) { self.init(argument) }
}
extension VDMTest: ExpressibleByArgument, ExpectedValue {
  package static var expected: String { "a test of a column such as PERMANENT_BOUNCE_RATE>0.05" }

  public init?(argument: String) { self.init(argument) }
}
