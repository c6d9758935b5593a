import DueStore
import DueSystem

/// The columns of an answer to a question, as an import takes them.
///
/// Source: Pinpoint's federated segmentation: `Id`, and columns of attributes and metrics; all the
/// other columns of an import file besides.
package struct ResultColumns {
  /// Columns that are written in other letters, and their names.
  package let map: [(column: String, path: String)]
  /// There is one column, `Id`: the answer says who is meant, and nothing of them.
  package let areIDsAlone: Bool

  /// Names of one spelling; engines may fold their case.
  private static let fixed: [String: String] = {
    let names =
      [
        "Id", "ChannelType", "Address", "EndpointStatus", "OptOut", "EffectiveDate", "RequestId",
        "CohortId", "User.UserId", "Location.Country", "Location.City", "Location.PostalCode",
        "Location.Region", "Location.Latitude", "Location.Longitude",
      ] + ColumnPath.demographics.map { "Demographic.\($0)" }
    return Dictionary(uniqueKeysWithValues: names.map { ($0.lowercased(), $0) })
  }()

  /// - Parameter changesEndpoints: the answer is to change endpoints, not only to name them.
  /// - Throws: status 78 for columns that no endpoint has, and where none says which endpoint.
  package init(_ columns: [String], changesEndpoints: Bool) throws {
    var map: [(column: String, path: String)] = []
    var unknown: [String] = []
    var paths: [ColumnPath] = []
    for column in columns {
      if let path = ColumnPath(column) {
        paths.append(path)
      } else if let name = Self.fixed[column.lowercased()], let path = ColumnPath(name) {
        paths.append(path)
        map.append((column, name))
      } else {
        unknown.append("'\(column)'")
      }
    }
    guard unknown.isEmpty else {
      throw RunFault(
        .configuration,
        "expected columns of due-endpoint(5) in the answer, found \(unknown.joined(separator: ", "))"
      )
    }
    let keys: [ColumnPath] =
      if paths.contains(.id) {
        [.id]
      } else if paths.contains(.userID) {
        [.userID]
      } else {
        [.channelType, .address]
      }
    guard keys.allSatisfy(paths.contains) else {
      throw RunFault(
        .configuration,
        "expected a column 'Id' or 'User.UserId' in the answer, found \(Self.list(columns))")
    }
    if changesEndpoints, paths.allSatisfy({ keys.contains($0) || $0 == .passedOver }) {
      throw RunFault(
        .configuration,
        "expected a column to change endpoints by in the answer, found \(Self.list(columns))")
    }
    self.map = map
    areIDsAlone = paths == [.id]
  }

  private static func list(_ columns: [String]) -> String {
    columns.map { "'\($0)'" }.joined(separator: ", ")
  }
}

extension MapMember {
  /// The member that a column such as `Attributes.Plan` is about; nil for any other column.
  package init?(column: String) {
    guard !column.contains("\""), let path = ColumnPath(column) else { return nil }
    switch path {
    case .attribute(let name): self = .attribute(name)
    case .metric(let name): self = .metric(name)
    case .userAttribute(let name): self = .userAttribute(name)
    default: return nil
    }
  }
}
