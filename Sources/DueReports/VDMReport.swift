import DueModel

/// What a report shows, and how.
package struct VDMShape: Sendable {
  package var dimensions: [VDMDimension] = [.identity]
  package var columns: [VDMColumn] = VDMPreset.original.columns
  package var filters: [VDMFilter] = []
  package var bucket = DayBucket.none
  package var layout = VDMLayout.wide
  package var hasTotals = false
  package var isInPercent = false

  package init() {}

  /// The dimensions of the rows, block by block.
  var blocks: [[VDMDimension]] {
    layout == .wide ? [dimensions] : dimensions.map { [$0] }
  }
}

/// How rows stand on a page.
package enum VDMLayout: String, Sendable, CaseIterable {
  /// A column for each dimension and metric.
  case wide
  /// The rows of one dimension after those of another.
  case blocks
  /// A row for each number.
  case long
}

/// One line of a report: a place, and its numbers.
package struct VDMRow: Sendable, Equatable {
  package var bucket: Day
  /// The values of the block's dimensions.
  package var values: [String]
  package var volumes: VDMVolumes
  /// Those of the period before, where they are compared.
  package var previous: VDMVolumes?
}

/// Numbers of some days, in rows.
package struct VDMReport: Sendable {
  package struct Block: Sendable {
    package var dimensions: [VDMDimension]
    package var rows: [VDMRow]
  }

  package let days: DayRange
  package let shape: VDMShape
  package let blocks: [Block]
  package let isCompared: Bool

  static let total = "(all)"

  /// - Parameters:
  ///   - cells: of those days, of any bucket that is no longer than the shape's.
  ///   - previous: of the days before, where they are compared.
  package init(_ shape: VDMShape, _ days: DayRange, _ cells: [VDMCell], previous: [VDMCell]? = nil)
  {
    self.days = days
    self.shape = shape
    isCompared = previous != nil
    let admitted = cells.filter { shape.filters.admit($0.place) }
    let before = previous?.filter { shape.filters.admit($0.place) }
    blocks = shape.blocks.map { dimensions in
      Block(dimensions: dimensions, rows: Self.rows(shape, dimensions, admitted, before))
    }
  }

  private struct Key: Hashable {
    var bucket: Day
    var values: [String]
  }

  private static func rows(
    _ shape: VDMShape, _ dimensions: [VDMDimension], _ cells: [VDMCell], _ before: [VDMCell]?
  ) -> [VDMRow] {
    func sums(_ cells: [VDMCell]) -> [Key: VDMVolumes] {
      var sums: [Key: VDMVolumes] = [:]
      for cell in cells {
        let bucket = shape.bucket.first(of: cell.day)
        let key = Key(bucket: bucket, values: dimensions.map { cell.place[$0] })
        sums[key, default: VDMVolumes()] += cell.volumes
        guard shape.hasTotals else { continue }
        let total = Key(bucket: bucket, values: dimensions.map { _ in Self.total })
        sums[total, default: VDMVolumes()] += cell.volumes
      }
      return sums
    }
    let now = sums(cells)
    let past = before.map(sums)
    let keys = Set(now.keys).union(past.map { Set($0.keys) } ?? [])
    return keys.sorted(by: precedes).map { key in
      VDMRow(
        bucket: key.bucket, values: key.values, volumes: now[key] ?? VDMVolumes(),
        previous: past.map { $0[key] ?? VDMVolumes() })
    }
  }

  /// By bucket, then by value; the total of a bucket last.
  private static func precedes(_ a: Key, _ b: Key) -> Bool {
    if a.bucket != b.bucket { return a.bucket < b.bucket }
    let isTotal = a.values.allSatisfy { $0 == total }
    let isOtherTotal = b.values.allSatisfy { $0 == total }
    if isTotal != isOtherTotal { return isOtherTotal }
    return a.values.lexicographicallyPrecedes(b.values) {
      Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
    }
  }

  /// Which rows a test holds of, in words.
  package func breaches(_ test: VDMTest) -> [String] {
    blocks.flatMap { block in
      block.rows.compactMap { row in
        guard let value = test.column.value(of: row.volumes), test.holds(of: value) else {
          return nil
        }
        let place = row.values.joined(separator: ", ")
        let bucket = shape.bucket == .none ? "" : " in \(shape.bucket.name(row.bucket))"
        return "\(test.column.name) of \(place)\(bucket) is \(test.column.text(value)), "
          + "which is \(test.comparison.rawValue) \(test.limitText)"
      }
    }
  }
}

/// A test of a column: `PERMANENT_BOUNCE_RATE>0.05`.
package struct VDMTest: Sendable {
  package enum Comparison: String, Sendable, CaseIterable {
    // Longer ones first: one begins like the other.
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
  }

  package var column: VDMColumn
  package var comparison: Comparison
  package var limit: Double
  /// The limit as it was written.
  var limitText: String

  package init?(_ text: String) {
    let plain = text.filter { $0 != " " }
    for comparison in Comparison.allCases {
      guard let range = plain.firstRange(of: comparison.rawValue) else { continue }
      let name = plain[..<range.lowerBound]
      guard let column = VDMColumn.all.first(where: { $0.name == name }),
        let limit = Double(plain[range.upperBound...]), limit.isFinite
      else { return nil }
      self.column = column
      self.comparison = comparison
      self.limit = limit
      limitText = String(plain[range.upperBound...])
      return
    }
    return nil
  }

  func holds(of value: Double) -> Bool {
    switch comparison {
    case .atLeast: value >= limit
    case .atMost: value <= limit
    case .above: value > limit
    case .below: value < limit
    }
  }
}
