import ArgumentParser
import DueArchive
import DueFormats
import DueStore
import DueSystem
import DueTool
import Glibc

/// What all commands that take messages away ask for.
struct RemovalOptions: ParsableArguments {
  @Flag(name: [.customShort("n"), .long], help: "Report the same, and change nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Leave the messages of endpoints, users, campaigns and journeys in FILE.", valueName: "file"))
  var hold: String?

  @OptionGroup(title: "Store") var store: StoreOptions
  @OptionGroup(title: "Clock") var clock: ClockOptions
  @OptionGroup(title: "Counts") var summary: SummaryOptions

  func removal(_ opened: Store, remembers: Bool) throws -> ArchiveRemoval {
    ArchiveRemoval(
      opened, try ArchiveTree.open(store.directory, creates: false),
      holds: try hold.map { try HoldList($0) } ?? HoldList(), remembers: remembers,
      isDryRun: dryRun)
  }

  func open() throws -> Store { try Store(store.directory, dryRun ? .read : .update) }

  func report(_ counts: ArchiveRemoval.Counts, _ console: inout Console) {
    if counts.held > 0 {
      console.say("left because of --hold: \(counts.held)")
      console.raise(.no)
    }
    summary.print(counts.summary, console)
  }
}

/// Erases what was sent to somebody.
struct Erase: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Erase all messages of endpoints, users or addresses.")

  @Option(help: ArgumentHelp("Erase messages to endpoint ID; repeatable.", valueName: "id"))
  var endpoint: [String] = []
  @Option(help: ArgumentHelp("Erase messages to user ID; repeatable.", valueName: "id"))
  var user: [String] = []
  @Option(
    help: ArgumentHelp(
      "Erase messages to the endpoints that have ADDRESS; repeatable.", valueName: "address"))
  var address: [String] = []
  @Option(help: ArgumentHelp("Say in FILE what was erased.", valueName: "file"))
  var certificate: String?
  @OptionGroup var options: RemovalOptions

  func validate() throws {
    if endpoint.isEmpty, user.isEmpty, address.isEmpty {
      throw ValidationError("expected --endpoint, --user or --address, found none")
    }
    if certificate != nil, options.dryRun {
      throw ValidationError("--certificate goes without --dry-run: nothing is erased")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try options.clock.instant()
    let opened = try options.open()
    var removal = try options.removal(opened, remembers: true)
    if let filter = try filter(opened) {
      try removal.erase(filter) { counts, digests in
        try certify(counts, digests, at: now)
      }
    } else {
      try certify(removal.counts, [], at: now)
    }
    options.report(removal.counts, &console)
  }

  /// Whose messages go; nil where nobody has that address.
  private func filter(_ opened: Store) throws -> ArchiveFilter? {
    var filter = ArchiveFilter()
    filter.endpoints = endpoint
    filter.users = user
    try opened.read { view in
      let project = try Project.named(options.store.projectName, view)
      let index = ArchiveIndex(view)
      filter.project = project.seq
      for address in address {
        filter.endpoints += try index.endpoints(address: address, in: project)
      }
      for user in user {
        filter.endpointsOfUsers += try index.endpoints(user: user, in: project)
      }
    }
    return filter.endpoints.isEmpty && filter.users.isEmpty ? nil : filter
  }

  private func certify(_ counts: ArchiveRemoval.Counts, _ digests: [[UInt8]], at now: Instant)
    throws
  {
    guard let certificate else { return }
    // What an earlier run certified, perhaps one that was killed at its very end, stays certified.
    if counts.messages == 0, access(certificate, F_OK) == 0 { return }
    // Not even digests of whom: those of telephone numbers are soon found out.
    let document: JSON = [
      "at": .string(now.iso8601), "endpoints": .integer(endpoint.count),
      "users": .integer(user.count), "addresses": .integer(address.count),
      "erased": .integer(counts.messages), "held": .integer(counts.held),
      "bytes": .integer(counts.bytes),
      "messages_sha256": .array(digests.map { .string(Self.hex($0)) }),
    ]
    var sink = try ByteSink(certificate)
    sink.buffer.append(document)
    sink.buffer.append(UInt8(ascii: "\n"))
    try sink.finish()
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Erases what was sent long ago.
struct Expire: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Erase messages that were sent long ago.")

  @Option(help: ArgumentHelp("Erase messages of AGE: 7y, 18mo, 12w, 90d.", valueName: "age"))
  var olderThan: CalendarAge
  @OptionGroup var options: RemovalOptions

  func run(_ console: inout Console) throws {
    let opened = try options.open()
    var removal = try options.removal(opened, remembers: false)
    var filter = ArchiveFilter()
    filter.until = olderThan.before(try options.clock.instant())
    filter.project = try opened.read {
      try Project.named(options.store.projectName, $0).seq
    }
    try removal.expire(filter)
    options.report(removal.counts, &console)
  }
}
