import DueModel

/// What the Virtual Deliverability Manager of SES counts.
///
/// Source: SESv2 API reference, `Metric`; SES developer guide, "Virtual Deliverability Manager".
package enum VDMMetric: String, Sendable, CaseIterable {
  case send = "SEND"
  case delivery = "DELIVERY"
  case transientBounce = "TRANSIENT_BOUNCE"
  case permanentBounce = "PERMANENT_BOUNCE"
  case complaint = "COMPLAINT"
  case open = "OPEN"
  case click = "CLICK"
  case deliveryOpen = "DELIVERY_OPEN"
  case deliveryClick = "DELIVERY_CLICK"
  case deliveryComplaint = "DELIVERY_COMPLAINT"

  /// Its place in `VDMVolumes`.
  var index: Int {
    switch self {
    case .send: 0
    case .delivery: 1
    case .transientBounce: 2
    case .permanentBounce: 3
    case .complaint: 4
    case .open: 5
    case .click: 6
    case .deliveryOpen: 7
    case .deliveryClick: 8
    case .deliveryComplaint: 9
    }
  }
}

/// How many messages each metric has, in the order of `VDMMetric`.
package struct VDMVolumes: Sendable, Equatable {
  private var counts = [Int64](repeating: 0, count: VDMMetric.allCases.count)

  package init() {}

  package subscript(metric: VDMMetric) -> Int64 {
    get { counts[metric.index] }
    set { counts[metric.index] = newValue }
  }

  package static func += (a: inout Self, b: Self) {
    for i in a.counts.indices { a.counts[i] += b.counts[i] }
  }
}

/// How a metric is given.
package enum VDMAggregation: String, Sendable, CaseIterable {
  /// How many messages.
  case volume = "VOLUME"
  /// The volume through that of `SEND`.
  case rate = "RATE"
}

/// One column of a report.
package enum VDMColumn: Sendable, Equatable {
  case metric(VDMMetric, VDMAggregation)
  case ratio(DashboardRate)

  /// `PERMANENT_BOUNCE:RATE`; without an aggregation the volume.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let metric = VDMMetric(rawValue: String(parts[0])) else { return nil }
    guard parts.count == 2 else {
      self = .metric(metric, .volume)
      return
    }
    guard let aggregation = VDMAggregation(rawValue: String(parts[1])) else { return nil }
    self = .metric(metric, aggregation)
  }

  /// Its name at the head of a report, such as `PERMANENT_BOUNCE_RATE`.
  package var name: String {
    switch self {
    case .metric(let metric, let aggregation): "\(metric.rawValue)_\(aggregation.rawValue)"
    case .ratio(let rate): rate.rawValue
    }
  }

  /// Every column that there is.
  package static let all: [VDMColumn] =
    VDMAggregation.allCases.flatMap { aggregation in
      VDMMetric.allCases.map { .metric($0, aggregation) }
    } + DashboardRate.allCases.map { .ratio($0) }

  /// The metrics that its value is made of.
  var metrics: [VDMMetric] {
    switch self {
    case .metric(let metric, .volume): [metric]
    case .metric(let metric, .rate): [metric, .send]
    case .ratio(let rate): [rate.parts.of, rate.parts.through]
    }
  }

  package var isRate: Bool {
    if case .metric(_, .volume) = self { false } else { true }
  }

  /// The value: a count, or a fraction; nil for one of nothing.
  package func value(of volumes: VDMVolumes) -> Double? {
    switch self {
    case .metric(let metric, .volume): Double(volumes[metric])
    case .metric(let metric, .rate): Self.fraction(volumes[metric], volumes[.send])
    case .ratio(let rate): Self.fraction(volumes[rate.parts.of], volumes[rate.parts.through])
    }
  }

  private static func fraction(_ part: Int64, _ whole: Int64) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}

/// Rates as a reader of a dashboard thinks of them.
package enum DashboardRate: String, Sendable, CaseIterable {
  case openRate = "open_rate"
  case clickRate = "click_rate"
  case complaintRate = "complaint_rate"
  case clickToOpen = "click_to_open"
  case bounceRate = "bounce_rate"

  var parts: (of: VDMMetric, through: VDMMetric) {
    switch self {
    case .openRate: (.open, .deliveryOpen)
    case .clickRate: (.click, .deliveryClick)
    case .complaintRate: (.complaint, .deliveryComplaint)
    case .clickToOpen: (.click, .open)
    case .bounceRate: (.permanentBounce, .send)
    }
  }
}

/// Columns that go together.
package enum VDMPreset: String, Sendable, CaseIterable {
  /// The ten of the reference system.
  case original
  /// Every metric in both aggregations.
  case full
  /// What a tenant pays for.
  case billing

  package var columns: [VDMColumn] {
    switch self {
    case .original:
      VDMMetric.allCases.map { .metric($0, $0 == .send ? .volume : .rate) }
    case .full:
      VDMAggregation.allCases.flatMap { aggregation in
        VDMMetric.allCases.map { .metric($0, aggregation) }
      }
    case .billing: [.metric(.send, .volume), .metric(.delivery, .volume)]
    }
  }
}
