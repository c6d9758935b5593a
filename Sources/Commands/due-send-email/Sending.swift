import DueDelivery
import DueDeliveryOptions
import DueFormats
import DueMail
import DueMailTemplates
import DueModel
import DueSystem
import DueTool

extension SendEmail {
  /// The run that the options ask for.
  func sendRun(
    _ clock: DeliveryClock, _ rejects: RejectLog, _ console: Console
  ) throws -> SendRun {
    let legacy = try messages.data.map { try LegacyData($0) }
    let templates = MailTemplates(
      store.directory, at: clock.now, file: messages.templateFile,
      isStrict: messages.strictTemplate)
    var defaults = try messages.defaults(at: clock.now) {
      template, record throws(IntakeFault) in try templates.render(template, record)
    }
    defaults.project = store.projectName
    if !defaults.sesTemplate.isEmpty { try checkCarriesTemplates() }
    if defaults.template.isEmpty { defaults.template = templates.name ?? "" }
    if let legacy { try legacy.apply(to: &defaults) }
    defaults.files = try files.rules(legacy, at: clock.now)
    try templates.check(defaults.template)
    var job = SendRun.Job(
      .email, files: file, mode: mode, delivery: delivery, output: output, store: store)
    job.campaign = messages.campaign
    job.commonNames = Set([messages.configurationSet, messages.sesTemplate].compactMap { $0 })
    job.window = messages.dedupWindow?.milliseconds
    let records = RecordIntake(
      MailRecords(defaults, columns: messages.columns), format: messages.format?.ofRecords,
      rejects: rejects, fallbacks: FallbackReader().read)
    let whole = WholeMailIntake(defaults, recipients: messages.recipients, rejects: rejects)
    let format = messages.format
    return try SendRun(job, clock, rejects, console, events: SMSEvents { _ in "" }) { path, take in
      if format.map({ $0 == .mime }) ?? WholeMailIntake.isMeant(path) {
        try whole.read(path, take)
      } else {
        try records.read(ByteSource.open(path), take)
      }
    }
  }

  /// Refuses ways that make a whole mail of each message: the text of a template of SES's is there.
  ///
  /// - Throws: status 64 for one.
  private func checkCarriesTemplates() throws {
    let list = delivery.via ?? ""
    let vias = TransportOpener.inOrder(list) ?? [list]
    let whole = ["spool", "smtp", "smtps", "submission", "sendmail"]
    if let other = vias.first(where: { whole.contains(String($0.prefix { $0 != ":" })) }) {
      throw RunFault(.usage, "expected --via ses:REGION for --ses-template, found '\(other)'")
    }
  }
}
