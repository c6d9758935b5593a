import DueFormats
import DueModel
import DueSystem

/// What is asked of SES by `BatchGetMetricData`: how many messages each metric had, day by day, in
/// places that are named.
///
/// Source: SESv2 API reference, `BatchGetMetricData` and `BatchGetMetricDataQuery`.
package struct BatchQuestions: Sendable {
  private struct Question {
    var metric: VDMMetric
    /// The values of the place, in the order of `dimensions`.
    var values: [String]
  }

  package let days: DayRange
  private let dimensions: [VDMDimension]
  private let questions: [Question]

  /// The most questions of a call.
  package static let limit = 10

  /// - Parameter tests: whose columns are asked for as well.
  /// - Throws: status 64 where a dimension has no values to ask for.
  package init(_ shape: VDMShape, _ tests: [VDMTest], _ days: DayRange) throws {
    self.days = days
    dimensions = VDMDimension.allCases.filter { dimension in
      shape.dimensions.contains(dimension)
        || shape.filters.contains { $0.dimension == dimension }
    }
    let wanted = (shape.columns + tests.map(\.column)).flatMap(\.metrics)
    let metrics = VDMMetric.allCases.filter { wanted.contains($0) }
    questions = try Self.places(dimensions, shape.filters).flatMap { values in
      metrics.map { Question(metric: $0, values: values) }
    }
  }

  /// Every combination of the values that the filters name.
  private static func places(_ dimensions: [VDMDimension], _ filters: [VDMFilter]) throws
    -> [[String]]
  {
    var places: [[String]] = [[]]
    for dimension in dimensions {
      var values: [String] = []
      for filter in filters where filter.dimension == dimension && !values.contains(filter.value) {
        values.append(filter.value)
      }
      guard !values.isEmpty else {
        throw RunFault(
          .usage,
          "SES is asked of values that are named: expected --filter \(dimension.rawValue)=...")
      }
      places = places.flatMap { place in values.map { place + [$0] } }
    }
    return places
  }

  /// Questions are known by their numbers.
  package var numbers: Range<Int> { questions.indices }

  /// The bodies of calls that ask all of them.
  package var bodies: [JSON] {
    stride(from: 0, to: questions.count, by: Self.limit).map { first in
      body(first..<min(first + Self.limit, questions.count))
    }
  }

  /// The body of a call that asks the questions of these numbers, at most `limit` of them.
  package func body(_ numbers: some Collection<Int>) -> JSON {
    let start: JSON = .integer(days.start.start.milliseconds / 1000)
    let end: JSON = .integer(days.end.start.milliseconds / 1000)
    let queries = numbers.map { number -> JSON in
      let question = questions[number]
      let place = zip(dimensions, question.values).map {
        JSON.Member($0.rawValue, .string($1))
      }
      return [
        "Id": .string(Self.id(number)), "Namespace": "VDM",
        "Metric": .string(question.metric.rawValue), "Dimensions": .object(place),
        "StartDate": start, "EndDate": end,
      ]
    }
    return ["Queries": .array(queries)]
  }

  private static func id(_ number: Int) -> String { "q\(number)" }

  /// What an answer tells of a question: a cell a day; nil where it has none.
  func cells(_ number: Int, in answer: JSON) throws -> [VDMCell]? {
    let results = answer["Results"]?.array ?? []
    guard let result = results.first(where: { $0["Id"]?.string == Self.id(number) }) else {
      return nil
    }
    let times = result["Timestamps"]?.array ?? []
    let values = result["Values"]?.array ?? []
    guard times.count == values.count else {
      throw RunFault(
        .unavailable,
        "expected a value of each day from SES, found \(values.count) of \(times.count)")
    }
    return try zip(times, values).compactMap { time, value in
      guard let day = Self.day(time), let volume = value.double, volume >= 0, volume < 9e15 else {
        throw RunFault(
          .unavailable, "expected a day and a count from SES, found \(time.text) \(value.text)")
      }
      guard days.contains(day) else { return nil }
      return cell(number, day, Int64(volume))
    }
  }

  /// Seconds since 1970, or ISO 8601.
  private static func day(_ time: JSON) -> Day? {
    if let text = time.string {
      return Array(text.utf8).withUnsafeBytes { Instant($0) }.map { Day(of: $0) }
    }
    guard let seconds = time.double, seconds.magnitude < 9e12 else { return nil }
    return Day(of: Instant(milliseconds: Int64(seconds * 1000)))
  }

  private func cell(_ number: Int, _ day: Day, _ volume: Int64) -> VDMCell {
    var place = VDMPlace(identity: "", configurationSet: "", isp: "")
    for (dimension, value) in zip(dimensions, questions[number].values) {
      place[dimension] = value
    }
    var volumes = VDMVolumes()
    volumes[questions[number].metric] = volume
    return VDMCell(day: day, place: place, volumes: volumes)
  }
}
