import ArgumentParser
import DueFormats
import DueModel
import DueStore
import DueSuppression
import DueSystem
import DueTool

/// One question about a few addresses.
struct Check: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell which addresses are on the list; end with 1 when any is.")

  @Option(help: ArgumentHelp("Mail of TOPIC is meant too.", valueName: "topic"))
  var topic: String?
  @OptionGroup var clock: ClockOptions
  @OptionGroup var store: StoreOptions

  @Argument(help: "Addresses, or phone numbers; '-' reads them from standard input.")
  var address: [String]

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let lookUp = try Store(store.directory, .read)
    var sink = try ByteSink()
    var found = 0
    try lookUp.read { view in
      let list = SuppressionList(view)
      try AddressLines.forEach(address) { address in
        found += try sink.tell(of: address, topic: topic, list, at: now)
      }
    }
    try sink.finish()
    if found > 0 { console.raise(.no) }
  }
}

extension ByteSink {
  /// Writes why `address` is held back; how many reasons there are.
  fileprivate mutating func tell(
    of address: String, topic: String?, _ list: SuppressionList, at now: Instant
  ) throws -> Int {
    let key = MailboxKey.key(address)
    let entries = try list.entries(of: key, topic: topic)
    for entry in entries {
      buffer.append(entry)
      buffer.append(UInt8(ascii: "\n"))
    }
    let kept = try list.forgotten(key, at: now)
    if let kept {
      buffer.append(
        JSON.object([
          .init("email", .string(key)), .init("reason", "FORGOTTEN"),
          .init("scope", .string(kept.scope.rawValue)),
          .init("first_seen", .string(kept.since.iso8601)),
        ]))
      buffer.append(UInt8(ascii: "\n"))
    }
    let optOut = address.contains("@") ? nil : try list.optOut(of: address, at: now)
    if let optOut {
      buffer.append(
        JSON.object([
          .init("number", .string(address)), .init("reason", "OPTED_OUT"),
          .init("scope", .string(optOut.scope)), .init("since", .string(optOut.since.iso8601)),
          .init("source", .string(optOut.source)),
        ]))
      buffer.append(UInt8(ascii: "\n"))
    }
    try recordEnded()
    return entries.count + (kept == nil ? 0 : 1) + (optOut == nil ? 0 : 1)
  }
}

/// Addresses of the command line; '-' stands for the lines of standard input.
enum AddressLines {
  static func forEach(_ addresses: [String], _ body: (String) throws -> Void) throws {
    for address in addresses {
      guard address == "-" else {
        try body(address)
        continue
      }
      var lines = LineReader(try ByteSource.open("-"))
      while try lines.next() {
        if !lines.text.isEmpty { try body(lines.text.string) }
      }
    }
  }
}

/// Which rows of the list.
struct ListFilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Rows with REASON only; repeatable.", valueName: "reason"))
  var reason: [SuppressionReason] = []

  @Option(help: ArgumentHelp("Rows of TOPIC only; '*' are those of no topic.", valueName: "topic"))
  var topic: String?

  @Option(help: ArgumentHelp("Rows last seen at TIME or later.", valueName: "time"))
  var since: Instant?

  var filter: SuppressionFilter {
    var filter = SuppressionFilter()
    filter.reasons = reason
    filter.scope = topic
    filter.since = since
    return filter
  }
}

struct List: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Show the list.")

  @OptionGroup var filter: ListFilterOptions
  @Flag(help: "Write JSON lines on a terminal too.")
  var jsonl = false
  @OptionGroup var store: StoreOptions

  func run(_ console: inout Console) throws {
    let store = try Store(store.directory, .read)
    var table = try Table(["ADDRESS", "TOPIC", "REASON", "DETAIL", "LAST SEEN"], records: jsonl)
    try store.read { view in
      try SuppressionList(view).forEach(filter.filter) { entry in
        let cells = [entry.address, entry.topic, entry.reason.rawValue, entry.detail, entry.last]
        try table.add(cells) { $0.append(entry) }
      }
    }
    try table.finish()
  }
}

enum ExportForm: String, ExpressibleByArgument, CaseIterable {
  case csv, jsonl
  /// What SES imports: an address and a reason a line.
  case ses = "ses-csv"
}

enum HashName: String, ExpressibleByArgument, CaseIterable { case sha256 }

struct Export: DueCommand {
  static let configuration = CommandConfiguration(abstract: "Write the list for other programs.")

  @OptionGroup var filter: ListFilterOptions
  @Option(help: ArgumentHelp("Form: csv, jsonl or ses-csv (default: csv).", valueName: "form"))
  var to: ExportForm = .csv
  @Option(
    help: ArgumentHelp("Write no addresses but their hash: sha256.", valueName: "name"))
  var hashed: HashName?
  @OptionGroup var file: OutputFileOptions
  @OptionGroup var store: StoreOptions

  func validate() throws {
    if hashed != nil, to == .ses { throw ValidationError("--hashed goes without --to ses-csv") }
  }

  func run(_ console: inout Console) throws {
    let store = try Store(store.directory, .read)
    var sink = try ByteSink(file.output)
    if to == .csv {
      if hashed == nil {
        sink.buffer.appendSuppressionHeader()
      } else {
        sink.buffer.append("sha256,reason,topic\n" as StaticString)
      }
    }
    try store.read { view in
      try SuppressionList(view).forEach(filter.filter) { entry in
        if hashed != nil {
          sink.buffer.append(hashed: entry, isCSV: to == .csv)
        } else {
          switch to {
          case .csv: sink.buffer.append(csv: entry)
          case .jsonl: sink.buffer.append(line: entry)
          case .ses: sink.buffer.append(ses: entry)
          }
        }
        try sink.recordEnded()
      }
    }
    try sink.finish()
  }
}
