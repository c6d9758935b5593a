import DueFormats
import DueSystem

extension Instant {
  /// The time that a value of a segment is: `YYYY-MM-DDTHH:MM:SS[.fff](Z|±HH:MM)`, or a bare date,
  /// which is its midnight in UTC. Anything else is nil, and so matches nothing: other forms are
  /// read in other ways elsewhere, and digits after the third would have to be dropped.
  init?(segmentValue text: Bytes) {
    guard Self.isDate(text) || Self.isTime(text), let instant = Instant(text) else { return nil }
    self = instant
  }

  init?(segmentValue text: String) {
    var text = text
    guard let instant = text.withUTF8({ Instant(segmentValue: Bytes($0)) }) else { return nil }
    self = instant
  }

  private static func isDate(_ text: Bytes) -> Bool { text.count == 10 }

  /// What `Instant` does not insist on; it does on the rest.
  private static func isTime(_ text: Bytes) -> Bool {
    guard text.count >= 20, text[10] == UInt8(ascii: "T"), text[16] == UInt8(ascii: ":") else {
      return false
    }
    var zone = 19
    if text[19] == UInt8(ascii: ".") {
      zone = 23  // three digits
    } else if text[19] == UInt8(ascii: ",") {
      return false
    }
    switch text.count - zone {
    case 1: return text[zone] == UInt8(ascii: "Z")
    case 6: return text[zone] != UInt8(ascii: "Z") && text[zone + 3] == UInt8(ascii: ":")
    default: return false
    }
  }
}
