import DueFormats
import DueModel
import DueSystem

extension LeafTest {
  /// Whether the leaf holds for `endpoint` at `now`.
  ///
  /// - Complexity: O(*n*) in the bytes of the map it looks into; nothing is allocated for ASCII.
  @inline(__always)
  package func holds(
    _ endpoint: EndpointView, now: Instant, exclusiveNeedsAttribute: Bool
  ) -> Bool {
    switch self {
    case .attribute(let name, let test):
      test.holds(endpoint.attributes, name, exclusiveNeedsAttribute)
    case .userAttribute(let name, let test):
      test.holds(endpoint.userAttributes, name, exclusiveNeedsAttribute)
    case .metric(let name, let comparison, let bound):
      Self.number(name, of: endpoint.metrics).map { comparison.holds($0, bound) } ?? false
    case .channel(let test): test.holds(code: endpoint.channel)
    case .country(let test): test.holds(code: endpoint.country)
    case .demographic(let name, let test):
      Self.withText(name, of: endpoint.demographic) { test.holds($0) }
    case .near(let point, let kilometers):
      Self.point(endpoint.location).map { $0.kilometers(to: point) <= kilometers } ?? false
    case .recency(let milliseconds, let isActive):
      isActive == (endpoint.effective.map { now - $0 <= milliseconds } ?? false)
    }
  }

  @inline(__always)
  static func number(_ name: Bytes, of map: Bytes) -> Double? {
    guard let token = JSONScanner.member(name, of: map),
      token.kind == .number
    else { return nil }
    return Double(ascii: token.bytes)
  }

  static func withText<T>(_ name: Bytes, of map: Bytes, _ body: (Bytes) -> T) -> T {
    let none = Bytes(start: nil, count: 0)
    guard let token = JSONScanner.member(name, of: map) else {
      return body(none)
    }
    return token.withText(body) ?? body(none)
  }

  static func point(_ location: Bytes) -> GeoPoint? {
    guard let latitude = number(Bytes("Latitude"), of: location),
      let longitude = number(Bytes("Longitude"), of: location)
    else { return nil }
    return GeoPoint(latitude: latitude, longitude: longitude)
  }
}

extension ValuesTest {
  @inline(__always)
  fileprivate func holds(_ map: Bytes, _ name: Bytes, _ exclusiveNeedsAttribute: Bool) -> Bool {
    let list = JSONScanner.member(name, of: map)
    switch self {
    case .oneOf(let values):
      return list?.anyText { values.contains($0) } ?? false
    case .noneOf(let values):
      guard let list else { return !exclusiveNeedsAttribute }
      return !list.anyText { values.contains($0) }
    case .contains(let needles):
      return list?.anyText { text in
        CanonicalText.with(text) { text in
          needles.contains { text.contains($0) }
        }
      } ?? false
    case .instant(let test):
      return list?.anyText { Instant(segmentValue: $0).map(test.holds) ?? false } ?? false
    }
  }
}

extension JSONScanner.Token {
  /// Gives `body` the text of a string, or of a number or truth value as it is written; nil for
  /// lists, objects and null.
  @inline(__always)
  func withText<T>(_ body: (Bytes) -> T) -> T? {
    switch kind {
    case .string where hasEscapes:
      var buffer = ByteBuffer(capacity: bytes.count)
      buffer.append(decoding: self)
      return body(buffer.bytes)
    case .string, .number, .bool: return body(bytes)
    case .null, .list, .object: return nil
    }
  }

  /// Whether `body` holds for some text of a list; a value that is no list counts as a list of one.
  @inline(__always)
  func anyText(_ body: (Bytes) -> Bool) -> Bool {
    guard kind == .list else { return withText(body) ?? false }
    var scanner = JSONScanner(bytes)
    while let element = scanner.nextElement() {
      if element.withText(body) ?? false { return true }
    }
    return false
  }
}

extension UnsafeRawBufferPointer {
  fileprivate init(_ text: StaticString) {
    self.init(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
