import DueFormats
import DueModel
import DueStore
import DueSystem

/// Reads what events of SES, and of due-bounce, say of mails of the outbox.
///
/// An event is about one of ours when it has our key, as the tag `due_key` or in the message's own
/// name `due.KEY`. Whatever tells of a mail's way says that it was taken, but for `Reject` and
/// `Rendering Failure`, which say that it was not.
package enum MailNews {
  /// What an event says; nil for one that is about none of ours.
  ///
  /// - Throws: for what is no event of SES.
  package static func read(_ event: JSONValue) throws(IntakeFault) -> OutboxSession.News? {
    guard let type = (event["eventType"] ?? event["notificationType"])?.string,
      let mail = event["mail"], mail.isObject
    else {
      throw IntakeFault(
        "bad_value", "eventType",
        "expected an event of SES with 'eventType' and 'mail', found another value")
    }
    guard let key = key(mail) else { return nil }
    let detail = event[member(of: type)]
    let time = detail?["timestamp"] ?? mail["timestamp"]
    guard let at = time?.string.flatMap({ Instant($0) }) else {
      throw .expected(
        "a time", in: "timestamp", found: time?.string ?? "", code: "invalid_time")
    }
    let messageID = mail["messageId"]?.string ?? ""
    let feedback = detail?["feedbackId"]?.string ?? "\(messageID)-\(type)"
    var news = OutboxSession.News(
      key: key, channel: .email, isTaken: type != "Reject" && type != "Rendering Failure",
      name: type, id: "\(key)-\(feedback)", at: at)
    news.providerID = messageID
    if let receipt = receipt(type, detail) {
      news.receipt = (receipt.rawValue, receipt.class)
    }
    return news
  }

  /// The member with what a type has of its own: `Bounce` in `bounce`.
  private static func member(of type: String) -> String {
    type == "DeliveryDelay" ? "deliveryDelay" : type.lowercased()
  }

  private static func key(_ mail: JSONValue) -> String? {
    if let tag = mail["tags"]?["due_key"] {
      var values = tag.elements
      if let key = values.next()?.string, Message.isKey(key) { return key }
    }
    for name in [mail["messageId"], mail["commonHeaders"]?["messageId"]] {
      guard var text = name?.string else { continue }
      if text.hasPrefix("<") { text.removeFirst() }
      guard text.hasPrefix("due.") else { continue }
      let key = String(text.dropFirst(4).prefix { $0 != "@" && $0 != ">" })
      if Message.isKey(key) { return key }
    }
    return nil
  }

  private static func receipt(_ type: String, _ detail: JSONValue?) -> MailReceipt? {
    switch type {
    case "Delivery": return .delivery
    case "Bounce":
      return MailReceipt(
        .bounce, detail?["bounceType"]?.string ?? "Undetermined",
        detail?["bounceSubType"]?.string ?? "Undetermined")
    case "Complaint":
      return MailReceipt(.complaint, detail?["complaintFeedbackType"]?.string ?? "other")
    default: return nil
    }
  }
}
