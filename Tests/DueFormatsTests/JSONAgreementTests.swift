import DueFormats
import DueSystem
import Foundation
import Testing

/// Our JSON reader and Foundation's take the same texts and refuse the same texts.
@Suite struct JSONAgreementTests {
  /// A random JSON text; now and then with a byte too many, too few, or another.
  struct Generator {
    var random: SplitMix64

    mutating func pick<T>(_ items: [T]) -> T {
      items[Int(random.next() % UInt64(items.count))]
    }

    mutating func value(depth: Int) -> String {
      switch random.next() % (depth > 4 ? 5 : 8) {
      case 0: return pick(["null", "true", "false"])
      case 1: return pick(["0", "-0", "7", "-12", "1.5", "10e3", "1E-2", "12345678901234567890"])
      case 2, 3, 4:
        return
          "\"" + pick(["", "a", "é", "😀", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\"", "/", "\\/"])
          + pick(["", "x", " "]) + "\""
      case 5: return "[" + list(depth) { $0.value(depth: depth + 1) } + "]"
      default:
        return "{" + list(depth) { "\"k\($0.random.next() % 5)\":" + $0.value(depth: depth + 1) }
          + "}"
      }
    }

    mutating func list(_ depth: Int, _ item: (inout Generator) -> String) -> String {
      var items: [String] = []
      for _ in 0..<random.next() % 4 { items.append(item(&self)) }
      return items.joined(separator: pick([",", ", ", ",\n"]))
    }

    mutating func damaged(_ text: String) -> [UInt8] {
      var bytes = Array(text.utf8)
      for _ in 0..<random.next() % 3 where !bytes.isEmpty {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(pick(Array("{}[]\",:0-.e\\tn\u{1} ".utf8)), at: place)
        default: bytes[place] = pick([0x00, 0x22, 0x5b, 0x7d, 0x2c, 0x30, 0x65, 0xff, 0xc3, 0x61])
        }
      }
      return bytes
    }
  }

  @Test("takes and refuses what Foundation does", arguments: 0..<8)
  func agrees(seed: UInt64) throws {
    var generator = Generator(random: SplitMix64(seed: seed))
    for _ in 0..<2500 {
      let text = generator.value(depth: 0)
      let bytes = generator.damaged(text)
      let ours = bytes.withUnsafeBytes { raw -> JSON? in try? JSON(parsing: raw) }
      let theirs = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: .fragmentsAllowed)
      // Foundation takes UTF-16 and UTF-32, which a zero byte announces; records are UTF-8.
      if bytes.prefix(4).contains(0) { continue }
      // Two of its own habits: it takes a comma before '}', and refuses what no Double holds.
      let loose = String(decoding: bytes, as: UTF8.self)
      if loose.contains(/,\s*\}/) || loose.contains(/[eE]\+?\d{3}/) { continue }
      #expect(
        (ours == nil) == (theirs == nil),
        "seed \(seed): \(String(decoding: bytes, as: UTF8.self)) \(bytes)")
      if let ours {
        // What we write, we read again as the same.
        #expect(try JSON(parsing: ours.text) == ours)
      }
    }
  }
}
