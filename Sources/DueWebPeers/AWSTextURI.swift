import DueSystem

/// `sms-aws:REGION?option=value&…` and `sns:REGION?…`; without a region, that of the surroundings.
struct AWSTextURI: Equatable {
  let text: String
  let region: String?
  /// Calls on their way at a time.
  private(set) var connections = 10
  private(set) var isStrict = false
  /// The options that are the service's own.
  let options: [String]

  /// - Throws: status 64 for an option that makes no sense.
  init(_ text: String) throws {
    let rest = text.drop { $0 != ":" }.dropFirst()
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let region = parts.first.map(String.init) ?? ""
    self.text = text
    self.region = region.isEmpty ? nil : region
    var own: [String] = []
    var connections = 10
    var isStrict = false
    for option in parts.dropFirst().joined().split(separator: "&").map(String.init) {
      if option == "strict-once" {
        isStrict = true
      } else if option.hasPrefix("connections=") {
        guard let count = Int(option.dropFirst("connections=".count)), (1...100).contains(count)
        else { throw Self.wrong("connections=1…100", option) }
        connections = count
      } else {
        own.append(option)
      }
    }
    options = own
    self.connections = connections
    self.isStrict = isStrict
  }

  static func wrong(_ what: String, _ found: String) -> RunFault {
    RunFault(.usage, "expected \(what) in --via, found '\(found)'")
  }
}

/// Letters, digits and what else AWS takes in the names of things.
enum AWSName {
  /// Whether `text` may name a configuration set, a pool, a number or a sender.
  static func isPlain(_ text: String) -> Bool {
    (1...256).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        $0 &- 48 <= 9 || ($0 | 0x20) &- 97 < 26 || "_:/+-".utf8.contains($0)
      }
  }

  /// Whether `text` is a price as AWS takes it: `[0-9]{0,2}\.[0-9]{1,5}`.
  static func isPrice(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].count <= 2 && (1...5).contains(parts[1].count)
      && parts.joined().allSatisfy { $0 &- 48 <= 9 }
  }

  /// Whether `text` is a number as AWS takes it: `\+?[1-9][0-9]{1,18}`.
  static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "+") }
    return text.utf8.count - digits.count <= 1 && (2...19).contains(digits.count)
      && digits.first != UInt8(ascii: "0") && digits.allSatisfy { $0 &- 48 <= 9 }
  }
}
