import DueFormats
import DueMIME
import DueModel
import DueReports
import DueSystem

/// A message with a report attached, ready to be sent (RFC 5322, RFC 2045).
struct ReportMail {
  let to: [String]
  let from: String?
  let subject: String?
  let days: DayRange
  let form: ReportForm
  let file: [UInt8]
  /// The report, where it is due's own: a few lines of it are the message's text.
  let report: VDMReport?

  /// The same report at the same time is the same message.
  func append(to out: inout ByteBuffer, at now: Instant) {
    let boundary = MIMEBoundary(seed: file.withUnsafeBytes { $0.hash64 })
    let title =
      subject ?? "SES deliverability report \(days.start.text)..\(days.end.text)"
    if let from { address("From", [from], &out) }
    address("To", to, &out)
    out.append(header: "Subject", title)
    out.append("Date: " as StaticString)
    out.append(mailDate: now)
    out.append(
      "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n" as StaticString)
    out.append(multipart: "multipart/mixed", boundary)
    out.append("\r\n" as StaticString)
    out.append(beginOfPart: boundary)
    Array(text(title).utf8).withUnsafeBytes {
      out.append(part: $0, type: "text/plain; charset=utf-8")
    }
    out.append(beginOfPart: boundary)
    attachment(&out)
    out.append(endOfParts: boundary)
  }

  /// Addresses, one a line: lines have an end (RFC 5322, 2.1.1).
  private func address(_ name: String, _ addresses: [String], _ out: inout ByteBuffer) {
    out.append("\(name): ")
    for (i, address) in addresses.compactMap({ MailAddress($0) }).enumerated() {
      if i > 0 { out.append(",\r\n " as StaticString) }
      out.append(address)
    }
    out.append("\r\n" as StaticString)
  }

  private func text(_ title: String) -> String {
    let last = days.end + -1
    let attached = "The report is attached: \(name)\n"
    let head = "\(title)\n\nDays: \(days.start.text) to \(last.text), UTC\n"
    guard let report else { return head + attached }
    let rows = report.blocks.reduce(0) { $0 + $1.rows.count }
    return head + "Rows: \(rows)\n" + attached
  }

  private var name: String {
    "vdm-report-\(days.start.text)-\(days.end.text).\(form.rawValue)"
  }

  private func attachment(_ out: inout ByteBuffer) {
    switch form {
    case .csv, .mime:
      out.append("Content-Type: text/csv; charset=utf-8; header=present" as StaticString)
    case .json: out.append("Content-Type: application/json" as StaticString)
    case .html: out.append("Content-Type: text/html; charset=utf-8" as StaticString)
    }
    // Base64 keeps every byte: the file is that of the report.
    out.append("\r\nContent-Transfer-Encoding: base64\r\n" as StaticString)
    out.append("Content-Disposition: attachment; filename=\"\(name)\"\r\n\r\n")
    file.withUnsafeBytes { out.append(base64: $0) }
    out.append("\r\n" as StaticString)
  }
}
