import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueModel
import DuePhoneOptions
import DuePhones
import DueSystem
import DueTool

extension SendSMS {
  /// The run that the options ask for.
  func sendRun(
    _ clock: DeliveryClock, _ rejects: RejectLog, _ console: Console
  ) throws -> SendRun {
    let book = try SenderNumbers(
      DataFile.path("phone-numbers.dat"), numbers.rules, wantsZones: messages.window != nil)
    let defaults = try messages.defaults(project: store.projectName, at: clock.now) { text in
      book.read(text).map { ReadNumber(e164: $0.e164, zones: $0.zones) }
    }
    let intake = RecordIntake(
      SMSRecords(defaults, columns: messages.columns), format: messages.format, rejects: rejects,
      fallbacks: FallbackReader().read)
    var job = SendRun.Job(
      .sms, files: file, mode: mode, delivery: delivery, output: output, store: store)
    job.campaign = messages.campaign
    job.window = messages.dedupWindow?.milliseconds
    job.ownCounts = {
      intake.form.changed > 0 ? [.init("transliterated", .integer(intake.form.changed))] : []
    }
    return try SendRun(
      job, clock, rejects, console, events: SMSEvents { book.country($0) },
      read: { try intake.read(ByteSource.open($0), $1) })
  }
}
