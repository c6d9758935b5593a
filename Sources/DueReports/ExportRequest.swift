import DueFormats
import DueModel
import DueSystem

/// What is asked of SES: the body of `CreateExportJob`.
///
/// Source: SESv2 API reference, `CreateExportJob` and `MetricsDataSource`.
package struct ExportRequest: Sendable, Equatable {
  package let days: DayRange
  /// The body, its members in a fixed order: the same question is the same text.
  package let body: JSON
  /// What SES calls such exports.
  let kind: String

  /// How long SES keeps what it counts.
  package static let keptDays = 60

  /// The largest number of metrics in a job, and of values of a dimension.
  private static let limit = 10

  /// - Parameter isCSV: whether the file is to be CSV; else JSON.
  /// - Throws: status 64 for what SES does not take.
  package init(_ shape: VDMShape, _ days: DayRange, isCSV: Bool) throws {
    self.days = days
    let source: JSON = [
      "Namespace": "VDM", "StartDate": Self.seconds(days.start), "EndDate": Self.seconds(days.end),
      "Dimensions": .object(try Self.dimensions(shape)),
      "Metrics": .array(try Self.metrics(shape)),
    ]
    kind = "METRICS_DATA"
    body = Self.body(["MetricsDataSource": source], isCSV)
  }

  /// Asks for messages, one a row, and not for numbers.
  ///
  /// - Throws: status 64 for what SES does not take.
  package init(_ messages: InsightsQuery, _ days: DayRange, isCSV: Bool) throws {
    self.days = days
    kind = "MESSAGE_INSIGHTS"
    body = Self.body(["MessageInsightsDataSource": try messages.source(days)], isCSV)
  }

  private static func body(_ source: JSON, _ isCSV: Bool) -> JSON {
    [
      "ExportDataSource": source, "ExportDestination": ["DataFormat": isCSV ? "CSV" : "JSON"],
    ]
  }

  private static func seconds(_ day: Day) -> JSON { .integer(day.start.milliseconds / 1000) }

  private static func metrics(_ shape: VDMShape) throws -> [JSON] {
    let metrics = try shape.columns.map { column -> JSON in
      guard case .metric(let metric, let aggregation) = column else {
        throw RunFault(.usage, "SES exports metrics, and no '\(column.name)'")
      }
      return ["Name": .string(metric.rawValue), "Aggregation": .string(aggregation.rawValue)]
    }
    guard metrics.count <= limit else {
      throw RunFault(
        .usage, "SES exports at most \(limit) metrics in a job, found \(metrics.count)")
    }
    return metrics
  }

  private static func dimensions(_ shape: VDMShape) throws -> [JSON.Member] {
    let filtered = shape.filters.map(\.dimension)
    let wanted = VDMDimension.allCases.filter {
      shape.dimensions.contains($0) || filtered.contains($0)
    }
    var values: [VDMDimension: [String]] = [:]
    for dimension in wanted {
      let named = shape.filters.filter { $0.dimension == dimension }.map(\.value)
      values[dimension] = named.isEmpty ? ["*"] : named
      guard named.count <= limit else {
        throw RunFault(
          .usage, "SES exports at most \(limit) values of a dimension, found \(named.count)")
      }
    }
    for (dimension, all) in values where all == ["*"] {
      guard values.allSatisfy({ $0.key == dimension || $0.value.count == 1 }) else {
        throw RunFault(
          .usage,
          "SES exports all of \(dimension.rawValue) with one value of each other dimension")
      }
    }
    return wanted.map { .init($0.rawValue, .array((values[$0] ?? []).map { .string($0) })) }
  }
}
