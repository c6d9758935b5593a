import DueFormats
import DueModel
import DueSystem

/// What events of SES tell of a run: deliveries, mails that came twice, and mails of which nothing
/// was ever heard.
///
/// An event is known by the mail's key, which every sender of due puts into its tags. Eight bytes
/// are kept for each mail of the run.
package struct LoadEvents: Sendable {
  private let prefix: String
  /// Of each mail, by its number less one, the hash of SES's name for it; 0 for none.
  private var names: [UInt64]
  /// Events that count, by type.
  private(set) var counts: [String: Int] = [:]
  /// Events of mails of the run that SES had under more than one name.
  private var repeated: Set<Int> = []
  /// Milliseconds from acceptance to delivery.
  private(set) var delivery = LatencyHistogram()

  /// - Parameter planned: the mails that the run has.
  package init(run name: String, planned: Int) {
    prefix = name + "-"
    names = Array(repeating: 0, count: planned)
  }

  /// Mails that came twice.
  var duplicates: Int { repeated.count }

  /// Whether an event told of the mail of that number.
  func hasSeen(_ number: Int) -> Bool { names[number - 1] != 0 }

  /// Takes one event; those of other mails are passed over.
  package mutating func add(_ event: JSONValue) {
    guard let mail = event["mail"], let type = event["eventType"]?.string,
      let key = mail["tags"]?["due_key"]?.elements.first(where: { _ in true })?.string,
      let number = number(of: key)
    else { return }
    let name = Self.hash(mail["messageId"]?.string ?? "")
    switch names[number - 1] {
    case 0: names[number - 1] = name
    case name: break
    default: repeated.insert(number)
    }
    counts[type, default: 0] += 1
    if type == "Delivery", let time = event["delivery"]?["processingTimeMillis"]?.integer {
      delivery.add(time)
    }
  }

  private func number(of key: String) -> Int? {
    guard key.hasPrefix(prefix), let number = Int(key.dropFirst(prefix.count)),
      (1...max(1, names.count)).contains(number), number <= names.count
    else { return nil }
    return number
  }

  /// FNV-1a; never 0.
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return max(hash, 1)
  }
}
