import DueFormats
import DueSystem

/// A question that decides who is in a segment, or which endpoints change.
///
/// Source: Pinpoint's federated segmentation, the input of its state machine: `Query`, `Type`,
/// `SegmentName`, `SegmentId`, where `none` is as good as nothing.
package struct QueryRequest: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// The endpoints of the answer become the members of a segment.
    case direct
    /// The endpoints of the answer are changed.
    case mutate
  }

  package var kind: Kind?
  package var sql: String
  package var segmentName: String?
  package var segmentID: String?

  package init(sql: String) { self.sql = sql }

  /// - Parameter name: what a fault calls the document.
  /// - Throws: status 78 for a document that is no request.
  package init(parsing text: String, name: String) throws {
    let json: JSON
    do throws(JSONFault) {
      json = try JSON(parsing: text)
    } catch {
      throw RunFault(
        .configuration,
        "\(name): expected JSON, found an error at column \(error.offset + 1): "
          + error.problem.rawValue)
    }
    guard json.members != nil else {
      throw RunFault(.configuration, "\(name): expected a JSON object, found another value")
    }
    guard let sql = json["Query"]?.string, !sql.isEmpty else {
      throw RunFault(.configuration, "\(name): expected a text in 'Query', found none")
    }
    self.sql = sql
    guard let type = json["Type"]?.string, let kind = Kind(rawValue: type.lowercased()) else {
      let found = json["Type"].map { "'\($0.string ?? $0.text)'" } ?? "none"
      throw RunFault(
        .configuration, "\(name): expected direct or mutate in 'Type', found \(found)")
    }
    self.kind = kind
    func given(_ member: String) throws -> String? {
      guard let value = json[member], !value.isNull else { return nil }
      guard let text = value.string else {
        throw RunFault(
          .configuration, "\(name): expected a text in '\(member)', found \(value.text)")
      }
      return text.isEmpty || text == "none" ? nil : text
    }
    segmentName = try given("SegmentName")
    segmentID = try given("SegmentId")
  }

  /// Looks whether all is there that the kind asks for.
  ///
  /// - Throws: status 78 for a segment without a name or an id.
  package func check() throws {
    if kind == .direct, segmentName == nil, segmentID == nil {
      throw RunFault(.configuration, "expected the name of a segment in the request, found none")
    }
  }
}
