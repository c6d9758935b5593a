import DuePhones
import DueSystem

/// The countries of numbers, for events.
final class NumberCountries {
  private let book: PhoneBook

  init(_ path: String) throws { book = try PhoneBook.load(path) }

  /// Two letters; empty where the country is not known.
  func country(_ number: String) -> String {
    var number = number
    return number.withUTF8 { bytes in
      book.validate(Bytes(bytes), defaultRegion: nil).facts?.region?.description ?? ""
    }
  }
}
