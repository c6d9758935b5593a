import DueSystem

/// The argument of `--via` for a gateway: a scheme, a place, and options after a question mark.
struct GatewayURI {
  let scheme: Substring
  /// What stands between the colon and the question mark.
  let place: String
  let options: [(name: String, value: String)]
  private let text: String

  /// - Throws: status 64 for a URI without a place, and for an option without a value.
  init(_ text: String, form: String) throws {
    self.text = text
    scheme = text.prefix { $0 != ":" && $0 != "?" }
    let parts = text.dropFirst(scheme.utf8.count + 1).split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    place = String(parts.first ?? "")
    guard !place.isEmpty else { throw Self.fault(form, text) }
    options = try parts.dropFirst().joined().split(separator: "&").map { option in
      let pair = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, !pair[1].isEmpty else {
        throw Self.fault("NAME=VALUE after the '?'", String(option))
      }
      return (String(pair[0]), String(pair[1]))
    }
  }

  /// The fault of an option that the gateway does not have, or not with that value.
  func wrong(_ option: (name: String, value: String), expected: String) -> RunFault {
    Self.fault(expected, "\(option.name)=\(option.value)")
  }

  private static func fault(_ expected: String, _ found: String) -> RunFault {
    RunFault(.usage, "expected \(expected) in --via, found '\(found)'")
  }

  /// Reads `yes` and `no`.
  static func flag(_ value: String) -> Bool? {
    value == "yes" ? true : value == "no" ? false : nil
  }

  /// Whether `value` may stand in a file of a gateway: letters, digits, `.`, `_` and `-`.
  static func isWord(_ value: String) -> Bool {
    value.utf8.allSatisfy {
      $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || "._-".utf8.contains($0)
    }
  }
}
