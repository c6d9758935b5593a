import DueModel
import DueSystem

/// Adds messages up, by what they have in common and by bucket.
struct VDMTally {
  struct Key: Hashable {
    var sender: UInt32
    var configurationSet: UInt32
    var isp: UInt16
    var day: Day
  }

  /// The volumes of the first seven metrics, and of deliveries that could tell of an open.
  struct Counts {
    private var volumes: (Int64, Int64, Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0, 0, 0)
    var openable: Int64 = 0

    subscript(metric: VDMMetric) -> Int64 {
      withUnsafeBytes(of: volumes) { $0.assumingMemoryBound(to: Int64.self)[metric.index] }
    }

    mutating func count(_ metric: Int) {
      withUnsafeMutableBytes(of: &volumes) {
        $0.assumingMemoryBound(to: Int64.self)[metric] &+= 1
      }
    }
  }

  private(set) var counts: [Key: Counts] = [:]
  /// The sets of messages that were opened, or clicked, on any day.
  private(set) var openedSets: Set<UInt32> = []
  private(set) var clickedSets: Set<UInt32> = []
  private let bucket: DayBucket
  /// The bucket of the last day.
  private var lastDay = Day(-1)
  private var lastBucket = Day(-1)

  init(_ bucket: DayBucket) { self.bucket = bucket }

  mutating func add(_ message: borrowing MessageState) {
    let flags = message.flags
    if flags & MessageState.wasOpened != 0 { openedSets.insert(message.configurationSet) }
    if flags & MessageState.wasClicked != 0 { clickedSets.insert(message.configurationSet) }
    var key = Key(
      sender: message.sender, configurationSet: message.configurationSet, isp: message.isp,
      day: Day(0))
    let days = message.days
    withUnsafeBytes(of: days) { bytes in
      let days = bytes.assumingMemoryBound(to: UInt16.self)
      var metric = 0
      while metric < MessageState.metrics {
        guard days[metric] != 0 else {
          metric += 1
          continue
        }
        key.day = firstDay(of: Day(Int(days[metric]) - 1))
        // What follows in the same bucket is counted with one look-up.
        metric = count(days, from: metric, key, isPlain: flags & MessageState.isPlainText != 0)
      }
    }
  }

  @inline(__always)
  private mutating func count(
    _ days: UnsafeBufferPointer<UInt16>, from first: Int, _ key: Key, isPlain: Bool
  ) -> Int {
    var entry = counts[key, default: Counts()]
    var metric = first
    while metric < MessageState.metrics {
      if days[metric] != 0 {
        guard firstDay(of: Day(Int(days[metric]) - 1)) == key.day else { break }
        entry.count(metric)
        if metric == VDMMetric.delivery.index, !isPlain { entry.openable &+= 1 }
      }
      metric += 1
    }
    counts[key] = entry
    return metric
  }

  @inline(__always)
  private mutating func firstDay(of day: Day) -> Day {
    if day != lastDay {
      lastDay = day
      lastBucket = bucket.first(of: day)
    }
    return lastBucket
  }
}

extension VDMCell {
  /// The cells with those of the same place and day added up, sorted by day and place.
  package static func joined(_ cells: [VDMCell]) -> [VDMCell] {
    struct Key: Hashable {
      var day: Day
      var place: VDMPlace
    }
    var sums: [Key: VDMVolumes] = [:]
    for cell in cells {
      sums[Key(day: cell.day, place: cell.place), default: VDMVolumes()] += cell.volumes
    }
    return sums.map { VDMCell(day: $0.key.day, place: $0.key.place, volumes: $0.value) }
      .sorted { $0.sortKey < $1.sortKey }
  }

  private var sortKey: (Int, String, String, String) {
    (day.number, place.identity, place.configurationSet, place.isp)
  }
}
