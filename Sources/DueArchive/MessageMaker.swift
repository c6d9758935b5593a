import DueFormats
import DueModel
import DueStore
import DueSystem

/// Makes messages and their files of send events. One is used for many events.
struct MessageMaker: ~Copyable {
  enum Outcome {
    case message(RenderedMessage)
    /// It did not succeed, and only what did is asked for.
    case notSent
    /// A step that sends no message, such as a contact center.
    case nothing
  }

  private let rendering: ArchiveRendering
  private let path: ArchivePath
  private var renderer: MessageRenderer
  private var file = ByteBuffer(capacity: 1 << 16)
  private var compressed = ByteBuffer(capacity: 1 << 16)
  private var pathText = ByteBuffer(capacity: 256)

  init(_ rendering: ArchiveRendering) {
    self.rendering = rendering
    path = ArchivePath(layout: rendering.layout, compression: rendering.compression)
    renderer = MessageRenderer(rendering)
  }

  /// Makes the message of `event`.
  ///
  /// - Throws: a `RecordFault` for what is not known or cannot be rendered; other errors are those
  ///   of the store.
  mutating func make(
    _ event: SendEvent, _ finder: ContentFinder, _ desk: ArchiveDesk?, _ arena: inout ByteArena
  ) throws -> Outcome {
    if !rendering.takesAllStatuses {
      guard !event.status.isEmpty else {
        throw RecordFault.missing(event.statusMember, "(--all-statuses takes any)")
      }
      if !event.isSuccess { return .notSent }
    }
    let address = rendering.showsAddress ? try desk?.address(of: event.endpoint) : nil
    let snapshot = try renderer.read(event, address: address, &arena)
    if !rendering.takesAllChannels,
      let left = try desk?.sent(
        campaign: event.source == .campaign ? event.definition : Bytes(start: nil, count: 0),
        treatment: event.treatment, activity: event.activity, endpoint: event.endpoint,
        channel: snapshot.channel)
    {
      if left.neverLeft, !rendering.takesAllStatuses { return .notSent }
      return .message(renderer.take(left, event, snapshot))
    }
    guard let content = try finder.content(of: event, on: snapshot.channel) else {
      return .nothing
    }
    guard !event.snapshot.isEmpty else {
      throw RecordFault.missing(
        "client_context.custom.endpoint", "that templates are filled with")
    }
    return .message(try renderer.render(event, snapshot, content))
  }

  /// Makes the file of a message, valid until the next, and its path below the archive.
  ///
  /// - Parameter isTaken: whether another message has a path that an earlier archiver chose.
  mutating func file(_ message: RenderedMessage, isTaken: (Bytes) throws -> Bool) throws -> (
    bytes: Bytes, path: Bytes
  ) {
    file.removeAll()
    renderer.write(message, to: &file)
    let event = message.event
    let none = Bytes(start: nil, count: 0)
    let location = rendering.layout == .legacy ? event.location : none
    pathText.removeAll()
    path.append(
      endpoint: event.endpoint, at: event.time, event.id, location: location, to: &pathText)
    if !location.isEmpty, try isTaken(pathText.bytes) {
      pathText.removeAll()
      path.append(
        endpoint: event.endpoint, at: event.time, event.id, location: none, to: &pathText)
    }
    if rendering.compression == .none { return (file.bytes, pathText.bytes) }
    compressed.removeAll()
    try Compression.append(
      file.bytes, by: rendering.compression == .gz ? "gzip" : "zstd", to: &compressed)
    return (compressed.bytes, pathText.bytes)
  }

  /// The row of the message whose file was made last; its texts are in `arena`.
  func row(_ message: RenderedMessage, _ arena: inout ByteArena) -> ArchiveRow {
    let event = message.event
    let none = Bytes(start: nil, count: 0)
    func copy(_ text: String?) -> Bytes {
      guard var text else { return none }
      return text.withUTF8 { arena.copy(Bytes($0)) }
    }
    let isCampaign = event.source == .campaign
    return ArchiveRow(
      id: event.id, endpoint: event.endpoint, user: message.user, at: event.time,
      channel: message.channel.bytes, status: event.status,
      campaign: isCampaign ? event.definition : none, treatment: event.treatment,
      journey: isCampaign ? none : event.definition, run: event.run, activity: event.activity,
      template: copy(message.template?.name), version: message.template?.version,
      basis: copy(message.template?.basis.rawValue), path: arena.copy(pathText.bytes),
      bytes: file.count, sha256: EventUID(words: SHA256.words(file.bytes)))
  }

  /// Prints a message instead.
  mutating func preview(_ message: RenderedMessage, _ preview: MessagePreview) throws {
    file.removeAll()
    renderer.write(message, to: &file)
    try preview.write(message, renderer.texts.bytes, file: file.bytes)
  }
}
