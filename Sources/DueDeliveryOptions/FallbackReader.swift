import DueDelivery
import DueFormats
import DueMail
import DueModel
import DueSystem

/// Reads what is to take the place of a message that does not reach its person:
/// `{"after":"90s","message":{…}}`, where the message is a record of due-message(5) and may have a
/// fallback of its own.
package final class FallbackReader {
  private let objects = SMSObjects(columns: SMSColumnNames())
  private var texts: SMSDecoder
  private var mails: MailDecoder

  /// The most messages that may follow one: a person has no more channels than that.
  static let limit = 8
  /// The longest time to wait for a delivery, in milliseconds: carriers tell within three days.
  static let longest: Int64 = 30 * 86_400_000

  package init() {
    var texts = SMSDefaults(readNumber: Self.number)
    texts.type = .transactional
    self.texts = SMSDecoder(texts)
    mails = MailDecoder(
      MailDefaults { name, _ throws(IntakeFault) in
        throw IntakeFault.fallback("expected a mail with its text, found the template '\(name)'")
      }, columns: MailColumns())
  }

  /// What follows `first`, in order.
  ///
  /// What a message that follows does not say, it has from the first: its key, by another channel,
  /// its type, and what sent it.
  package func read(
    _ value: JSONValue, after first: Message
  ) throws(IntakeFault) -> [Message.Fallback] {
    var names: Set<String> = [Self.name(first)]
    var found: [Message.Fallback] = []
    var next: JSONValue? = value
    while let given = next, !given.isNull {
      guard found.count < Self.limit else {
        throw .fallback("expected at most \(Self.limit) messages after one, found more")
      }
      let (after, record) = try Self.members(given)
      let message = try completed(try self.message(record), record, first)
      guard names.insert(Self.name(message)).inserted else {
        throw .fallback("expected another channel than those before, or a key of its own")
      }
      found.append(Message.Fallback(after: after, message: message))
      next = record[Message.fallbackMember]
    }
    return found
  }

  private static func name(_ message: Message) -> String {
    "\(message.channel.recordName) \(message.key)"
  }

  private static func members(_ given: JSONValue) throws(IntakeFault) -> (Int64, JSONValue) {
    guard given.isObject else { throw .fallback("expected an object with 'after' and 'message'") }
    for (name, _) in given.members {
      let name = name.string ?? ""
      guard name == "after" || name == "message" else {
        throw .fallback("expected 'after' and 'message', found '\(name)'")
      }
    }
    let text = given["after"]?.string ?? ""
    guard let after = SpanText.milliseconds(text), (1...longest).contains(after) else {
      throw .fallback("expected a time such as 90s, up to 30d, in 'after', found '\(text)'")
    }
    guard let message = given["message"], message.isObject else {
      throw .fallback("expected a message record in 'message', found none")
    }
    return (after, message)
  }

  private func message(_ record: JSONValue) throws(IntakeFault) -> Message {
    do throws(IntakeFault) {
      switch record["channel"]?.string?.lowercased() {
      case "email": return try mail(record)
      case "sms": return try objects.decode(record, &texts).0
      case let name:
        throw IntakeFault(
          "invalid_channel", nil, "expected sms or email in 'channel', found '\(name ?? "")'")
      }
    } catch {
      throw .fallback(error.reason, code: error.code)
    }
  }

  private func mail(_ record: JSONValue) throws(IntakeFault) -> Message {
    let message = try mails.message(record)
    guard try mails.more() == nil else {
      throw IntakeFault("invalid_address", nil, "expected one address in 'to', found several")
    }
    return message
  }

  private func completed(
    _ message: Message, _ record: JSONValue, _ first: Message
  ) throws(IntakeFault) -> Message {
    var message = message
    if (record["key"] ?? record["KEY"])?.isNull ?? true { message.key = first.key }
    if record["type"] == nil, record["message_type"] == nil { message.type = first.type }
    if message.campaign.isEmpty { message.campaign = first.campaign }
    if message.treatment.isEmpty { message.treatment = first.treatment }
    if message.activity.isEmpty { message.activity = first.activity }
    if message.context.isEmpty { message.context = first.context }
    return message
  }

  /// A number in E.164, as message records have it.
  private static func number(_ text: Bytes) -> ReadNumber? {
    AddressForm.isE164(text) ? ReadNumber(e164: text.string) : nil
  }
}
