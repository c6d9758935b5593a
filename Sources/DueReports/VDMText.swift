import DueFormats
import DueModel
import DueSystem

extension VDMColumn {
  /// A value as a report writes it: a whole number, or six decimals.
  func text(_ value: Double, inPercent: Bool = false) -> String {
    guard isRate else { return String(Int64(value)) }
    let millionths = Int((value * (inPercent ? 100 : 1) * 1_000_000).rounded())
    var text = ByteBuffer(capacity: 32)
    text.append(decimal: Int64(millionths / 1_000_000))
    text.append(UInt8(ascii: "."))
    text.append(padded: millionths % 1_000_000, 6)
    return text.string
  }
}

/// A report as lines of cells: what CSV and pages are made of.
package struct VDMTable: Sendable {
  package private(set) var header: [String] = []
  package private(set) var lines: [[String]] = []
  /// Which columns are numbers.
  package private(set) var isNumber: [Bool] = []

  package init(_ report: VDMReport) {
    switch report.shape.layout {
    case .wide: wide(report)
    case .blocks: blocks(report)
    case .long: long(report)
    }
  }

  private mutating func wide(_ report: VDMReport) {
    let labels = Self.days(report) + report.shape.dimensions.map(\.rawValue)
    head(labels, report)
    for block in report.blocks {
      for row in block.rows {
        lines.append(Self.cells(row, report) + row.values + Self.numbers(row, report))
      }
    }
  }

  private mutating func blocks(_ report: VDMReport) {
    let bucket = report.shape.bucket == .none ? [] : ["bucket"]
    head(bucket + ["dimension", "dimension_value"], report)
    for block in report.blocks {
      for row in block.rows {
        let cells = bucket.isEmpty ? [] : [report.shape.bucket.name(row.bucket)]
        lines.append(
          cells + block.dimensions.map(\.rawValue) + row.values + Self.numbers(row, report))
      }
    }
  }

  private mutating func long(_ report: VDMReport) {
    let labels = Self.days(report) + ["dimension", "value", "metric", "aggregation"]
    header = labels + ["amount"] + (report.isCompared ? ["previous"] : [])
    isNumber = labels.map { _ in false } + [true] + (report.isCompared ? [true] : [])
    for block in report.blocks {
      for row in block.rows {
        let place = Self.cells(row, report) + block.dimensions.map(\.rawValue) + row.values
        for column in report.shape.columns {
          var numbers = [Self.number(column, row.volumes, report)]
          if let previous = row.previous { numbers.append(Self.number(column, previous, report)) }
          lines.append(place + Self.names(column) + numbers)
        }
      }
    }
  }

  private static func names(_ column: VDMColumn) -> [String] {
    switch column {
    case .metric(let metric, let aggregation): [metric.rawValue, aggregation.rawValue]
    case .ratio(let rate): [rate.rawValue, VDMAggregation.rate.rawValue]
    }
  }

  private mutating func head(_ labels: [String], _ report: VDMReport) {
    let columns = report.shape.columns.flatMap { column in
      report.isCompared ? [column.name, column.name + "_PREVIOUS"] : [column.name]
    }
    header = labels + columns
    isNumber = labels.map { _ in false } + columns.map { _ in true }
  }

  private static func days(_ report: VDMReport) -> [String] {
    ["start_date", "end_date"] + (report.shape.bucket == .none ? [] : ["bucket"])
  }

  private static func cells(_ row: VDMRow, _ report: VDMReport) -> [String] {
    [report.days.start.text, report.days.end.text]
      + (report.shape.bucket == .none ? [] : [report.shape.bucket.name(row.bucket)])
  }

  private static func numbers(_ row: VDMRow, _ report: VDMReport) -> [String] {
    report.shape.columns.flatMap { column in
      [number(column, row.volumes, report)]
        + (row.previous.map { [number(column, $0, report)] } ?? [])
    }
  }

  /// Empty where there is no value.
  private static func number(_ column: VDMColumn, _ volumes: VDMVolumes, _ report: VDMReport)
    -> String
  {
    column.value(of: volumes).map { column.text($0, inPercent: report.shape.isInPercent) } ?? ""
  }

  /// The table as CSV with a header.
  package var csv: String {
    var text = ByteBuffer()
    for line in [header] + lines {
      for (i, cell) in line.enumerated() {
        if i > 0 { text.append(UInt8(ascii: ",")) }
        text.append(csvField: cell)
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text.string
  }
}

extension VDMReport {
  /// The report as CSV with a header.
  package var csv: String { VDMTable(self).csv }

  /// The report as one JSON object and a line end.
  package var json: String {
    let names = shape.dimensions.map { JSON.string($0.rawValue) }
    var window: [JSON.Member] = [
      .init("start", .string(days.start.text)), .init("end", .string(days.end.text)),
    ]
    if shape.bucket != .none { window.append(.init("bucket", .string(shape.bucket.rawValue))) }
    let rows = blocks.flatMap { block in block.rows.map { json($0, block.dimensions) } }
    return JSON.object([
      .init("window", .object(window)), .init("namespace", "VDM"),
      .init("dimensions", .array(names)), .init("rows", .array(rows)),
    ]).text + "\n"
  }

  private func json(_ row: VDMRow, _ dimensions: [VDMDimension]) -> JSON {
    var members: [JSON.Member] = []
    if shape.bucket != .none {
      members.append(.init("bucket", .string(shape.bucket.name(row.bucket))))
    }
    members.append(
      .init(
        "dimensions",
        .object(zip(dimensions, row.values).map { .init($0.rawValue, .string($1)) })))
    members += json(row.volumes)
    if let previous = row.previous { members.append(.init("previous", .object(json(previous)))) }
    return .object(members)
  }

  /// `metrics`, and `rates` where there are any.
  private func json(_ volumes: VDMVolumes) -> [JSON.Member] {
    var metrics = JSON.object([])
    var rates: [JSON.Member] = []
    for column in shape.columns {
      let value =
        column.value(of: volumes).map {
          JSON.number(column.text($0, inPercent: shape.isInPercent))
        } ?? .null
      switch column {
      case .metric(let metric, let aggregation):
        var both = metrics[metric.rawValue] ?? .object([])
        both[aggregation.rawValue] = value
        metrics[metric.rawValue] = both
      case .ratio(let rate): rates.append(.init(rate.rawValue, value))
      }
    }
    return [.init("metrics", metrics)] + (rates.isEmpty ? [] : [.init("rates", .object(rates))])
  }
}
