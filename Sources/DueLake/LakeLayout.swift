import DueModel
import DueStore
import DueSystem

/// Where the files of a lake lie, and what they hold.
package struct LakeLayout: Sendable, Equatable {
  package var tree: Tree
  package var format: Format
  package var compression: BlockPacker.Form

  package enum Tree: String, Sendable, CaseIterable {
    /// `all_events/dt=2026-09-01/hour=08`.
    case hive
    /// `all_events/2026/09/01/08`, as Firehose writes it.
    case firehose
  }

  package enum Format: String, Sendable, CaseIterable {
    /// Each event as it came, a line.
    case jsonl
    /// Each event with what is known of it, a line, under a line of names.
    case csv
  }

  package init(tree: Tree, format: Format, compression: BlockPacker.Form) {
    self.tree = tree
    self.format = format
    self.compression = compression
  }

  /// The table of a family, which is the directory of its files.
  package static func table(_ family: EventFamily) -> String {
    switch family {
    case .pinpoint: "all_events"
    case .ses: "ses_events"
    case .sms: "sms_events"
    case .result, .unknown: "other_events"
    }
  }

  /// The directory of an hour, below that of the lake.
  package func directory(_ hour: EventHours.Hour) -> String {
    let moment = Instant(milliseconds: hour.hour * 3_600_000)
    let format = tree == .hive ? "dt=%Y-%m-%d/hour=%H" : "%Y/%m/%d/%H"
    return "\(Self.table(hour.family))/\(moment.formatted(format))"
  }

  /// The name of a file of an hour, counted from 0.
  func file(_ number: Int) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 5 - digits.utf8.count))
    return "part-\(zeros)\(digits).\(format.rawValue)\(compression.suffix)"
  }

  /// Where the events of no hour would be, so that a table of a family without events can be read.
  static func emptyDirectory(_ family: EventFamily) -> String {
    "\(table(family))/dt=1970-01-01/hour=00"
  }
}
