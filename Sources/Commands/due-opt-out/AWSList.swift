import DueAWS
import DueFormats
import DueSystem

/// An opt-out list of AWS End User Messaging SMS in one region.
///
/// Source: the API of pinpoint-sms-voice-v2: PutOptedOutNumber, DeleteOptedOutNumber,
/// DescribeOptedOutNumbers.
struct AWSList {
  private let client: AWSClient
  private let name: String

  init(_ client: AWSClient, name: String) {
    self.client = client
    self.name = name
  }

  /// How the store calls it.
  var place: String { "\(client.region)/\(name)" }

  func put(_ number: String) throws { _ = try call("PutOptedOutNumber", number) }

  /// Takes a number off; one that is not there is off already.
  func remove(_ number: String) throws {
    do {
      _ = try call("DeleteOptedOutNumber", number)
    } catch let fault as AWSFault where fault.code == "ResourceNotFoundException" {}
  }

  private func call(_ operation: String, _ number: String) throws -> JSON {
    try call(operation, ["OptOutListName": .string(name), "OptedOutNumber": .string(number)])
  }

  private func call(_ operation: String, _ body: JSON) throws -> JSON {
    var request = AWSRequest("POST", "/", body: body)
    request.target = "PinpointSMSVoiceV2.\(operation)"
    return try client.send(request)
  }

  /// One page of the list.
  struct Page {
    var numbers: [(number: String, at: Instant)] = []
    /// What leads to the next page; nil on the last.
    var token: String?
  }

  /// - Throws: status 69 for an answer that is none of the service's.
  func page(_ token: String?) throws -> Page {
    var body: JSON = ["OptOutListName": .string(name), "MaxResults": .integer(100)]
    if let token {
      body = [
        "OptOutListName": .string(name), "MaxResults": .integer(100),
        "NextToken": .string(token),
      ]
    }
    let answer = try call("DescribeOptedOutNumbers", body)
    guard let list = answer["OptedOutNumbers"]?.array else {
      throw RunFault(.unavailable, "expected a page of an opt-out list from AWS")
    }
    var page = Page(token: answer["NextToken"]?.string)
    for item in list {
      guard let number = item["OptedOutNumber"]?.string else {
        throw RunFault(.unavailable, "expected a number from AWS, found \(item.text)")
      }
      let seconds = item["OptedOutTimestamp"]?.double ?? 0
      page.numbers.append(
        (number, Instant(milliseconds: Int64((seconds * 1000).rounded()))))
    }
    return page
  }
}
