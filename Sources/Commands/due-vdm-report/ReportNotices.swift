import DueFormats
import DueModel
import DueReports
import DueSystem
import DueTool

/// Notices of reports, with the members that the reference system sent.
extension Notice {
  private static let subject = "SES V2 VDM report"

  static func started(_ days: DayRange?) -> Notice {
    notice(.started, "\(subject) started", dates(days))
  }

  static func made(_ days: DayRange, file: String?, breaches: [String]) -> Notice {
    var members = dates(days) + [.init("File", file.map { .string($0) } ?? .null)]
    if !breaches.isEmpty {
      members.append(.init("Breaches", .array(breaches.map { .string($0) })))
    }
    return notice(.success, subject, members)
  }

  static func exported(_ days: DayRange, file: String?, job: String) -> Notice {
    notice(
      .success, subject,
      dates(days) + [
        .init("File", file.map { .string($0) } ?? .null), .init("JobId", .string(job)),
      ])
  }

  static func failed(_ days: DayRange?, _ fault: any Fault) -> Notice {
    notice(
      .failure, "\(subject) failed", dates(days) + [.init("Error", .string(fault.description))])
  }

  private static func notice(_ kind: Kind, _ subject: String, _ members: [JSON.Member]) -> Notice {
    Notice(kind, subject: subject, message: subject, payload: .init("VDMReport", .object(members)))
  }

  private static func dates(_ days: DayRange?) -> [JSON.Member] {
    guard let days else { return [.init("StartDate", .null), .init("EndDate", .null)] }
    return [
      .init("StartDate", .string(days.start.text)), .init("EndDate", .string(days.end.text)),
    ]
  }
}
