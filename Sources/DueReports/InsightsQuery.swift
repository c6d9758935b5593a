import DueFormats
import DueModel
import DueSystem

/// A value that messages must have, or must not: `Isp=Gmail`.
///
/// Source: SESv2 API reference, `MessageInsightsFilters`: the names, and how many values each takes.
package struct InsightsFilter: Sendable, Equatable {
  package enum Name: String, Sendable, CaseIterable {
    case from = "FromEmailAddress"
    case destination = "Destination"
    case subject = "Subject"
    case isp = "Isp"
    case delivery = "LastDeliveryEvent"
    case engagement = "LastEngagementEvent"

    /// The most values.
    var limit: Int {
      switch self {
      case .subject: 1
      case .engagement: 2
      case .from, .destination, .isp, .delivery: 5
      }
    }

    /// What the value can be; nil for any text, with `*` at either end for what is left out.
    var values: [String]? {
      switch self {
      case .delivery:
        [
          "SEND", "DELIVERY", "TRANSIENT_BOUNCE", "PERMANENT_BOUNCE", "UNDETERMINED_BOUNCE",
          "COMPLAINT",
        ]
      case .engagement: ["OPEN", "CLICK"]
      case .from, .destination, .subject, .isp: nil
      }
    }
  }

  package let name: Name
  package let value: String

  package init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="), let name = Name(rawValue: String(text[..<equals]))
    else { return nil }
    let value = String(text[text.index(after: equals)...])
    guard !value.isEmpty, name.values?.contains(value) ?? true else { return nil }
    self.name = name
    self.value = value
  }
}

/// Which messages of some days SES is asked to export, one a row.
package struct InsightsQuery: Sendable {
  package var include: [InsightsFilter]
  package var exclude: [InsightsFilter]
  /// The most rows; nil for as many as SES gives.
  package var most: Int?

  /// What SES takes as the most rows.
  package static let mosts = 1...10_000

  package init(include: [InsightsFilter] = [], exclude: [InsightsFilter] = [], most: Int? = nil) {
    self.include = include
    self.exclude = exclude
    self.most = most
  }

  /// The member `MessageInsightsDataSource` of a request. The last day is named by its last second:
  /// SES counts the end in.
  ///
  /// - Throws: status 64 for more values than SES takes.
  func source(_ days: DayRange) throws -> JSON {
    var source: JSON = [
      "StartDate": .integer(days.start.start.milliseconds / 1000),
      "EndDate": .integer(days.end.start.milliseconds / 1000 - 1),
    ]
    for (name, filters) in [("Include", include), ("Exclude", exclude)] where !filters.isEmpty {
      source[name] = .object(try Self.members(filters))
    }
    source["MaxResults"] = most.map { .integer($0) }
    return source
  }

  private static func members(_ filters: [InsightsFilter]) throws -> [JSON.Member] {
    try InsightsFilter.Name.allCases.compactMap { name in
      let values = filters.filter { $0.name == name }.map(\.value)
      guard values.count <= name.limit else {
        throw RunFault(
          .usage, "SES takes at most \(name.limit) of \(name.rawValue), found \(values.count)")
      }
      return values.isEmpty ? nil : .init(name.rawValue, .array(values.map { .string($0) }))
    }
  }
}
