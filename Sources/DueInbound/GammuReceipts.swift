import DueFormats
import DueModel
import DueSystem
import Glibc

/// Reads what gammu-smsd tells of messages of ours: the names of files in `sentsmspath` and
/// `errorsmspath`, and the lines of its log, which are the only place of what carriers report
/// (`deliveryreport = log`).
package struct GammuReceipts {
  private let numbers: InboundNumbers
  private let zone: TimeZone
  /// Directories of messages that were not sent.
  private let failed: Set<String>

  package init(_ numbers: InboundNumbers, zone: TimeZone, failed: [String]) {
    self.numbers = numbers
    self.zone = zone
    self.failed = Set(failed)
  }

  /// What the name of a file of ours tells: `OUTE20261123_150000_0007_+12025550101_KEY.txtd`.
  struct Name: Equatable {
    var to: Substring
    /// The key and, from the second try on, a dot and its number.
    var attempt: String
    var wantsReport: Bool

    /// Nil for a name that is not of this form.
    init?(_ name: Substring) {
      let fields = name.split(separator: "_", maxSplits: 4, omittingEmptySubsequences: false)
      guard name.hasPrefix("OUT"), fields.count == 5, let dot = fields[4].lastIndex(of: ".")
      else { return nil }
      let suffix = fields[4][dot...]
      attempt = String(fields[4][..<dot])
      guard suffix.hasPrefix(".txt"), DeliveryReceipt.isName(attempt) else { return nil }
      to = fields[3]
      wantsReport = suffix.dropFirst(4).contains("d")
    }
  }

  /// Reads the file called `name` in `directory`, which was moved there at `moved`.
  ///
  /// - Throws: `NoMessage` for a file of another program.
  func read(_ name: String, in directory: String, moved: Instant) throws -> DeliveryReceipt {
    guard let file = Name(name[...]) else { throw NoMessage() }
    let isFailed = failed.contains(directory)
    var receipt = DeliveryReceipt(
      name: file.attempt,
      isFailed ? .unknown : file.wantsReport ? .sent : .successful,
      isFinal: isFailed || !file.wantsReport, at: moved)
    receipt.to = numbers(String(file.to))
    if isFailed { receipt.detail = "gammu-smsd gave it up" } else { receipt.sent = moved }
    return receipt
  }

  // MARK: The log

  /// Reads a log, line by line, and hands what carriers reported to `take`.
  ///
  /// A report has the number of the message, from 0 to 255, and its recipient: it is about the
  /// last message with both that was sent before it.
  package func readLog(
    _ path: String, _ take: (DeliveryReceipt) throws -> Void
  ) throws {
    var lines = LineReader(try ByteSource.open(path))
    var sent: [String: (name: Name, at: Instant)] = [:]
    while try lines.next() {
      guard !lines.isTooLong, let line = Line(lines.text.string, zone) else { continue }
      if let transmitted = line.transmitted {
        sent[line.reference] = (transmitted, line.at)
      } else if let word = line.report, let (name, at) = sent[line.reference] {
        let (status, isFinal) = Self.status(word)
        var receipt = DeliveryReceipt(name: name.attempt, status, isFinal: isFinal, at: line.at)
        receipt.to = numbers(String(name.to))
        receipt.detail = String(word)
        receipt.sent = at
        try take(receipt)
      }
    }
  }

  private static func status(_ word: Substring) -> (SMSStatus, isFinal: Bool) {
    switch word {
    case "Delivered": (.delivered, true)
    case "Pending": (.pending, false)
    case "Failed": (.unreachable, true)
    default: (.unknown, true)
    }
  }

  /// A line of the log that is about a message on its way.
  ///
  ///     Fri 2026/11/27 17:21:46 gammu-smsd[7562]: Transmitted OUT….txtd (total: 1) to +1202…, message reference 0xff
  ///     Fri 2026/11/27 17:22:10 gammu-smsd[7562]: Delivery report: Delivered to +1202…, message reference 0xff
  private struct Line {
    let at: Instant
    /// Recipient and number.
    let reference: String
    var transmitted: Name?
    var report: Substring?

    init?(_ line: String, _ zone: TimeZone) {
      let words = line.split(separator: " ")
      guard words.count >= 8, words[3].hasPrefix("gammu-smsd"), words[3].hasSuffix(":"),
        let to = words.lastIndex(of: "to"), to + 4 < words.count, words[to + 2] == "message",
        let at = Instant(localTime: "\(words[1].dropFirst(2)) \(words[2])".replacingSlashes, zone)
      else { return nil }
      self.at = at
      reference = "\(words[to + 1].prefix { $0 != "," }) \(words[to + 4])"
      if words[4] == "Transmitted" {
        transmitted = Name(words[5])
      } else if words[4] == "Delivery", words[5] == "report:" {
        report = words[6]
      }
    }
  }
}

extension String {
  fileprivate var replacingSlashes: String { String(map { $0 == "/" ? "-" : $0 }) }
}
