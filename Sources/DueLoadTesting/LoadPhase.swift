import DueFormats
import DueSystem

/// A stretch of a load test: messages at one rate, or at one that grows or falls evenly.
package struct LoadPhase: Sendable, Equatable {
  package var name: String
  /// Messages a second at its beginning, and at its end.
  package let first: Double
  package let last: Double
  package let milliseconds: Int64

  /// The most messages a second that a phase may have.
  package static let fastest = 1_000_000.0
  /// The longest that a phase may be: a week.
  package static let longest: Int64 = 604_800_000

  package init(name: String, from first: Double, to last: Double, milliseconds: Int64) {
    self.name = name
    self.first = first
    self.last = last
    self.milliseconds = milliseconds
  }

  /// Reads `RATE:SPAN`, `FROM..TO:SPAN`, and either with `NAME=` before it; nil for another text.
  ///
  /// - Parameter name: of a phase that has none.
  package init?(_ text: String, name: String) {
    var rest = text
    var name = name
    if let equals = rest.firstIndex(of: "=") {
      name = String(rest[..<equals])
      rest = String(rest[rest.index(after: equals)...])
    }
    guard !name.isEmpty, let colon = rest.firstIndex(of: ":"),
      let span = SpanText.milliseconds(String(rest[rest.index(after: colon)...]))
    else { return nil }
    let rates = String(rest[..<colon]).split(separator: "..", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard rates.count <= 2, let first = rates.first ?? nil, let last = rates.last ?? nil else {
      return nil
    }
    self.init(name: name, from: first, to: last, milliseconds: span)
    guard isPossible else { return nil }
  }

  /// Whether the rates and the length are some that a test can have; a rate of 0 is a pause.
  package var isPossible: Bool {
    (0...Self.fastest).contains(first) && (0...Self.fastest).contains(last)
      && (1...Self.longest).contains(milliseconds)
  }

  /// Messages that are to come in it.
  package var count: Double { (first + last) / 2 * seconds }

  package var fastest: Double { max(first, last) }

  private var seconds: Double { Double(milliseconds) / 1000 }

  /// Seconds after its beginning by which `count` messages are to have come.
  ///
  /// The rate is `first + k t`, so that the count is `first t + k t² / 2`; the root is written so
  /// that nothing cancels out where `k` is small.
  package func time(of count: Double) -> Double {
    let slope = (last - first) / seconds
    let root = max(0, first * first + 2 * slope * count).squareRoot()
    return first + root > 0 ? min(seconds, 2 * count / (first + root)) : 0
  }

  var json: JSON {
    var json: JSON = ["name": .string(name)]
    if first == last {
      json["rate"] = .plain(first)
    } else {
      json["from"] = .plain(first)
      json["to"] = .plain(last)
    }
    json["for"] = .string("\(milliseconds)ms")
    return json
  }
}

extension JSON {
  /// A number without decimals where it has none.
  static func plain(_ value: Double) -> JSON {
    Int(exactly: value).map { .integer($0) } ?? .number("\(value)")
  }
}
