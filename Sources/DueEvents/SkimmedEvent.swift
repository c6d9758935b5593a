import CDueScan
import DueFormats
import DueSystem

/// What a skim says of an event: nil where it takes a closer look.
enum SkimmedEvent {
  /// Nothing that the report counts.
  case passes
  case counts(ReportColumn, month: Int)

  init?(_ found: due_event_skim, _ months: inout MonthCache) {
    if found.campaign.start != nil, found.campaign.is_string == 0 { return nil }
    if found.pinpoint_type.start != nil {
      guard found.pinpoint_type.is_string != 0 else { return nil }
      self.init(pinpoint: Bytes(found.pinpoint_type), found, &months)
    } else {
      guard found.type.start != nil, found.type.is_string != 0 else { return nil }
      self.init(ses: Bytes(found.type), found)
    }
  }

  private init?(pinpoint type: Bytes, _ found: due_event_skim, _ months: inout MonthCache) {
    guard let first = type.first else { return nil }
    if first != UInt8(ascii: "_") || type.starts(with: "_campaign.")
      || type.starts(with: "_journey.") || type.starts(with: "_session.")
    {
      self = .passes
      return
    }
    var arrivalCounts = false
    let column: ReportColumn
    switch type.count {
    case 11 where type.equals("_email.send"): column = .sends
    case 11 where type.equals("_email.open"): (column, arrivalCounts) = (.opens, true)
    case 12 where type.equals("_email.click"): (column, arrivalCounts) = (.clicks, true)
    case 16 where type.equals("_email.delivered"): (column, arrivalCounts) = (.delivered, true)
    case 13 where type.equals("_SMS.BUFFERED"): column = .smsSends
    case 12 where type.equals("_SMS.SUCCESS"): column = .smsDelivered
    case 12 where type.equals("_SMS.FAILURE"): column = .smsFailed
    default: return nil
    }
    let time = arrivalCounts ? found.arrival_timestamp : found.event_timestamp
    guard let milliseconds = time.milliseconds else { return nil }
    self = .counts(column, month: months.month(of: milliseconds))
  }

  private init?(ses type: Bytes, _ found: due_event_skim) {
    let isSend = type.equals("Send")
    let column: ReportColumn
    switch type.count {
    case 4 where isSend: column = .sends
    case 4 where type.equals("Open"): column = .opens
    case 5 where type.equals("Click"): column = .clicks
    case 8 where type.equals("Delivery"): column = .delivered
    default: return nil
    }
    guard found.sent.start != nil, isSend || found.has_detail != 0,
      let month = (isSend && found.time.start == nil ? found.sent : found.time).month
    else { return nil }
    self = .counts(column, month: month)
  }
}

/// Parts and price of a text message, as `EntryReader` reads them.
struct SkimCharge {
  var parts: Int64 = 0
  /// Billionths of a US dollar.
  var cost: Int64 = 0

  init() {}

  init(_ found: due_event_skim) {
    if let number = Double(ascii: Bytes(found.parts)), number.magnitude < 9e15 {
      parts = Int64(number)
    }
    if let millicents = Double(ascii: Bytes(found.price)), millicents.magnitude < 9e14 {
      cost = Int64((millicents * 10_000).rounded())
    }
  }
}

extension UnsafeRawBufferPointer {
  init(_ token: due_token) { self.init(start: token.start, count: token.count) }
}

extension due_token {
  /// A number of digits alone.
  fileprivate var milliseconds: Int64? {
    let text = Bytes(self)
    guard is_string == 0, text.count > 0, text.count <= 15 else { return nil }
    var value: Int64 = 0
    for byte in text {
      guard byte &- 48 <= 9 else { return nil }
      value = value * 10 + Int64(byte &- 48)
    }
    return value
  }

  /// The month of `2026-09-01T08:00:00.000Z`, which is in UTC; nil for what is written otherwise.
  fileprivate var month: Int? {
    let text = Bytes(self)
    guard is_string != 0, text.count >= 20, text[text.count - 1] == UInt8(ascii: "Z") else {
      return nil
    }
    var digits = InlineArray<14, Int>(repeating: 0)
    var count = 0
    for place in 0..<19 {
      let sign = Self.form.utf8Start[place]
      if sign != UInt8(ascii: "0") {
        guard text[place] == sign else { return nil }
        continue
      }
      guard text[place] &- 48 <= 9 else { return nil }
      digits[count] = Int(text[place] &- 48)
      count += 1
    }
    for place in 19..<(text.count - 1) {
      guard place == 19 ? text[place] == UInt8(ascii: ".") : text[place] &- 48 <= 9 else {
        return nil
      }
    }
    let year = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3]
    let month = digits[4] * 10 + digits[5]
    let day = digits[6] * 10 + digits[7]
    guard month >= 1, month <= 12, day >= 1, day <= Int(Self.days.utf8Start[month - 1]) - 32,
      digits[8] * 10 + digits[9] < 24, digits[10] < 6, digits[12] < 6,
      text.count == 20 || text.count > 21
    else { return nil }
    return 12 * year + month - 1
  }

  private static let form: StaticString = "0000-00-00T00:00:00"
  /// The days of each month, 32 added; the 29th of February takes a closer look.
  private static let days: StaticString = "?<?>?>??>?>?"
}
