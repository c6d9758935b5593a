import DueDelivery
import DueFormats
import DueSystem

/// The values that a template of SES is filled with: what a record says, as one object in which no
/// name comes twice.
struct TemplateData: ~Copyable {
  private var tape = JSONTape()
  private var text = ByteBuffer(capacity: 1024)

  /// - Parameters:
  ///   - values: an object; of members of one name the last counts. What is for us, such as header
  ///     fields and files, is left out.
  ///   - isForOne: whether the record has one recipient: of several, none is to learn of the others.
  mutating func text(_ values: Bytes, isForOne: Bool) throws(MessageRefusal) -> String {
    var places: [String: Int] = [:]
    var members: [(name: JSONValue, value: JSONValue)] = []
    do {
      for (name, value) in try tape.parse(values).members {
        let key = name.string ?? ""
        let role = MailRole(key.lowercased())
        guard !Self.isOurs(role), isForOne || !Self.isRecipient(role) else { continue }
        if let place = places[key] {
          members[place].value = value
        } else {
          places[key] = members.count
          members.append((name, value))
        }
      }
    } catch {
      throw MessageRefusal("bad_json", "expected values for a template, found another text")
    }
    text.removeAll()
    text.append(UInt8(ascii: "{"))
    for (i, member) in members.enumerated() {
      if i > 0 { text.append(UInt8(ascii: ",")) }
      text.append(member.name.source)
      text.append(UInt8(ascii: ":"))
      text.append(member.value.source)
    }
    text.append(UInt8(ascii: "}"))
    return text.string
  }

  private static func isRecipient(_ role: MailRole) -> Bool {
    role == .to || role == .cc || role == .bcc
  }

  private static func isOurs(_ role: MailRole) -> Bool {
    switch role {
    case .headers, .fields, .attachments, .context, .template, .templateData, .sesTemplate,
      .ignored:
      true
    default: false
    }
  }
}
