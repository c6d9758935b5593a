import ArgumentParser
import DueArchive
import DueFormats
import DueStore
import DueSystem
import DueTool

/// The messages that are kept, by time.
struct List: DueCommand {
  static let configuration = CommandConfiguration(abstract: "List messages that are kept.")

  @Option(help: ArgumentHelp("Messages to endpoint ID; repeatable.", valueName: "id"))
  var endpoint: [String] = []
  @Option(help: ArgumentHelp("Messages to user ID; repeatable.", valueName: "id"))
  var user: [String] = []
  @Option(help: ArgumentHelp("Messages of campaign ID.", valueName: "id"))
  var campaign: String?
  @Option(help: ArgumentHelp("Messages of journey ID.", valueName: "id"))
  var journey: String?
  @Option(help: ArgumentHelp("Messages on channel NAME, such as EMAIL.", valueName: "name"))
  var channel: String?
  @Option(help: ArgumentHelp("Messages sent at TIME or later.", valueName: "time"))
  var since: Instant?
  @Option(help: ArgumentHelp("Messages sent before TIME.", valueName: "time"))
  var until: Instant?
  @Flag(help: "Write JSON lines on a terminal too.")
  var jsonl = false
  @OptionGroup(title: "Store") var store: StoreOptions

  func run(_ console: inout Console) throws {
    var table = try Table(["ID", "SENT", "CHANNEL", "ENDPOINT", "USER", "OF"], records: jsonl)
    var filter = ArchiveFilter()
    filter.endpoints = endpoint
    filter.users = user
    filter.campaign = campaign
    filter.journey = journey
    filter.channel = channel?.uppercased()
    filter.since = since
    filter.until = until
    try Store(store.directory, .read).read { view in
      filter.project = try Project.named(store.projectName, view).seq
      try ArchiveIndex(view).forEach(filter, by: .time) { entry in
        try table.add(entry.cells) { $0.append(entry) }
      }
    }
    try table.finish()
  }
}

extension ArchiveEntry {
  fileprivate var cells: [String] {
    [
      String(id.hex.prefix(12)), at.iso8601, channel.string, endpoint.string,
      user.isEmpty ? "-" : user.string, campaign.isEmpty ? journey.string : campaign.string,
    ]
  }
}

extension ByteBuffer {
  /// Appends a message of the index as a JSON object.
  fileprivate mutating func append(_ entry: ArchiveEntry) {
    append(#"{"id":""# as StaticString)
    entry.id.append(to: &self)
    append(#"","project":"# as StaticString)
    append(jsonString: entry.project)
    append(#","at":""# as StaticString)
    append(entry.at)
    append(#"","endpoint_id":"# as StaticString)
    append(jsonString: entry.endpoint)
    let members: [(StaticString, Bytes)] = [
      (#","user_id":"#, entry.user), (#","channel":"#, entry.channel),
      (#","status":"#, entry.status), (#","campaign_id":"#, entry.campaign),
      (#","treatment_id":"#, entry.treatment), (#","journey_id":"#, entry.journey),
      (#","journey_run_id":"#, entry.run), (#","activity_id":"#, entry.activity),
      (#","template":"#, entry.template),
    ]
    for (name, value) in members where !value.isEmpty {
      append(name)
      append(jsonString: value)
    }
    if let version = entry.version {
      append(#","template_version":"# as StaticString)
      append(decimal: version)
    }
    if !entry.basis.isEmpty {
      append(#","template_version_basis":"# as StaticString)
      append(jsonString: entry.basis)
    }
    append(#","path":"archive/"# as StaticString)
    append(jsonFragment: entry.path)
    append(#"","bytes":"# as StaticString)
    append(decimal: entry.bytes)
    append(#","sha256":""# as StaticString)
    for byte in entry.sha256 { append(lowerHex: byte) }
    append(UInt8(ascii: "\""))
    if entry.pack != nil {
      append(#","pack":"archive/"# as StaticString)
      append(jsonFragment: entry.packPath)
      append(UInt8(ascii: "\""))
    }
    append(UInt8(ascii: "}"))
  }

  private mutating func append(lowerHex byte: UInt8) {
    let (high, low) = (byte >> 4, byte & 15)
    append(high < 10 ? 48 + high : 87 + high)
    append(low < 10 ? 48 + low : 87 + low)
  }
}

/// Prints messages, wherever they are.
struct Show: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Print messages that are kept.")

  @Argument(help: "Ids of messages, beginnings of them, or paths.")
  var id: [String]
  @OptionGroup(title: "Store") var store: StoreOptions

  func run(_ console: inout Console) throws {
    let opened = try Store(store.directory, .read)
    let show = ArchiveShow(try store.openArchive())
    var sink = try ByteSink()
    for name in id {
      try show.show(name, in: opened) { sink.buffer.append($0) }
      try sink.recordEnded()
    }
    try sink.finish()
  }
}

/// Looks whether every message is there, and as it was.
struct Verify: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look whether every message is there, and as it was kept.")

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  func run(_ console: inout Console) throws {
    let opened = try Store(store.directory, .read)
    let verification = ArchiveVerification(opened, try store.openArchive())
    var sink = try ByteSink()
    var problems = 0
    try verification.run { finding in
      problems += 1
      sink.buffer.append(
        [
          "path": .string("archive/\(finding.path)"), "problem": .string(finding.problem.rawValue),
        ] as JSON)
      sink.buffer.append(UInt8(ascii: "\n"))
      try sink.recordEnded()
    }
    try sink.finish()
    if problems > 0 { console.raise(.no) }
    summary.print(
      [
        "messages": .integer(verification.messages), "packs": .integer(verification.packs),
        "problems": .integer(problems),
      ], console)
  }
}

extension StoreOptions {
  /// The archive of a store that is there; an empty one where nothing was ever kept.
  func openArchive() throws -> ArchiveTree {
    guard let tree = try ArchiveTree.open(directory, creates: false) else {
      throw RunFault(.noInput, "\(directory)/archive: expected an archive, found none")
    }
    return tree
  }
}
