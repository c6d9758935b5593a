import CDueScan
import DueFormats
import DueModel
import DueStore
import DueSystem

/// The monthly report per campaign straight from files of events, without a database.
///
/// Of most events little is looked at: types, times and campaigns are found by a skim
/// (`due_event_skim`) and the rest is passed over; an event that is not of the common form is read
/// as a load would read it.
///
/// - Complexity: O(*n*), above 1 GB/s.
package final class MonthlyReport {
  private let rejects: RejectLog
  private let progress: (Int, Int64, Int64?) -> Void
  // One run has these, so access need not be checked at every line.
  @exclusivity(unchecked) private var sums = MonthlySums()
  @exclusivity(unchecked) private var seen = SeenLines()
  @exclusivity(unchecked) private var months = MonthCache()
  private var reader = EntryReader(project: "", identifies: false)
  @exclusivity(unchecked) package private(set) var events = 0
  package private(set) var rejected = 0

  private let looksCloser: Bool

  /// - Parameter looksCloser: every event is read as a load would: the slow way.
  package init(
    rejects: RejectLog, looksCloser: Bool = false,
    progress: @escaping (Int, Int64, Int64?) -> Void
  ) {
    self.rejects = rejects
    self.looksCloser = looksCloser
    self.progress = progress
  }

  /// Reads the events of `inputs`, files and directories.
  package func run(_ inputs: [String]) throws {
    for input in inputs {
      for path in try EventFiles.of(input) { try read(path) }
    }
  }

  private func read(_ path: String) throws {
    var stream = JSONStreamReader(try ByteSource.open(path))
    while try looksCloser ? stream.next() : stream.next(passing: { skim($0) }) {
      events += 1
      progress(events, stream.offset, stream.size)
      do throws(RecordFault) {
        if let fault = stream.fault { throw RecordFault(column: nil, fault.description) }
        try count(try EventView(stream.value), stream.source)
      } catch {
        rejected += 1
        try rejects.add(
          Rejection(
            file: stream.name, line: stream.line, column: error.column,
            reason: error.description), json: stream.source)
      }
    }
  }

  private func isNew(_ line: Bytes) -> Bool {
    guard let start = line.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    return seen.insert(due_hash_lanes(start, line.count))
  }

  /// Counts an event that took a closer look.
  private func count(_ event: EventView, _ line: Bytes) throws(RecordFault) {
    guard isNew(line) else { return }
    let entry = reader.read(event, raw: line, hour: 0, line: 0)
    let word = Bytes(start: entry.what.utf8Start, count: entry.what.utf8CodeUnitCount)
    guard !word.isEmpty, !entry.channel.isEmpty, !word.equals("campaign_send"),
      !word.equals("journey_send")
    else { return }
    let isMail = entry.channel.equals("EMAIL")
    sums.add(
      ReportColumn(entry.what, isMail: isMail), month: months.month(of: entry.time),
      campaign: entry.campaign, parts: entry.isCharged ? entry.parts ?? 0 : 0,
      cost: entry.isCharged ? (entry.price ?? 0) + (entry.fee ?? 0) : 0)
  }

  // MARK: The common form

  /// Counts the event of a line; false where it takes a closer look.
  private func skim(_ line: Bytes) -> Bool {
    guard let start = line.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
    var count = line.count
    while count > 0, start[count - 1] <= 0x20 { count -= 1 }
    let hash = due_hash_lanes(start, count)
    seen.prepare(hash)
    var found = due_event_skim()
    guard due_event_skim(start, count, &found) != 0 else { return false }
    guard let event = SkimmedEvent(found, &months) else { return false }
    events += 1
    guard case .counts(let column, let month) = event,
      seen.insert(hash)
    else { return true }
    let charge = column == .smsDelivered || column == .smsFailed ? SkimCharge(found) : SkimCharge()
    sums.add(
      column, month: month, campaign: Bytes(found.campaign), parts: charge.parts,
      cost: charge.cost)
    return true
  }

  // MARK: The answer

  package static let columns = [
    "month", "campaign_id", "campaign_name", "sends", "delivered", "opens", "clicks",
    "hard_bounces", "soft_bounces", "complaints", "unsubscribes", "rejects", "sms_sends",
    "sms_delivered", "sms_failed", "sms_parts", "cost_usd",
  ]

  /// Hands each month, 12 times the year and the month from 0, and campaign to `body`, in order.
  func forEachRow(_ body: (Int, Bytes, MonthlySums.Sum) -> Void) { sums.forEach(body) }

  /// Writes the months from `first` to `last`, each such as `2026-08`.
  package func write(from first: String, to last: String, _ writer: inout AnswerWriter) throws {
    try sums.forEach { month, campaign, sum in
      let number = month % 12 + 1
      let year = String(month / 12)
      let name =
        String(repeating: "0", count: max(0, 4 - year.count)) + year
        + (number < 10 ? "-0" : "-") + String(number)
      guard name >= first, name <= last else { return }
      var text = name
      try text.withUTF8 { text in
        try writer.add { column in
          switch column {
          case 0: .text(Bytes(text))
          case 1: .text(campaign)
          case 2: .text(EventEntry.none)
          case 15: .integer(sum.parts)
          case 16: .real(Double(sum.cost) / 1e9)
          default: .integer(sum.counts[column - 3])
          }
        }
      }
    }
  }
}

/// The month of a moment; the same day is asked for again and again.
struct MonthCache {
  private var day: Int64 = .min
  private var month = 0

  /// 12 times the year, and the month from 0.
  mutating func month(of milliseconds: Int64) -> Int {
    let (quotient, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    let day = rest < 0 ? quotient - 1 : quotient
    if day != self.day {
      let civil = Instant(milliseconds: day * 86_400_000).civil()
      self.day = day
      month = 12 * civil.year + civil.month - 1
    }
    return month
  }
}
