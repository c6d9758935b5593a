import DueSystem

/// The numbering plans, as sending asks them. A book that closures may share.
package final class SenderNumbers {
  private let book: PhoneBook
  private let rules: HomeRules
  private let wantsZones: Bool

  /// - Throws: status 78 where the data file at `path` is missing or damaged; status 64 where no
  ///   number can be at home in the region of `rules`.
  package init(_ path: String, _ rules: HomeRules = HomeRules(), wantsZones: Bool = false) throws {
    book = try PhoneBook.load(path, home: rules.defaultRegion)
    self.rules = rules
    self.wantsZones = wantsZones
  }

  /// A number in E.164 and, where they are wanted, the zones it may be in; nil for a text that is
  /// none.
  ///
  /// With its country, a number of a length that the country has is taken: the carrier knows
  /// better than our tables which ranges are in service. Without, only one that is valid there.
  package func read(_ text: Bytes) -> (e164: String, zones: [String])? {
    let verdict = book.validate(text, location: nil, rules: rules)
    guard let facts = verdict.facts else { return nil }
    let isInternational = text.first { $0 > 0x20 } == UInt8(ascii: "+")
    guard verdict.isValid || isInternational && book.isPossible(facts.number) else { return nil }
    var buffer = ByteBuffer(capacity: 24)
    book.appendE164(facts.number, to: &buffer)
    return (buffer.string, zones(facts))
  }

  private func zones(_ facts: PhoneFacts) -> [String] {
    !wantsZones || facts.zones.isEmpty
      ? [] : book.string(facts.zones).split(separator: ";").map { String($0) }
  }

  /// The country of a number as two letters; empty where none is known.
  package func country(_ number: String) -> String {
    var number = number
    return number.withUTF8 { bytes in
      book.validate(Bytes(bytes), defaultRegion: nil).facts?.region?.description ?? ""
    }
  }
}
