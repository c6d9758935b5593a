import DueFormats
import DueSystem

/// A text message, or a mail, that somebody sent to us: the record of due-inbound(5).
///
/// Whatever gateway it came through, `source` and `id` together name it: a message that is
/// delivered twice has the same both times.
package struct InboundMessage: Sendable, Equatable {
  /// What the message came through.
  package enum Source: String, Sendable, CaseIterable { case aws, kannel, smstools, gammu, mail }

  package var source: Source
  package var id: String
  /// Who sent it: a number in E.164 where the gateway tells one.
  package var from: String
  /// The number, or short code, of ours that it was sent to; empty where the gateway does not say.
  package var to = ""
  package var body: String
  /// When it came; nil where nothing says.
  package var at: Instant?
  /// The keyword of our number, as the provider has it registered.
  package var keyword = ""
  /// The provider's name for the message of ours that this one answers.
  package var replyTo = ""

  package init(_ source: Source, id: String, from: String, body: String) {
    self.source = source
    self.id = id
    self.from = from
    self.body = body
  }
}

extension InboundMessage {
  /// Whether `value` has the shape of the record: enough to tell it from what gateways send.
  package static func isRecord(_ value: JSONValue) -> Bool {
    value["source"]?.isString == true && value["from"] != nil && value["body"] != nil
      && value["id"] != nil
  }

  /// Reads the record.
  package init(_ value: JSONValue) throws(RecordFault) {
    let word = try Self.text(value, "source")
    guard let source = Source(rawValue: word) else {
      let words = Source.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unexpected("source", word, expected: "one of \(words)")
    }
    self.init(
      source, id: try Self.text(value, "id"), from: try Self.text(value, "from"),
      body: try Self.optional(value, "body"))
    to = try Self.optional(value, "to")
    keyword = try Self.optional(value, "keyword")
    replyTo = try Self.optional(value, "reply_to_id")
    let time = try Self.optional(value, "at")
    if !time.isEmpty {
      guard let instant = Instant(time) else {
        throw .unexpected("at", time, expected: "an ISO 8601 time")
      }
      at = instant
    }
  }

  private static func text(_ value: JSONValue, _ name: StaticString) throws(RecordFault) -> String {
    let text = try optional(value, name)
    if text.isEmpty { throw .missing(name.description, "of an inbound message") }
    return text
  }

  private static func optional(_ value: JSONValue, _ name: StaticString) throws(RecordFault)
    -> String
  {
    guard let member = value[name], !member.isNull else { return "" }
    guard let text = member.string else {
      throw .unexpected(name.description, member.source.string, expected: "a string")
    }
    return text
  }
}

extension ByteBuffer {
  /// Appends `message` as a record and its line end.
  ///
  /// - Parameter raw: what the gateway sent, where it is wanted: JSON.
  package mutating func append(_ message: InboundMessage, raw: Bytes? = nil) {
    append(#"{"source":""# as StaticString)
    append(message.source.rawValue)
    append(#"","id":"# as StaticString)
    append(jsonString: message.id)
    append(#","from":"# as StaticString)
    append(jsonString: message.from)
    append(member: #","to":"#, message.to)
    append(#","body":"# as StaticString)
    append(jsonString: message.body)
    append(member: #","at":"#, message.at)
    append(member: #","keyword":"#, message.keyword)
    append(member: #","reply_to_id":"#, message.replyTo)
    if let raw {
      append(#","raw":"# as StaticString)
      append(onOneLine: raw)
    }
    append("}\n" as StaticString)
  }
}
