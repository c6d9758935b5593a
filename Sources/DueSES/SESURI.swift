import DueSystem

/// `ses:REGION?option=value&…`; without a region, that of the surroundings.
package struct SESURI: Sendable, Equatable {
  package let text: String
  /// nil for that of the surroundings.
  package let region: String?
  /// Configuration set of mails that name none; empty for none.
  package private(set) var configurationSet = ""
  /// Calls on their way at a time.
  package private(set) var connections = 10
  /// The most mails of a stored template that go in one call.
  package private(set) var bulk = Self.mostInBulk
  /// Whether SES is asked what the account may send.
  package private(set) var asksAccount = true

  /// What SES takes in one call of SendBulkEmail.
  static let mostInBulk = 50

  /// - Throws: status 64 for another URI, or an option that makes no sense.
  package init(_ text: String) throws {
    let parts = text.dropFirst("ses:".utf8.count).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard text.hasPrefix("ses:") else { throw Self.wrong(text) }
    let region = parts.first.map(String.init) ?? ""
    self.text = text
    self.region = region.isEmpty ? nil : region
    guard parts.count == 2 else { return }
    for option in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
      guard take(option.split(separator: "=", maxSplits: 1).map(String.init)) else {
        throw Self.wrong(text)
      }
    }
  }

  /// Takes one option; false where there is no such option, or no such value.
  private mutating func take(_ option: [String]) -> Bool {
    guard option.count == 2 else { return false }
    let value = option[1]
    switch option[0] {
    case "config-set" where Self.isWord(value): configurationSet = value
    case "connections":
      guard let count = Int(value), (1...100).contains(count) else { return false }
      connections = count
    case "bulk":
      guard let count = Int(value), (1...Self.mostInBulk).contains(count) else { return false }
      bulk = count
    case "account" where value == "unasked": asksAccount = false
    default: return false
    }
    return true
  }

  private static func isWord(_ text: String) -> Bool {
    text.utf8.allSatisfy {
      $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }

  private static func wrong(_ text: String) -> RunFault {
    RunFault(
      .usage,
      "expected ses:REGION, and config-set=NAME, connections=1…100, bulk=1…50 or account=unasked "
        + "after '?', in --via, found '\(text)'")
  }
}
