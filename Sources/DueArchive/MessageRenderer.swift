import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTemplates

/// How messages are rendered for the archive.
package struct ArchiveRendering: Sendable {
  package var layout = ArchiveLayout.due
  package var compression = ArchiveCompression.none
  /// Texts for all channels of the campaign, not the endpoint's only.
  package var takesAllChannels = false
  /// Sends that did not succeed as well.
  package var takesAllStatuses = false
  /// `{{Address}}` prints the address.
  package var showsAddress = false
  /// HTML-escape all texts.
  package var escapesText = false

  package init() {}
}

/// Renders the message of a send event as it was sent. One is used for many events.
struct MessageRenderer: ~Copyable {
  private let rendering: ArchiveRendering
  private let writer: MessageWriter
  private var renderer: TemplateRenderer
  private var tape = JSONTape()
  private var context = ByteBuffer(capacity: 4096)
  private(set) var texts = ByteBuffer(capacity: 1 << 16)

  /// Pinpoint's archiver printed this in the place of addresses.
  private static let mask: StaticString = "XXXXXXXX"

  init(_ rendering: ArchiveRendering) {
    self.rendering = rendering
    writer = MessageWriter(namesChannels: rendering.takesAllChannels)
    renderer = TemplateRenderer(.init(now: .beginning))
  }

  /// What the endpoint of an event says of itself; valid until the next is read.
  struct Snapshot {
    /// The context of templates.
    var endpoint: JSONValue
    var channel: Channel
    var user: Bytes
  }

  /// Reads the endpoint of `event`, for `render` to use.
  ///
  /// - Throws: a fault for an endpoint that is no JSON object, and for a channel that none is.
  ///
  /// - Parameter address: the endpoint's address, as the store has it.
  mutating func read(_ event: SendEvent, address: String?, _ arena: inout ByteArena)
    throws(RecordFault) -> Snapshot
  {
    let endpoint = try parse(event, address: address)
    let user = endpoint["User"]?["UserId"].flatMap { $0.isString ? $0 : nil }
    let own = endpoint["ChannelType"].flatMap { Channel($0.rawString) }
    return Snapshot(
      endpoint: endpoint, channel: try Self.channel(event, own: own),
      user: user.map { arena.copy(text: $0) } ?? Bytes(start: nil, count: 0))
  }

  /// The channel that the sender used; of push, the endpoint's own service.
  private static func channel(_ event: SendEvent, own: Channel?) throws(RecordFault) -> Channel {
    guard !event.channel.isEmpty else {
      if let own { return own }
      throw .missing(
        "client_context.custom.endpoint", "that says 'ChannelType'")
    }
    guard let sent = Channel(event.channel) else {
      // A contact center is none of the endpoint's channels.
      if event.channel.equals("CONTACT_CENTER") { return .voice }
      throw .unexpected(
        event.source == .campaign
          ? "attributes.delivery_type" : "attributes.journey_activity_type",
        event.channel.string, expected: "a channel")
    }
    if sent == .push, let own, own.isPush { return own }
    return sent
  }

  /// Makes the context of templates: the endpoint, its id and its address.
  private mutating func parse(_ event: SendEvent, address: String?) throws(RecordFault)
    -> JSONValue
  {
    context.removeAll()
    if event.snapshot.isEmpty {
      context.append("{}" as StaticString)
    } else {
      context.append(event.snapshot)
    }
    while let last = context.bytes.last, last <= 0x20 { context.truncate(to: context.count - 1) }
    guard context.bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"),
      context.bytes.last == UInt8(ascii: "}")
    else { throw Self.noSnapshot }
    // Members at the end go before those of the same name: the id is the event's.
    context.truncate(to: context.count - 1)
    let isEmpty = context.bytes.last { $0 > 0x20 } == UInt8(ascii: "{")
    context.append(isEmpty ? #""Id":"# as StaticString : #","Id":"#)
    context.append(jsonString: event.endpoint)
    if !rendering.showsAddress {
      context.append(#","Address":""# as StaticString)
      context.append(Self.mask)
      context.append(UInt8(ascii: "\""))
    }
    context.append(UInt8(ascii: "}"))
    do throws(JSONFault) {
      let endpoint = try tape.parse(context.bytes)
      guard rendering.showsAddress, endpoint["Address"]?.isString != true, let address else {
        return endpoint
      }
      context.truncate(to: context.count - 1)
      context.append(#","Address":"# as StaticString)
      context.append(jsonString: address)
      context.append(UInt8(ascii: "}"))
      return try tape.parse(context.bytes)
    } catch {
      throw Self.noSnapshot
    }
  }

  private static var noSnapshot: RecordFault {
    RecordFault(
      column: "client_context.custom.endpoint",
      "expected a JSON object in 'client_context.custom.endpoint', found something else")
  }

  /// Renders the message that `event` sent.
  mutating func render(_ event: SendEvent, _ snapshot: Snapshot, _ content: MessageContent)
    throws(RecordFault) -> RenderedMessage
  {
    texts.removeAll()
    renderer.options.now = event.time
    renderer.options.seed = event.id.words.1
    renderer.options.escapesText = rendering.escapesText
    let endpoint = snapshot.endpoint
    var message = RenderedMessage(
      event: event, channel: snapshot.channel, user: snapshot.user, template: content.template,
      sender: content.sender, legacyChannel: content.legacyChannel, isFromOutbox: false,
      pieces: [], headers: [])
    message.pieces.reserveCapacity(content.pieces.count)
    for piece in content.pieces {
      let start = texts.count
      switch piece.text {
      case .template(let text, let defaults):
        try fill(text, endpoint, defaults)
      case .literal(let bytes): bytes.withUnsafeBytes { texts.append($0) }
      }
      message.pieces.append(
        .init(kind: piece.kind, channel: piece.channel, range: start..<texts.count))
    }
    for header in content.headers {
      let start = texts.count
      try fill(header.value, endpoint, header.defaults)
      message.headers.append((header.name, start..<texts.count))
    }
    return message
  }

  private mutating func fill(
    _ text: Handlebars, _ endpoint: JSONValue, _ defaults: TemplateDefaults?
  ) throws(RecordFault) {
    do throws(TemplateFault) {
      try renderer.render(text, with: endpoint, defaults: defaults, into: &texts)
    } catch {
      throw RecordFault(column: nil, error.description)
    }
  }

  /// The message whose text left as `outbox` has it.
  mutating func take(_ outbox: OutboxText, _ event: SendEvent, _ snapshot: Snapshot)
    -> RenderedMessage
  {
    texts.removeAll()
    texts.append(outbox.body)
    return RenderedMessage(
      event: event, channel: snapshot.channel, user: snapshot.user,
      template: outbox.template.map {
        .init(name: $0.name, version: $0.version, basis: .activeAtSend)
      },
      sender: outbox.sender, legacyChannel: snapshot.channel.rawValue, isFromOutbox: true,
      pieces: [.init(kind: .body, channel: snapshot.channel.rawValue, range: 0..<texts.count)],
      headers: [])
  }

  /// Appends the file of a message that was just rendered.
  func write(_ message: RenderedMessage, to buffer: inout ByteBuffer) {
    if rendering.layout == .legacy {
      LegacyWriter().append(message, texts.bytes, to: &buffer)
    } else {
      writer.append(message, texts.bytes, to: &buffer)
    }
  }
}
