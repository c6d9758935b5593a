import DueFormats
import DueSystem

/// What a run of checks came to.
package struct PhoneCounts: Sendable, Equatable {
  /// Records read, and how many of them are phones with an address.
  package var records = 0
  package var phones = 0
  /// Phones checked and written; phones found valid by an earlier run.
  package var validated = 0
  package var unchanged = 0
  package var rejected = 0
  private var types = InlineArray<6, Int>(repeating: 0)
  private var countries: [RegionCode: Int] = [:]
  /// Runs of one country are common, and a dictionary is slow.
  private var lastCountry: (code: RegionCode, count: Int)?

  package init() {}

  package static func == (a: PhoneCounts, b: PhoneCounts) -> Bool { a.json == b.json }

  package subscript(type: PhoneType) -> Int { types[Int(type.rawValue)] }

  mutating func add(_ verdict: PhoneVerdict) {
    types[Int(verdict.type.rawValue)] += 1
    guard verdict.isValid, let facts = verdict.facts, facts.country != nil, let code = facts.region
    else { return }
    if let last = lastCountry, last.code == code {
      lastCountry?.count += 1
    } else {
      settle()
      lastCountry = (code, 1)
    }
  }

  private mutating func settle() {
    if let last = lastCountry { countries[last.code, default: 0] += last.count }
    lastCountry = nil
  }

  /// The counts as one object; countries of valid numbers in the order of their codes.
  package var json: JSON {
    var settled = self
    settled.settle()
    let countries = settled.countries.map { (String(describing: $0.key), $0.value) }
      .sorted { $0.0 < $1.0 }
    return .object([
      .init("records", .integer(records)), .init("phones", .integer(phones)),
      .init("validated", .integer(validated)), .init("unchanged", .integer(unchanged)),
      .init("rejected", .integer(rejected)),
      .init(
        "types",
        .object(
          PhoneType.allCases.filter { self[$0] > 0 }
            .map { .init($0.name.description, .integer(self[$0])) })),
      .init("countries", .object(countries.map { .init($0.0, .integer($0.1)) })),
    ])
  }
}
