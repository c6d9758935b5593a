import DueSystem

/// Looks at the names of two maps without parsing the rest: both are in canonical form.
enum MapNames {
  /// Whether the maps have the same names in the same order, and texts, lists of texts or whole
  /// numbers for them: then the later map is the outcome of a merge.
  static func agree(_ a: Bytes, _ b: Bytes) -> Bool {
    var (p, q) = (1, 1)
    while true {
      guard let endOfA = endOfString(a, p), let endOfB = endOfString(b, q),
        Bytes(rebasing: a[p..<endOfA]).equals(Bytes(rebasing: b[q..<endOfB])),
        let nextOfA = endOfValue(a, endOfA + 1), let nextOfB = endOfValue(b, endOfB + 1)
      else { return false }
      (p, q) = (nextOfA + 1, nextOfB + 1)
      let (lastOfA, lastOfB) = (a[nextOfA] == UInt8(ascii: "}"), b[nextOfB] == UInt8(ascii: "}"))
      if lastOfA || lastOfB { return lastOfA && lastOfB }
    }
  }

  /// Hands the names of `map`, as they are written, to `body`; false for a map that has other values
  /// than these, which is to be parsed.
  static func forEach(_ map: Bytes, _ body: (Bytes) -> Void) -> Bool {
    var place = 1
    while true {
      guard let end = endOfString(map, place), let next = endOfValue(map, end + 1) else {
        return false
      }
      body(Bytes(rebasing: map[(place + 1)..<(end - 1)]))
      if map[next] == UInt8(ascii: "}") { return true }
      place = next + 1
    }
  }

  /// The place after the closing quote of the string at `start`.
  private static func endOfString(_ text: Bytes, _ start: Int) -> Int? {
    guard let base = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
    let count = text.count
    guard start < count, base[start] == UInt8(ascii: "\"") else { return nil }
    var p = start &+ 1
    while p < count {
      let byte = base[p]
      if byte == UInt8(ascii: "\"") { return p &+ 1 }
      p &+= byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  /// Whole numbers that doubles tell apart, so that equal ones are written alike.
  private static let digitLimit = 15

  /// The place after the list of strings, the string or the whole number at `start`, where another
  /// byte stands; nil for anything else.
  private static func endOfValue(_ text: Bytes, _ start: Int) -> Int? {
    guard start < text.count else { return nil }
    var p = start
    switch text[start] {
    case UInt8(ascii: "\""): return endOfString(text, start)
    case UInt8(ascii: "["):
      while text[p] != UInt8(ascii: "]") {
        guard let end = endOfString(text, p + 1), end < text.count else { return nil }
        p = end
      }
      p += 1
    default:
      while p < text.count, text[p] &- 48 <= 9 { p += 1 }
      guard p > start, p - start <= digitLimit, p < text.count,
        text[p] == UInt8(ascii: ",") || text[p] == UInt8(ascii: "}")
      else { return nil }
    }
    return p < text.count ? p : nil
  }
}
