import ArgumentParser
import DueDelivery
import DuePhones
import DueSystem
import DueTool

/// The numbering plans, as this command asks them.
final class Numbers {
  private let book: PhoneBook
  private let rules: HomeRules

  init(_ rules: HomeRules = HomeRules()) throws {
    book = try PhoneBook.load(DataFile.path("phone-numbers.dat"))
    self.rules = rules
  }

  /// A number in E.164; nil for a text that is none. What was sent once has a number that the
  /// carrier took: only its form is checked where its country is given.
  func read(_ text: Bytes) -> ReadNumber? {
    let verdict = book.validate(text, location: nil, rules: rules)
    guard let facts = verdict.facts else { return nil }
    let isInternational = text.first { $0 > 0x20 } == UInt8(ascii: "+")
    guard verdict.isValid || isInternational && book.isPossible(facts.number) else { return nil }
    var buffer = ByteBuffer(capacity: 24)
    book.appendE164(facts.number, to: &buffer)
    return ReadNumber(e164: buffer.string)
  }

  /// The country of a number as two letters; empty where none is known.
  func country(_ number: String) -> String {
    var number = number
    return number.withUTF8 { bytes in
      book.validate(Bytes(bytes), defaultRegion: nil).facts?.region?.description ?? ""
    }
  }
}
