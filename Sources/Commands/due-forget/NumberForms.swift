import DuePhones
import DueSystem
import DueTool

/// Numbers as senders read them, and the ways in which the store may have them.
final class NumberForms {
  private let numbers: SenderNumbers

  init(_ rules: HomeRules) throws {
    numbers = try SenderNumbers(DataFile.path("phone-numbers.dat"), rules)
  }

  /// The number in E.164; nil for a text that senders read no number in.
  func e164(_ text: String) -> String? {
    var text = text
    return text.withUTF8 { numbers.read(Bytes($0))?.e164 }
  }

  /// A number in E.164 and whatever digits alone senders read as the same; none for other texts.
  func all(_ address: String) -> [String] {
    guard !address.contains("@"), let e164 = e164(address) else { return [] }
    let digits = String(e164.dropFirst())
    let national = (1...3).map { String(digits.dropFirst($0)) }
    let candidates =
      [digits] + ["00", "011", "+00", "+011"].map { $0 + digits } + national
      + national.map { "0" + $0 }
    return [e164] + candidates.filter { self.e164($0) == e164 }
  }

  /// Whether `address` is written as a number, of which nobody knows the country.
  func isUnclear(_ address: String) -> Bool {
    address.utf8.allSatisfy { "0123456789 -./()".utf8.contains($0) } && e164(address) == nil
  }
}
