import DueSystem

/// How several truths become one.
package enum Combination: String, Sendable, CaseIterable {
  case all = "ALL"
  case any = "ANY"
  case none = "NONE"
}

/// One segment, as it is asked for: `Version` absent means the newest.
package struct SegmentReference: Sendable, Hashable, CustomStringConvertible {
  /// Id, or, where no segment has that id, name.
  package var id: String
  package var version: Int?

  package init(id: String, version: Int? = nil) {
    self.id = id
    self.version = version
  }

  package var description: String { version.map { "\(id)@\($0)" } ?? id }

  /// The reference that `text` may be beside a bare id or name: `ID@VERSION`.
  package static func versioned(_ text: String) -> SegmentReference? {
    guard let at = text.lastIndex(of: "@"), at > text.startIndex,
      let version = Int(text[text.index(after: at)...]), version > 0
    else { return nil }
    return SegmentReference(id: String(text[..<at]), version: version)
  }
}

/// What makes an endpoint a member of a segment: Pinpoint's `SegmentGroups`, or its `Dimensions`
/// as the only dimensions of the only group, or the fact of having been imported.
package struct SegmentDefinition {
  package var name: String
  /// How the groups become one: `Include`.
  package var include: Combination
  package var groups: [SegmentGroup]
  /// Members were imported; there are no groups.
  package var isImported: Bool
  /// Holds the texts of the tests.
  let arena: TextArena
}

/// Dimensions over the members of other segments, or over everybody.
package struct SegmentGroup {
  package var type: Combination
  package var dimensions: [SegmentDimensions]
  package var sourceType: Combination
  package var sources: [SegmentReference]
}

/// Tests that must all hold; none hold for everybody.
package struct SegmentDimensions {
  package var tests: [LeafTest] = []
  /// What the tests are called, one for one.
  package var titles: [LeafTitle] = []
}

/// What a test is called where people read of it.
package struct LeafTitle {
  /// Where it stands among the dimensions, such as `Attributes.Plan`.
  package var place: String
  /// What it asks for, such as `INCLUSIVE 'gold', 'silver'`.
  package var wish: String
}

/// One test of one endpoint: what it looks at, and what must be true of it.
///
/// Plain values; texts are those of the definition's arena.
package enum LeafTest {
  /// The list of an attribute of the endpoint; a missing one is an empty list.
  case attribute(name: Bytes, ValuesTest)
  /// The list of an attribute of the user.
  case userAttribute(name: Bytes, ValuesTest)
  case metric(name: Bytes, Comparison, Double)
  case channel(ScalarTest)
  case country(ScalarTest)
  /// A member of `Demographic`.
  case demographic(name: Bytes, ScalarTest)
  case near(GeoPoint, kilometers: Double)
  /// Last seen within, or not within, so many milliseconds.
  case recency(milliseconds: Int64, isActive: Bool)
}

/// What must be true of a list of texts.
package enum ValuesTest {
  case oneOf(TextSet)
  case noneOf(TextSet)
  /// Some text has one of these somewhere in it.
  case contains(UnsafeBufferPointer<Bytes>)
  /// Some text is an instant that matches.
  case instant(InstantTest)
}

/// Which instants match. A bound that is no instant itself matches nothing.
package enum InstantTest: Sendable {
  case before(Instant)
  case after(Instant)
  /// The same date in UTC.
  case on(Instant)
  /// Both ends included.
  case between(Instant, Instant)
  case never

  package func holds(_ instant: Instant) -> Bool {
    switch self {
    case .before(let bound): instant < bound
    case .after(let bound): instant > bound
    case .on(let bound): instant.day == bound.day
    case .between(let first, let last): first <= instant && instant <= last
    case .never: false
    }
  }
}

extension Instant {
  /// Days since 1970-01-01 in UTC.
  fileprivate var day: Int64 {
    (milliseconds >= 0 ? milliseconds : milliseconds - 86_399_999) / 86_400_000
  }
}

/// What must be true of one text: to be among these, or, with `isExclusive`, not to be. A missing
/// text is not among any.
package struct ScalarTest {
  var values: TextSet
  package var isExclusive: Bool

  @inline(__always)
  package func holds(_ text: Bytes) -> Bool {
    if text.isEmpty { return isExclusive }
    return values.contains(text) != isExclusive
  }

  /// As `holds`, for codes, such as those of countries: compared as they stand.
  @inline(__always)
  package func holds(code: Bytes) -> Bool {
    if code.isEmpty { return isExclusive }
    return values.containsExactly(code) != isExclusive
  }
}

/// Pinpoint's `ComparisonOperator`.
package enum Comparison: String, Sendable, CaseIterable {
  case equal = "EQUAL"
  case greaterThan = "GREATER_THAN"
  case greaterThanOrEqual = "GREATER_THAN_OR_EQUAL"
  case lessThan = "LESS_THAN"
  case lessThanOrEqual = "LESS_THAN_OR_EQUAL"

  @inline(__always)
  package func holds(_ value: Double, _ bound: Double) -> Bool {
    switch self {
    case .equal: value == bound
    case .greaterThan: value > bound
    case .greaterThanOrEqual: value >= bound
    case .lessThan: value < bound
    case .lessThanOrEqual: value <= bound
    }
  }
}

/// A place on the earth, in degrees.
package struct GeoPoint: Sendable, Equatable {
  package var latitude: Double
  package var longitude: Double

  package init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }
}
