import ArgumentParser
import DueDelivery
import DueFormats
import DueModel
import DuePhoneOptions
import DuePhones
import DueRetries
import DueStore
import DueSystem
import DueTool

/// Makes messages known that other software sent, so that their events find them.
struct Register: DueCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make messages known that other software sent.")
  static let settings = ["assume-us", "default-country", "from", "type"]

  @Option(help: ArgumentHelp("Sender of messages that name none.", valueName: "sender"))
  var from: String?
  @Option(
    help: ArgumentHelp(
      "Type of messages that name none: transactional or promotional.", valueName: "type"))
  var type: MessageType?
  @Option(help: ArgumentHelp("Campaign of messages that name none.", valueName: "name"))
  var campaign: String?
  @Option(help: ArgumentHelp("Column with the message's key.", valueName: "column"))
  var keyColumn: String?
  @OptionGroup var numbers: NumberOptions
  @Option(help: "Format of the input: csv or jsonl.")
  var format: RecordFormat?
  @Flag(name: [.customShort("n"), .long], help: "Check the input, and change nothing.")
  var dryRun = false

  @OptionGroup(title: "Run") var rejects: RejectOptions
  @OptionGroup(title: "Run") var store: StoreOptions
  @OptionGroup(title: "Run") var clock: ClockOptions
  @OptionGroup(title: "Run") var summary: SummaryOptions

  @Argument(help: "Files of messages; - is standard input.")
  var files: [String] = []

  func validate() throws {
    if let from, !SMSDecoder.isSender(from) {
      throw ValidationError(
        "expected a number, a short code or a sender's name in --from, found '\(from)'")
    }
  }

  func run(_ console: inout Console) throws {
    let now = try clock.instant()
    let scratch = try dryRun ? ScratchDirectory.ifMissing(store.directory) : nil
    let registering = Registering(
      try Store(scratch?.path ?? store.directory, .write), project: store.projectName, now: now,
      isDryRun: dryRun)
    var pending = console
    defer { console = pending }
    let log = try rejects.open(reading: files) { pending.reject($0) }
    log.outcome = "stopped; what came long before is in the store"
    var records = SMSRecords(try defaults(), columns: columns)
    records.refine = { message throws(IntakeFault) in try registering.take(message) }
    let intake = RecordIntake(records, format: format, rejects: log)
    for path in files.isEmpty ? ["-"] : files {
      try intake.read(try ByteSource.open(path)) { _, _ in try registering.flushIfFull() }
    }
    try registering.flush()
    try log.finish()
    summary.print(registering.counts(rejected: log.count), pending)
    _ = scratch
  }

  private var columns: SMSColumnNames {
    var columns = SMSColumnNames()
    columns.key = keyColumn
    return columns
  }

  private func defaults() throws -> SMSDefaults {
    let numbers = try SenderNumbers(DataFile.path("phone-numbers.dat"), numbers.rules)
    var defaults = SMSDefaults { text in
      numbers.read(text).map { ReadNumber(e164: $0.e164, zones: $0.zones) }
    }
    defaults.project = store.projectName
    defaults.from = from ?? ""
    defaults.type = type ?? .transactional
    defaults.campaign = campaign ?? ""
    defaults.maxParts = .max
    return defaults
  }
}
