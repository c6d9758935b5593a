import DueFormats
import DueMIME
import DueModel
import DueStore
import DueSystem
import DueTemplates

/// A message as it is to be kept: what the event says of it, and its texts.
struct RenderedMessage {
  struct Piece {
    var kind: MessageTemplate.Piece.Kind
    var channel: String
    /// In the text of all pieces.
    var range: Range<Int>
  }

  var event: SendEvent
  var channel: Channel
  var user: Bytes
  var template: MessageContent.TemplateName?
  var sender: String
  /// Pinpoint's archiver's name of the channel.
  var legacyChannel: String
  /// Whether the text comes from the outbox.
  var isFromOutbox: Bool
  var pieces: [Piece]
  var headers: [(name: String, range: Range<Int>)]
}

/// Writes rendered messages as files of the archive.
///
/// Source: due-archive(5), Messages.
struct MessageWriter {
  /// The parts say which channel they are for.
  var namesChannels: Bool

  /// Appends the file of `message`, whose texts are in `texts`.
  func append(_ message: RenderedMessage, _ texts: Bytes, to buffer: inout ByteBuffer) {
    let boundary = MIMEBoundary(seed: message.event.id.words.0)
    buffer.append("MIME-Version: 1.0\r\n" as StaticString)
    buffer.append(multipart: "multipart/mixed", boundary)
    buffer.append("Date: " as StaticString)
    buffer.append(mailDate: message.event.time)
    buffer.append("\r\nX-Due-Archive-Version: 1\r\nX-Due-Event-Id: " as StaticString)
    message.event.id.append(to: &buffer)
    buffer.append("\r\n" as StaticString)
    appendNames(message, to: &buffer)
    appendContentFacts(message, texts, to: &buffer)
    buffer.append("\r\n" as StaticString)
    for piece in message.pieces {
      let text = Bytes(rebasing: texts[piece.range])
      buffer.append(beginOfPart: boundary)
      buffer.append(part: text, type: Self.type(piece.kind, text)) {
        $0.append("Content-Piece-Type: " as StaticString)
        $0.append(piece.kind.name)
        $0.append("\r\n" as StaticString)
        if namesChannels { $0.append(header: "Content-Piece-Channel", piece.channel) }
      }
    }
    buffer.append(endOfParts: boundary)
  }

  private func appendNames(_ message: RenderedMessage, to buffer: inout ByteBuffer) {
    let event = message.event
    buffer.append(header: "EndpointId", event.endpoint)
    buffer.append(ifGiven: "UserId", message.user)
    buffer.append(ifGiven: "ApplicationId", event.application)
    buffer.append(header: "EventTimestamp", event.time.milliseconds)
    switch event.source {
    case .campaign:
      buffer.append(header: "CampaignId", event.definition)
      buffer.append(ifGiven: "TreatmentId", event.treatment)
      buffer.append(ifGiven: "CampaignActivityId", event.activity)
    case .journey:
      buffer.append(header: "JourneyId", event.definition)
      buffer.append(ifGiven: "JourneyRunId", event.run)
      buffer.append(ifGiven: "JourneyActivityId", event.activity)
    }
  }

  private func appendContentFacts(
    _ message: RenderedMessage, _ texts: Bytes, to buffer: inout ByteBuffer
  ) {
    if let template = message.template {
      buffer.append(header: "TemplateName", template.name)
      if let version = template.version {
        buffer.append(header: "TemplateVersion", Int64(version))
      }
      buffer.append(header: "TemplateVersionBasis", template.basis.rawValue)
    }
    buffer.append(header: "Channel", message.channel.bytes)
    buffer.append(ifGiven: "SendStatus", message.event.status)
    if message.isFromOutbox { buffer.append("X-Due-Source: outbox\r\n" as StaticString) }
    if !message.sender.isEmpty { buffer.append(header: "X-Due-From", message.sender) }
    for (name, range) in message.headers {
      var line = ByteBuffer(capacity: 256)
      line.append(name)
      line.append(": " as StaticString)
      line.append(Bytes(rebasing: texts[range]))
      buffer.append(header: "X-Due-Header", line.bytes)
    }
  }

  private static func type(_ kind: MessageTemplate.Piece.Kind, _ text: Bytes) -> StaticString {
    switch kind {
    case .html: return "text/html; charset=utf-8"
    case .rawContent:
      let first = text.first { $0 > 0x20 }
      let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      return isJSON ? "application/json" : "text/plain; charset=utf-8"
    case .title, .text, .body: return "text/plain; charset=utf-8"
    }
  }
}

/// Writes rendered messages as Pinpoint's message archiver did, whatever a reader makes of it.
///
/// Source: due-archive(5), The layout of Pinpoint's message archiver.
struct LegacyWriter {
  func append(_ message: RenderedMessage, _ texts: Bytes, to buffer: inout ByteBuffer) {
    let boundary = Self.boundary(message, texts)
    let event = message.event
    buffer.append("Content-Type: multipart/mixed;boundary=" as StaticString)
    buffer.append(boundary)
    buffer.append("\r\n" as StaticString)
    buffer.append(stripped: "Endpointid", event.endpoint)
    buffer.append(stripped: "Applicationid", event.application)
    buffer.append(header: "Eventtimestamp", event.time.milliseconds)
    switch event.source {
    case .campaign:
      buffer.append(stripped: "Campaignid", event.definition)
      buffer.append(stripped: "Treatmentid", event.treatment)
    case .journey:
      buffer.append(stripped: "Journeyid", event.definition)
      buffer.append(stripped: "Journeyactivityid", event.activity)
    }
    buffer.append("Channel: " as StaticString)
    buffer.append(message.legacyChannel)
    buffer.append("\r\n\r\n" as StaticString)
    for piece in message.pieces {
      buffer.append("--" as StaticString)
      buffer.append(boundary)
      buffer.append("\r\nContent-Type: text/plain;charset=utf-8\r\n" as StaticString)
      buffer.append("Content-Piece-Type: " as StaticString)
      buffer.append(piece.kind.name)
      buffer.append("\r\n\r\n" as StaticString)
      buffer.append(Bytes(rebasing: texts[piece.range]))
      buffer.append("\r\n" as StaticString)
    }
    buffer.append("--" as StaticString)
    buffer.append(boundary)
    buffer.append("--" as StaticString)
  }

  /// A boundary that no text has in it: nothing is encoded here that would see to that.
  private static func boundary(_ message: RenderedMessage, _ texts: Bytes) -> String {
    let digits = message.event.id.hex
    for start in 0...24 {
      let place = digits.index(digits.startIndex, offsetBy: start)
      let boundary = String(digits[place...].prefix(8))
      if !texts.string.contains(boundary) { return boundary }
    }
    return digits
  }
}

extension MessageTemplate.Piece.Kind {
  fileprivate var name: StaticString {
    switch self {
    case .title: "TITLE"
    case .html: "HTML"
    case .text: "TEXT"
    case .body: "BODY"
    case .rawContent: "RAWCONTENT"
    }
  }
}

extension ByteBuffer {
  fileprivate mutating func append(ifGiven name: StaticString, _ value: Bytes) {
    if !value.isEmpty { append(header: name, value) }
  }

  /// Appends a header without what could end it, and without encoding it.
  fileprivate mutating func append(stripped name: StaticString, _ value: Bytes) {
    append(name)
    append(": " as StaticString)
    for byte in value where byte >= 0x20 && byte != 0x7f { append(byte) }
    append("\r\n" as StaticString)
  }
}
