import DueFormats
import DueSystem

/// What one column of an endpoint file says: the dotted names of due-endpoint(5).
enum ColumnPath: Equatable {
  case id
  case channelType
  case address
  case status
  case optOut
  case effectiveDate
  case requestID
  case cohort
  case country
  /// A member of `Location` that is text.
  case location(String)
  /// `Latitude` or `Longitude`.
  case coordinate(String)
  case demographic(String)
  case attribute(String)
  case metric(String)
  case userID
  case userAttribute(String)
  /// A column that is ours, or not for import.
  case passedOver

  /// The path of that name; nil for a name that no endpoint has.
  init?(_ name: String) {
    switch name {
    case "Id": self = .id
    case "ChannelType": self = .channelType
    case "Address": self = .address
    case "EndpointStatus": self = .status
    case "OptOut": self = .optOut
    case "EffectiveDate": self = .effectiveDate
    case "RequestId": self = .requestID
    case "CohortId": self = .cohort
    case "Location.Country": self = .country
    case "Location.City", "Location.PostalCode", "Location.Region":
      self = .location(String(name.dropFirst("Location.".count)))
    case "Location.Latitude", "Location.Longitude":
      self = .coordinate(String(name.dropFirst("Location.".count)))
    case "User.UserId": self = .userID
    case "ApplicationId", "CreationDate": self = .passedOver
    default:
      guard let path = Self.named(name) else { return nil }
      self = path
    }
  }

  /// The path of that name in whatever letters, of those that tell who an endpoint is.
  init?(inAnyCase name: String) {
    switch name.lowercased() {
    case "id": self = .id
    case "channeltype": self = .channelType
    case "address": self = .address
    case "user.userid": self = .userID
    case "endpointstatus": self = .status
    case "optout": self = .optOut
    case "location.country": self = .country
    default: return nil
    }
  }

  private static func named(_ name: String) -> ColumnPath? {
    if RejectLog.columns.contains(name) { return .passedOver }
    func rest(after prefix: String) -> String? {
      guard name.hasPrefix(prefix), name.utf8.count > prefix.utf8.count else { return nil }
      return String(name.dropFirst(prefix.count))
    }
    if let name = rest(after: "User.UserAttributes.") { return .userAttribute(name) }
    if let name = rest(after: "Attributes.") { return .attribute(name) }
    if let name = rest(after: "Metrics.") { return .metric(name) }
    if let name = rest(after: "Demographic."), demographics.contains(name) {
      return .demographic(name)
    }
    return nil
  }

  static let demographics: Set = [
    "AppVersion", "Locale", "Make", "Model", "ModelVersion", "Platform", "PlatformVersion",
    "Timezone",
  ]

  /// Whether several columns of the path make a list.
  var isList: Bool {
    switch self {
    case .attribute, .userAttribute, .passedOver: true
    default: false
    }
  }
}

/// How the columns of a CSV file are read.
package struct ColumnRules {
  /// What becomes of a column that no endpoint has.
  package enum Extra: String, Sendable, CaseIterable {
    /// The file is refused.
    case error
    /// It becomes an attribute of its name.
    case attributes
    /// It is passed over.
    case ignore
  }

  package var extra: Extra = .error
  /// Columns of other names, and the names they stand for.
  package var map: [(column: String, path: String)] = []
  /// Values of columns that are missing or empty.
  package var defaults: [(path: String, value: String)] = []
  /// An empty cell removes the value that the store has.
  package var clearsEmpty = false
  /// User ids of a list are split at spaces.
  package var splitsUserIDs = true
  /// Every record is kept as it came, for endpoints that the store may refuse whatever it says.
  package var keepsRecords = false
  /// Mends addresses; nil where they must be right.
  package var cleaning: PhoneCleaning?

  package init() {}
}

extension ColumnRules {
  /// Whether an endpoint has a column called `name`.
  package static func isPath(_ name: String) -> Bool { ColumnPath(name) != nil }
}
