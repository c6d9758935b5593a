import DueFormats
import DueMIME
import DueModel
import DueSystem

/// What a mail says of one of our messages, as SES would have told it.
package struct FeedbackEvent: Equatable, Sendable {
  package enum Fact: Equatable, Sendable {
    case bounce(BounceKind)
    case delay(type: String, expires: Instant?)
    case delivery
    case complaint(type: String, userAgent: String, arrival: Instant?)
  }

  package struct Recipient: Equatable, Sendable {
    package var address: String
    package var action = ""
    package var status = ""
    package var diagnosis = ""
  }

  package var fact: Fact
  package var recipients: [Recipient]
  package var at: Instant
  /// The same for the same mail, however often it is read.
  package var feedbackID: String
  package var reportingMTA = ""
  package var mail: SentMail
}

/// Our message that a mail is about, as far as the mail tells.
package struct SentMail: Equatable, Sendable {
  package var key = ""
  /// Its Message-ID without brackets, or what else names it.
  package var messageID = ""
  package var source = ""
  package var destination: [String] = []
  package var sent: Instant?
  package var subject = ""
  package var from: [String] = []
  package var to: [String] = []
  package var date = ""
}

extension ByteBuffer {
  /// Appends `event` in the form in which SES publishes events, without a line end.
  package mutating func append(_ event: FeedbackEvent) {
    append(#"{"eventType":""# as StaticString)
    append(event.fact.typeName)
    append(#"","mail":"# as StaticString)
    append(event.mail, sent: event.mail.sent ?? event.at)
    append(#",""# as StaticString)
    append(event.fact.memberName)
    append(#"":{"# as StaticString)
    switch event.fact {
    case .bounce(let kind):
      append(#""bounceType":"# as StaticString)
      append(jsonString: kind.type)
      append(member: #","bounceSubType":"#, kind.subtype)
      append(event.recipients, as: "bouncedRecipients", hasAction: true)
    case .delay(let type, let expires):
      append(#""delayType":"# as StaticString)
      append(jsonString: type)
      append(member: #","expirationTime":"#, expires)
      append(event.recipients, as: "delayedRecipients", hasAction: false)
    case .delivery: append(delivered: event.recipients)
    case .complaint(let type, let agent, let arrival):
      append(#""complaintSubType":null"# as StaticString)
      append(member: #","userAgent":"#, agent)
      append(member: #","complaintFeedbackType":"#, type)
      append(member: #","arrivalDate":"#, arrival)
      append(event.recipients, as: "complainedRecipients", hasAction: false)
    }
    append(member: #","timestamp":"#, event.at)
    if event.fact.hasFeedbackID { append(member: #","feedbackId":"#, event.feedbackID) }
    append(member: #","reportingMTA":"#, event.reportingMTA)
    append("}}" as StaticString)
  }

  private mutating func append(_ mail: SentMail, sent: Instant) {
    append(#"{"timestamp":""# as StaticString)
    append(sent)
    append(UInt8(ascii: "\""))
    append(member: #","source":"#, mail.source)
    append(member: #","messageId":"#, mail.messageID)
    append(#","destination":"# as StaticString)
    append(list: mail.destination)
    if !mail.from.isEmpty || !mail.subject.isEmpty {
      append(#","commonHeaders":{"from":"# as StaticString)
      append(list: mail.from)
      append(#","to":"# as StaticString)
      append(list: mail.to)
      append(member: #","date":"#, mail.date)
      append(member: #","messageId":"#, mail.messageID)
      append(member: #","subject":"#, mail.subject)
      append(UInt8(ascii: "}"))
    }
    if !mail.key.isEmpty {
      append(#","tags":{"due_key":["# as StaticString)
      append(jsonString: mail.key)
      append("]}" as StaticString)
    }
    append(UInt8(ascii: "}"))
  }

  private mutating func append(list: [String]) {
    append(UInt8(ascii: "["))
    for (i, item) in list.enumerated() {
      if i > 0 { append(UInt8(ascii: ",")) }
      append(jsonString: item)
    }
    append(UInt8(ascii: "]"))
  }

  private mutating func append(delivered recipients: [FeedbackEvent.Recipient]) {
    append(#""recipients":"# as StaticString)
    append(list: recipients.map(\.address))
    append(member: #","smtpResponse":"#, recipients.first?.diagnosis ?? "")
  }

  private mutating func append(
    _ recipients: [FeedbackEvent.Recipient], as name: StaticString, hasAction: Bool
  ) {
    append(#",""# as StaticString)
    append(name)
    append(#"":["# as StaticString)
    for (i, recipient) in recipients.enumerated() {
      append(i > 0 ? #",{"emailAddress":"# as StaticString : #"{"emailAddress":"#)
      append(jsonString: recipient.address)
      if hasAction { append(member: #","action":"#, recipient.action) }
      append(member: #","status":"#, recipient.status)
      append(member: #","diagnosticCode":"#, recipient.diagnosis)
      append(UInt8(ascii: "}"))
    }
    append(UInt8(ascii: "]"))
  }
}

extension FeedbackEvent.Fact {
  fileprivate var typeName: StaticString {
    switch self {
    case .bounce: "Bounce"
    case .delay: "DeliveryDelay"
    case .delivery: "Delivery"
    case .complaint: "Complaint"
    }
  }

  fileprivate var memberName: StaticString {
    switch self {
    case .bounce: "bounce"
    case .delay: "deliveryDelay"
    case .delivery: "delivery"
    case .complaint: "complaint"
    }
  }

  fileprivate var hasFeedbackID: Bool {
    switch self {
    case .bounce, .complaint: true
    case .delay, .delivery: false
    }
  }
}
