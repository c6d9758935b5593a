import DueFormats
import DueModel
import DueSystem

/// What events of SES tell of a run: deliveries, mails that came twice, and mails of which nothing
/// was ever heard.
///
/// An event is known by the mail's key, which every sender of due puts into its tags. Twelve
/// bytes are kept for each mail of the run.
package struct LoadEvents: Sendable {
  private let prefix: String
  /// Of each mail, by its number less one, the hash of SES's name for it; 0 for none.
  private var names: [UInt64]
  /// Of each mail, a bit for each type that was told of it, by `types`.
  private var seen: [UInt32]
  private var types: [String: Int] = [:]
  /// Mails that an event told of, by type: one that came several times counts once.
  private(set) var counts: [String: Int] = [:]
  /// Events of mails of the run that SES had under more than one name.
  private var repeated: Set<Int> = []
  /// Milliseconds from acceptance to delivery.
  private(set) var delivery = LatencyHistogram()

  /// - Parameter planned: the mails that the run has.
  package init(run name: String, planned: Int) {
    prefix = name + "-"
    names = Array(repeating: 0, count: planned)
    seen = Array(repeating: 0, count: planned)
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
    guard isFirst(type, of: number) else { return }
    counts[type, default: 0] += 1
    if type == "Delivery", let time = event["delivery"]?["processingTimeMillis"]?.integer {
      delivery.add(time)
    }
  }

  /// Whether no event of that type told of the mail before; SES has some ten types.
  private mutating func isFirst(_ type: String, of number: Int) -> Bool {
    let place = types[type] ?? types.count
    guard place < UInt32.bitWidth else { return true }
    types[type] = place
    let bit: UInt32 = 1 << UInt32(place)
    defer { seen[number - 1] |= bit }
    return seen[number - 1] & bit == 0
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
