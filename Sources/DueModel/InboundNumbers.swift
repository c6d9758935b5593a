import DueSystem

/// Writes the numbers of gateways in E.164.
///
/// Gateways leave the `+` out, or put `00` in its place. Short codes, and names that stand where a
/// number would, stay as they are.
package struct InboundNumbers {
  /// Reads a number as those at home write it; nil for what is none there.
  private let readAtHome: ((Bytes) -> String?)?

  package init(readAtHome: ((Bytes) -> String?)? = nil) { self.readAtHome = readAtHome }

  /// - Parameter isInternational: whether the gateway says that the country is there.
  package func callAsFunction(_ text: String, isInternational: Bool = false) -> String {
    var written = ""
    for scalar in text.unicodeScalars where !" -().\u{a0}".unicodeScalars.contains(scalar) {
      written.unicodeScalars.append(scalar)
    }
    let digits = written.hasPrefix("+") ? written.dropFirst() : written[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 &- 48 <= 9 }) else { return text }
    if written.hasPrefix("+") { return Self.isE164(digits) ? "+\(digits)" : text }
    if isInternational, Self.isE164(digits) { return "+\(digits)" }
    if digits.hasPrefix("00"), Self.isE164(digits.dropFirst(2)) { return "+\(digits.dropFirst(2))" }
    if digits.utf8.count >= 7, let home = atHome(written) { return home }
    return Self.isE164(digits) ? "+\(digits)" : String(digits)
  }

  private func atHome(_ text: String) -> String? {
    guard let readAtHome else { return nil }
    var text = text
    return text.withUTF8 { readAtHome(Bytes($0)) }
  }

  /// Whether these are a country and a number in it: 7 to 15 digits, of which the first is no 0.
  ///
  /// Source: ITU-T E.164 (11/2010), section 6.2.1.
  private static func isE164(_ digits: Substring) -> Bool {
    (7...15).contains(digits.utf8.count) && digits.first != "0"
  }
}
