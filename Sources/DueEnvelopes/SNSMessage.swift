import DueFormats
import DueModel
import DueSystem

/// An SNS message: its kind, its topic, and the text that its publisher signed.
///
/// Source: Amazon SNS developer guide, "Parsing message formats" and "Verifying the signatures of
/// Amazon SNS messages". Lambda writes `SigningCertUrl` where everything else has `SigningCertURL`.
struct SNSMessage {
  enum Kind {
    case notification
    /// Somebody asks whether this place wants the messages of a topic, or wants them again.
    case confirmation
  }

  let value: JSONValue
  let kind: Kind
  let topic: String

  init(_ value: JSONValue) throws(RecordFault) {
    self.value = value
    switch value["Type"]?.string {
    case "Notification": kind = .notification
    case "SubscriptionConfirmation", "UnsubscribeConfirmation": kind = .confirmation
    case let type:
      throw .unexpected("Type", type ?? "", expected: "Notification or SubscriptionConfirmation")
    }
    guard let topic = value["TopicArn"]?.string, !topic.isEmpty else {
      throw .missing("TopicArn", "of an SNS message")
    }
    self.topic = topic
  }

  var certificateURL: String? { (value["SigningCertURL"] ?? value["SigningCertUrl"])?.string }

  var subscribeURL: String? { (value["SubscribeURL"] ?? value["SubscribeUrl"])?.string }

  /// Appends what was signed: names and values, a line each, in the order of the names.
  func appendSigned(to buffer: inout ByteBuffer) {
    let names: [StaticString] =
      kind == .notification
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    for name in names {
      guard let member = member(name), member.isString else { continue }
      buffer.append(name)
      buffer.append(UInt8(ascii: "\n"))
      buffer.append(decoded: member)
      buffer.append(UInt8(ascii: "\n"))
    }
  }

  private func member(_ name: StaticString) -> JSONValue? {
    if let member = value[name] { return member }
    return name.description == "SubscribeURL" ? value["SubscribeUrl"] : nil
  }
}

/// The place of a signing certificate, which SNS itself must keep.
struct SNSHost {
  /// The last part of the path: the certificate's name.
  let file: String

  /// - Throws: for a place that is not `https://sns.REGION.amazonaws.com/NAME`, or the same in
  ///   China's partition.
  init(_ url: String, member: String) throws(RecordFault) {
    let fault = RecordFault.unexpected(
      member, url, expected: "a place at https://sns.REGION.amazonaws.com/")
    guard url.hasPrefix("https://sns.") else { throw fault }
    let rest = url.dropFirst(12)
    guard let slash = rest.firstIndex(of: "/") else { throw fault }
    let host = rest[..<slash]
    let suffix = host.hasSuffix(".cn") ? ".amazonaws.com.cn" : ".amazonaws.com"
    guard host.hasSuffix(suffix) else { throw fault }
    let region = host.dropLast(suffix.count)
    let isRegion = region.utf8.allSatisfy { byte in
      byte &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "-")
    }
    // A bucket called sns was to be had at sns.s3-REGION.amazonaws.com.
    guard isRegion, region.count >= 3, !region.hasPrefix("s3-"),
      suffix.hasSuffix(".cn") == region.hasPrefix("cn-")
    else { throw fault }
    let path = rest[rest.index(after: slash)...]
    let end = path.firstIndex { $0 == "?" || $0 == "#" } ?? path.endIndex
    file = String(path[..<end].split(separator: "/").last ?? "")
  }
}
