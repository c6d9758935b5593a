import DueDelivery
import DueFormats
import DueLoadTesting
import DueMail
import DueMailTemplates
import DueModel
import DueSystem

/// Makes the mails of a scenario, as due-send-email(1) makes them of records.
final class LoadComposer {
  private let records: LoadRecords
  private var form: MailRecords
  private var tape = JSONTape()
  private var text = ByteBuffer(capacity: 4096)

  /// - Parameter directory: of the store that has the template.
  /// - Throws: status 66 for users that cannot be read, 78 for a template that is not there.
  init(_ scenario: LoadScenario, store directory: String, project: String, at now: Instant) throws {
    let mail = scenario.mail
    let file = mail.templateFile.isEmpty ? nil : mail.templateFile
    let templates = MailTemplates(directory, at: now, file: file, isStrict: true)
    try templates.check(mail.template.isEmpty ? mail.templateFile : mail.template)
    var defaults = MailDefaults { name, record throws(IntakeFault) in
      try templates.render(name, record)
    }
    defaults.project = project
    defaults.type = .transactional
    let users = mail.users.isEmpty ? nil : try MailUsers(file: mail.users)
    if let users, users.ids.isEmpty {
      throw RunFault(.noInput, "\(mail.users): expected a row for each user, found none")
    }
    defaults.users = users
    form = MailRecords(defaults, columns: MailColumns())
    records = LoadRecords(scenario, users: users?.ids ?? [])
  }

  /// - Throws: status 78 for a mail that cannot be sent, such as one without a sender.
  func message(_ arrival: ArrivalSchedule.Arrival, at time: Instant) throws -> Message {
    records.write(arrival, at: time, to: &text)
    let record = try tape.parse(text.bytes)
    do throws(IntakeFault) {
      return try form.message(record).0
    } catch {
      throw RunFault(.configuration, "message \(arrival.number): \(error.reason)")
    }
  }
}
