import DueFormats
import DueModel
import DueStore
import DueSystem
import DueTemplates

/// Finds what a campaign or a journey sent: the treatment or the activity, and of its templates the
/// version that was in use at the moment.
///
/// Lives as long as one look at the store, and finds each thing once.
final class ContentFinder {
  private let shelf: DefinitionShelf
  private let takesAllChannels: Bool
  private let project: Project?
  private let view: StoreView?
  private var stored: [String: JSON?] = [:]
  /// What was found, by source, channel, definition and treatment or activity.
  private var keys = ByteKeys()
  private var contents: [[(during: Range<Instant>, content: MessageContent)]] = []
  private var arena = ByteArena()
  private var scratch = ByteBuffer(capacity: 256)

  /// - Parameter view: the store; nil where there is none.
  init(_ shelf: DefinitionShelf, takesAllChannels: Bool, project: Project?, _ view: StoreView?) {
    self.shelf = shelf
    self.takesAllChannels = takesAllChannels
    self.project = project
    self.view = view
  }

  /// What `event` sent on `channel`; nil where that is no message, as with a contact center.
  ///
  /// - Throws: a `RecordFault` for what is not known, and for a text that is no template; other
  ///   errors are those of the store.
  func content(of event: SendEvent, on channel: Channel) throws -> MessageContent? {
    let part = event.source == .campaign ? event.treatment : event.activity
    let place = place(of: event, part, channel)
    if let known = contents[place].last(where: { $0.during.contains(event.time) }) {
      return known.content
    }
    var search = ContentSearch(self, at: event.time)
    do {
      let content =
        event.source == .campaign
        ? try search.campaign(event.definition.string, treatment: part.string, channel)
        : try search.journey(event.definition.string, activity: part.string, channel)
      guard let content else { return nil }
      contents[place].append((search.during, content))
      return content
    } catch let fault as any Fault {
      if let fault = fault as? RunFault, fault.exitStatus != .configuration { throw fault }
      throw RecordFault(column: nil, fault.description)
    }
  }

  private func place(of event: SendEvent, _ part: Bytes, _ channel: Channel) -> Int {
    scratch.removeAll()
    scratch.append(event.source == .campaign ? UInt8(ascii: "c") : UInt8(ascii: "j"))
    scratch.append(channel.bytes)
    scratch.append(0)
    scratch.append(decimal: Int64(part.count))
    scratch.append(0)
    scratch.append(part)
    scratch.append(event.definition)
    if let known = keys.find(scratch.bytes) { return known }
    contents.append([])
    return keys.number(of: arena.copy(scratch.bytes)).index
  }

  var isForAllChannels: Bool { takesAllChannels }

  // MARK: Where definitions are

  func campaign(_ id: String, at moment: Instant) throws
    -> (json: JSON, during: Range<Instant>)?
  {
    if let found = shelf.campaigns[id]?.held(at: moment) { return found }
    if stored[id] == nil {
      stored[id] = try storedCampaign(id)
    }
    guard let json = stored[id] ?? nil else { return nil }
    return (json, .beginning ..< .end)
  }

  private func storedCampaign(_ id: String) throws -> JSON? {
    guard let project, let view else { return nil }
    return try CampaignTable.find(id: id, in: project, view)?.definition
  }

  func journey(_ id: String, at moment: Instant)
    -> (json: JSON, during: Range<Instant>)?
  {
    shelf.journeys[id]?.held(at: moment)
  }

  func template(
    _ name: String, _ kind: TemplateKind, version: Int?, at moment: Instant
  ) throws -> FoundTemplate? {
    if let found = shelf.templates.find(name, kind, version: version, at: moment) { return found }
    guard let view else { return nil }
    return try TemplateTable.found(name, kind, version: version, at: moment, view)
  }
}
