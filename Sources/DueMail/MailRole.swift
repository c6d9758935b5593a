import DueDelivery
import DueFormats
import DueModel
import DueSystem

/// What a column or member of an input means.
enum MailRole: Equatable {
  case to, cc, bcc, from, subject, text, html, replyTo, returnPath, key, type, campaign, treatment,
    activity
  case endpoint, notBefore, expires, priority, hours, channel
  case headers, fields, attachments, context, tags, configurationSet
  case template, templateData, sesTemplate, user
  /// What is to follow: the intake reads it.
  case fallback
  /// Ours, from a file of rejects.
  case ignored
  /// Travels with the message.
  case extra

  /// By its name in lower case. Names of message records come first, then those of the systems
  /// that queued mail for SES, then what other files call them.
  init(_ name: String) {
    self = Self.known[name] ?? .extra
  }

  /// Whether two columns of this meaning are one too many.
  var isUnique: Bool { self != .extra && self != .ignored }

  private static let known: [String: MailRole] = [
    "to": .to, "address": .to, "email": .to, "email_address": .to, "e-mail": .to, "recipient": .to,
    "cc": .cc, "bcc": .bcc,
    "from": .from, "from_address": .from, "sender": .from,
    "subject": .subject, "title": .subject,
    "body": .text, "body-text": .text, "body_text": .text, "text": .text, "textpart": .text,
    "html": .html, "body-html": .html, "body_html": .html, "htmlpart": .html,
    "reply_to": .replyTo, "return_path": .returnPath,
    "key": .key, "type": .type, "message_type": .type,
    "campaign_id": .campaign, "campaign": .campaign, "external_campaign_id": .campaign,
    "treatment_id": .treatment, "activity_id": .activity,
    "endpoint_id": .endpoint, "id": .endpoint,
    "not_before": .notBefore, "expires_at": .expires, "priority": .priority, "hours": .hours,
    "channel": .channel, "channeltype": .channel,
    "headers": .headers, "fields": .fields, "attachments": .attachments, "context": .context,
    "tags": .tags, "config_set": .configurationSet, "configuration_set": .configurationSet,
    "template": .template, "template_name": .template, "template_data": .templateData,
    "ses_template": .sesTemplate,
    "user_id": .user, Message.fallbackMember: .fallback,
    RejectLog.lineColumn: .ignored, RejectLog.columnColumn: .ignored,
    RejectLog.errorColumn: .ignored,
  ]
}

/// What the members of records mean, which are the same ones in the same places record by record.
struct MemberRoles {
  private struct Known {
    /// As it stands in the record.
    var source: [UInt8]
    var name: String
    var role: MailRole
  }

  private let columns: MailColumns
  private var known: [Known] = []

  init(_ columns: MailColumns) { self.columns = columns }

  /// The name of the member at `place`, and what it means.
  mutating func role(at place: Int, _ member: JSONValue) -> (name: String, role: MailRole) {
    let source = member.source
    if place < known.count, known[place].source.withUnsafeBytes({ $0.equals(source) }) {
      return (known[place].name, known[place].role)
    }
    let name = member.string ?? ""
    let role = columns.role(name.lowercased())
    let new = Known(source: Array(source), name: name, role: role)
    if place < known.count { known[place] = new } else if place < 256 { known.append(new) }
    return (name, role)
  }
}

/// Columns that the user names.
package struct MailColumns: Sendable {
  package var key: String?
  package var address: String?

  package init() {}

  func role(_ name: String) -> MailRole {
    if let key, name == key.lowercased() { return .key }
    if let address, name == address.lowercased() { return .to }
    let role = MailRole(name)
    // Who names a column means that one, whatever else could be it.
    if key != nil, role == .key { return .extra }
    if address != nil, role == .to { return .extra }
    return role
  }
}
