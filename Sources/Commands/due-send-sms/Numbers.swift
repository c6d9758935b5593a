import DueDelivery
import DuePhones
import DueSystem

/// The numbering plans, as sending asks them.
final class Numbers {
  private let book: PhoneBook
  private let rules: HomeRules
  private let wantsZones: Bool

  init(_ path: String, _ rules: HomeRules, wantsZones: Bool) throws {
    book = try PhoneBook.load(path)
    self.rules = rules
    self.wantsZones = wantsZones
  }

  /// A number in E.164 and the zones it may be in; nil for a text that is none.
  ///
  /// With its country, a number of a length that the country has is taken: the carrier knows
  /// better than our tables which ranges are in service. Without, only one that is valid there.
  func read(_ text: Bytes) -> ReadNumber? {
    let verdict = book.validate(text, location: nil, rules: rules)
    guard let facts = verdict.facts else { return nil }
    let isInternational = text.first { $0 > 0x20 } == UInt8(ascii: "+")
    guard verdict.isValid || isInternational && book.isPossible(facts.number) else { return nil }
    var buffer = ByteBuffer(capacity: 24)
    book.appendE164(facts.number, to: &buffer)
    return ReadNumber(e164: buffer.string, zones: zones(facts))
  }

  private func zones(_ facts: PhoneFacts) -> [String] {
    !wantsZones || facts.zones.isEmpty
      ? [] : book.string(facts.zones).split(separator: ";").map { String($0) }
  }

  /// The country of a number as two letters; empty where none is known.
  func country(_ number: String) -> String {
    var number = number
    return number.withUTF8 { bytes in
      book.validate(Bytes(bytes), defaultRegion: nil).facts?.region?.description ?? ""
    }
  }
}
