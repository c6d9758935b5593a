import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTemplates

/// Prints messages that nobody keeps.
package final class MessagePreview {
  private let asJSON: Bool
  private var sink: ByteSink

  /// - Parameter asJSON: a line of JSON for each, with its texts, instead of its file.
  package init(asJSON: Bool) throws {
    self.asJSON = asJSON
    sink = try ByteSink()
  }

  func write(_ message: RenderedMessage, _ texts: Bytes, file: Bytes) throws {
    if asJSON {
      sink.buffer.append(json(message, texts))
      sink.buffer.append(UInt8(ascii: "\n"))
    } else {
      sink.buffer.append(file)
      if file.last != UInt8(ascii: "\n") { sink.buffer.append("\r\n" as StaticString) }
    }
    try sink.recordEnded()
  }

  private func json(_ message: RenderedMessage, _ texts: Bytes) -> JSON {
    let event = message.event
    let isCampaign = event.source == .campaign
    var line: JSON = [
      "Id": .string(event.id.hex), "EndpointId": .string(event.endpoint.string),
      "Channel": .string(message.channel.rawValue), "At": .string(event.time.iso8601),
    ]
    line[isCampaign ? "CampaignId" : "JourneyId"] = .string(event.definition.string)
    line[isCampaign ? "TreatmentId" : "JourneyActivityId"] = .string(
      (isCampaign ? event.treatment : event.activity).string)
    if let template = message.template {
      line["TemplateName"] = .string(template.name)
      if let version = template.version { line["TemplateVersion"] = .string("\(version)") }
      line["TemplateVersionBasis"] = .string(template.basis.rawValue)
    }
    line["SendStatus"] = .string(event.status.string)
    var pieces: [JSON.Member] = []
    for piece in message.pieces {
      pieces.append(
        .init(piece.kind.rawValue, .string(Bytes(rebasing: texts[piece.range]).string)))
    }
    line["Pieces"] = .object(pieces)
    return line
  }

  package func finish() throws { try sink.finish() }
}
