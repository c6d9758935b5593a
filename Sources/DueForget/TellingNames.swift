import DueFormats
import DueStore
import DueSystem

/// The names by which values tell of people.
struct TellingNames {
  /// Endpoints and users: whole values.
  private let ids: Set<String>
  /// Addresses, in small letters: whole values.
  private let addresses: Set<String>
  /// Addresses that may stand within a value.
  private let marks: [String]
  private let hasNumbers: Bool
  private let number: (String) -> String?

  /// - Parameter number: a number in E.164, as senders read it; nil for a text that is none.
  init(_ person: ForgottenPerson, number: @escaping (String) -> String?) {
    ids = Set(person.endpoints + person.users)
    addresses = Set(person.addresses.map { $0.lowercased() })
    marks = person.addresses.filter { $0.utf8.count > 5 }
    hasNumbers = person.addresses.contains { $0.hasPrefix("+") }
    self.number = number
  }

  /// Whether a value tells of them.
  func tells(_ text: String) -> Bool {
    ids.contains(text) || addresses.contains(text.lowercased()) || mentions(text)
      || isTheirNumber(text)
  }

  /// Whether a text has one of their addresses in it.
  func mentions(_ text: String) -> Bool {
    marks.contains { WholeAddress.stands($0, in: text) }
  }

  /// Whether a sender would read one of their numbers here, however it is written.
  private func isTheirNumber(_ text: String) -> Bool {
    guard hasNumbers, (7...Self.longestNumber).contains(text.utf8.count),
      text.utf8.count(where: { $0 &- 48 < 10 }) > 4
    else { return false }
    return number(text).map { addresses.contains($0) } ?? false
  }

  /// Fifteen digits with whatever parts them, in bytes.
  private static let longestNumber = 48
}
