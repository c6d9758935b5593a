import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DuePhones
import DueSystem
import DueTool

/// The text messages of the command's files, sent.
struct Sending: ~Copyable {
  private let reader: SMSReader
  private var run: SendRun

  init(
    _ options: SendSMS, _ clock: DeliveryClock, _ rejects: RejectLog, _ console: Console
  ) throws {
    let numbers = try SenderNumbers(
      DataFile.path("phone-numbers.dat"), options.numbers.rules,
      wantsZones: options.messages.window != nil)
    let defaults = try options.messages.defaults(
      project: options.store.projectName, at: clock.now
    ) { text in
      numbers.read(text).map { ReadNumber(e164: $0.e164, zones: $0.zones) }
    }
    var job = SendRun.Job(
      .sms, files: options.file, mode: options.mode, delivery: options.delivery,
      output: options.output, store: options.store)
    job.campaign = options.messages.campaign
    job.window = options.messages.dedupWindow?.milliseconds
    let reader = SMSReader(
      SMSInput(defaults, columns: options.messages.columns, rejects: rejects),
      options.messages.format)
    let run = try SendRun(
      job, clock, rejects, console, events: SMSEvents { numbers.country($0) },
      read: { try reader.read($0, $1) })
    self.reader = reader
    self.run = run
  }

  mutating func send() throws { try run.run() }

  func end(_ console: inout Console) { run.end(&console) }

  /// How many messages ended how.
  var counts: JSON {
    var members = run.counts
    members.append(.init("parts", .integer(run.parts)))
    if reader.changed > 0 { members.append(.init("transliterated", .integer(reader.changed))) }
    return .object(members)
  }
}

/// Reads file after file; what one has counted, the next counts on.
private final class SMSReader {
  private var input: SMSInput
  private let format: RecordFormat?

  init(_ input: SMSInput, _ format: RecordFormat?) {
    self.input = input
    self.format = format
  }

  func read(_ source: consuming ByteSource, _ take: IntakeItem.Taker) throws {
    let format = try RecordFormat.of(&source, told: format)
    try input.read(source, isCSV: format == .csv, take)
  }

  /// How many texts were changed by transliteration.
  var changed: Int { input.decoder.changed }
}
