import DueAWS
import DueFormats
import DueModel
import DueSuppression
import DueSystem

/// The suppression list of an account in one region of SES.
///
/// Source: SES API v2: PutSuppressedDestination, DeleteSuppressedDestination,
/// ListSuppressedDestinations.
struct SESList {
  private static let path = "/v2/email/suppression/addresses"

  private let client: AWSClient

  init(_ client: AWSClient) { self.client = client }

  var region: String { client.region }

  func put(_ address: String, _ reason: SuppressionReason) throws {
    _ = try client.send(
      AWSRequest(
        "PUT", Self.path,
        body: ["EmailAddress": .string(address), "Reason": .string(reason.rawValue)]))
  }

  /// Takes an address off; one that is not there is off already.
  func remove(_ address: String) throws {
    do {
      _ = try client.send(
        AWSRequest("DELETE", "\(Self.path)/\(PercentEncoding.segment(address))"))
    } catch let fault as AWSFault where fault.status == 404 {}
  }

  /// One page of the list.
  struct Page {
    struct Entry {
      var address: String
      var reason: SuppressionReason
      var at: Instant
    }

    var entries: [Entry] = []
    /// What leads to the next page; nil on the last.
    var token: String?
  }

  /// The page at `token`, nil for the first, of what changed since `since`.
  ///
  /// - Throws: status 69 for an answer that is none of SES's.
  func page(_ token: String?, since: Instant?) throws -> Page {
    var request = AWSRequest("GET", Self.path)
    request.query = [("PageSize", "1000")]
    if let token { request.query.append(("NextToken", token)) }
    // Whole seconds, as the API has them in queries.
    if let since { request.query.append(("StartDate", "\(since.iso8601.prefix(19))Z")) }
    let answer = try client.send(request)
    guard let list = answer["SuppressedDestinationSummaries"]?.array else {
      throw RunFault(.unavailable, "expected a page of the suppression list from SES")
    }
    var page = Page(token: answer["NextToken"]?.string)
    for item in list {
      guard let address = item["EmailAddress"]?.string,
        let reason = item["Reason"]?.string.flatMap(SuppressionReason.init(rawValue:))
      else {
        throw RunFault(
          .unavailable, "expected an address and a reason from SES, found \(item.text)")
      }
      let seconds = item["LastUpdateTime"]?.double ?? 0
      page.entries.append(
        Page.Entry(
          address: address, reason: reason,
          at: Instant(milliseconds: Int64((seconds * 1000).rounded()))))
    }
    return page
  }
}
