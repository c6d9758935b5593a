import DueFormats
import DueModel
import DueSystem

/// One record of a list that is imported.
struct ListRecord {
  var address: String
  var reasonText = ""
  var topic = ""
  var detail = ""
  var note = ""
  var at: Instant?

  init(address: String) { self.address = address }

  init(_ value: JSONValue, _ settings: ListImport.Settings) {
    address = AddressColumn.member(settings.column, of: value)?.string ?? ""
    for (name, member) in value.members {
      let name = name.string ?? ""
      if let wanted = settings.reasonColumn ?? (name.lowercased() == "reason" ? name : nil),
        wanted == name
      {
        reasonText = member.string ?? ""
      }
      switch name.lowercased() {
      case "topic": topic = member.string ?? ""
      case "detail": detail = member.string ?? ""
      case "note": note = member.string ?? ""
      case "lastupdatetime", "last_seen": at = Instant(listed: member)
      default: break
      }
    }
  }

  /// The address without what stands around it; empty where it is none.
  var bareAddress: String {
    var text = address
    return text.withUTF8 {
      let bare = MailboxKey.bare(Bytes($0))
      return MailboxKey.isAddress(bare) ? bare.string : ""
    }
  }

  /// - Throws: a fault for a text that is no reason.
  func reason() throws(RecordFault) -> SuppressionReason? {
    if reasonText.isEmpty { return nil }
    guard let reason = SuppressionReason(rawValue: reasonText.uppercased()) else {
      let names = SuppressionReason.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unexpected("reason", reasonText, expected: "one of \(names)")
    }
    return reason
  }
}

/// Where a CSV list has what.
struct ListColumns {
  private let address: Int
  private let reason: Int?
  private let topic: Int?
  private let detail: Int?
  private let note: Int?
  private let at: Int?
  /// SES's own form has none: an address and a reason a line.
  let hasHeader: Bool

  /// - Parameter fields: those of the first record.
  init(_ fields: [String], _ settings: ListImport.Settings, file: String) throws {
    func find(_ wanted: String?, _ names: [String]) -> Int? {
      AddressColumn.find(wanted, in: fields, or: names)
    }
    if let place = find(settings.column, AddressColumn.addresses) {
      hasHeader = true
      address = place
      reason = find(settings.reasonColumn, AddressColumn.reasons)
      topic = find(nil, AddressColumn.topics)
      detail = find(nil, AddressColumn.details)
      note = find(nil, AddressColumn.notes)
      at = find(nil, AddressColumn.times)
      if let wanted = settings.reasonColumn, reason == nil {
        throw RunFault(.noInput, "\(file): expected a column '\(wanted)', found none")
      }
      return
    }
    guard settings.column == nil, fields.first?.contains("@") == true else {
      throw RunFault(
        .noInput,
        "\(file): expected a column '\(settings.column ?? "email")', or addresses without a header"
      )
    }
    hasHeader = false
    address = 0
    reason = fields.count > 1 ? 1 : nil
    topic = nil
    detail = nil
    note = nil
    at = nil
  }

  func record(_ reader: inout CSVReader) -> ListRecord {
    let count = reader.count
    func text(_ place: Int?, _ reader: inout CSVReader) -> String {
      guard let place, place < count else { return "" }
      return reader.string(place)
    }
    var record = ListRecord(address: text(address, &reader))
    record.reasonText = text(reason, &reader)
    record.topic = text(topic, &reader)
    record.detail = text(detail, &reader)
    record.note = text(note, &reader)
    record.at = Instant(text(at, &reader))
    return record
  }
}

extension Instant {
  /// The time of a listed address: ISO 8601, or seconds since 1970 as SES's API has them.
  package init?(listed value: JSONValue) {
    if value.isNumber {
      guard let seconds = value.double, seconds.magnitude < 1e11 else { return nil }
      self.init(milliseconds: Int64((seconds * 1000).rounded()))
    } else {
      self.init(value.string ?? "")
    }
  }
}
