import DueFormats
import DueSystem

extension ByteBuffer {
  /// Appends `message` as a record of due-message(5), without a line end.
  package mutating func append(_ message: Message) {
    append(#"{"key":"# as StaticString)
    append(jsonString: message.key)
    append(member: #","channel":"#, message.channel.recordName)
    append(member: #","to":"#, message.to)
    append(member: #","from":"#, message.from)
    append(member: #","type":"#, message.type.rawValue)
    append(#","body":"# as StaticString)
    append(jsonString: message.body)
    append(object: #","headers":"#, message.headers)
    append(member: #","campaign_id":"#, message.campaign)
    append(member: #","treatment_id":"#, message.treatment)
    append(member: #","activity_id":"#, message.activity)
    append(member: #","endpoint_id":"#, message.endpoint)
    append(member: #","not_before":"#, message.notBefore)
    append(member: #","expires_at":"#, message.expires)
    append(member: #","hours":"#, message.hours)
    if message.priority != 5 { append(member: #","priority":"#, Int64(message.priority)) }
    append(object: #","context":"#, message.context)
    append(UInt8(ascii: "}"))
  }

  private mutating func append(object name: StaticString, _ text: String) {
    guard !text.isEmpty else { return }
    append(name)
    append(text)
  }
}
