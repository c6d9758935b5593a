import DueSystem
import Glibc

/// Text of mail as bytes: names in whatever case, white space around values.
extension UnsafeRawBufferPointer {
  /// Whether these bytes are `text` but for the case of ASCII letters. `text` is in lower case.
  @inlinable package func isFolded(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && hasFoldedPrefix(text)
  }

  /// Whether these bytes begin with `text` but for case. `text` is in lower case.
  @inlinable package func hasFoldedPrefix(_ text: StaticString) -> Bool {
    let wanted = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard count >= wanted.count else { return false }
    for i in 0..<wanted.count where self[i].folded != wanted[i] { return false }
    return true
  }

  /// Whether these bytes end with `text` but for case. `text` is in lower case.
  package func hasFoldedSuffix(_ text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && Bytes(rebasing: self[(count - text.utf8CodeUnitCount)...]).isFolded(text)
  }

  /// Where `text`, which is in lower case, begins first, but for case; nil for nowhere.
  package func firstFolded(_ text: Bytes) -> Int? {
    guard let start = text.first, count >= text.count else { return nil }
    for i in 0...(count - text.count) where self[i].folded == start {
      var k = 1
      while k < text.count, self[i &+ k].folded == text[k] { k &+= 1 }
      if k == text.count { return i }
    }
    return nil
  }

  package func containsFolded(_ text: StaticString) -> Bool {
    firstFolded(Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount)) != nil
  }

  /// Without the white space at both ends.
  package var trimmedSpace: Bytes {
    var first = 0
    var end = count
    while first < end, self[first] <= 0x20 { first &+= 1 }
    while end > first, self[end &- 1] <= 0x20 { end &-= 1 }
    return Bytes(rebasing: self[first..<end])
  }

  /// The bytes before the first `byte`, and those after it; nil where there is none.
  package func split(at byte: UInt8) -> (before: Bytes, after: Bytes)? {
    guard let place = firstIndex(of: byte) else { return nil }
    return (Bytes(rebasing: self[..<place]), Bytes(rebasing: self[(place + 1)...]))
  }

  /// Where the line that begins at `start` ends: behind its line feed, or at the end.
  @inlinable package func lineEnd(from start: Int) -> Int {
    guard start < count, let base = baseAddress,
      let found = memchr(base + start, 0x0a, count &- start)
    else { return count }
    return base.distance(to: UnsafeRawPointer(found)) &+ 1
  }

  /// The line from `start` to `end` without its line end, LF or CR LF.
  @inlinable package func line(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    var end = end
    if end > start, self[end &- 1] == 0x0a { end &-= 1 }
    if end > start, self[end &- 1] == 0x0d { end &-= 1 }
    return UnsafeRawBufferPointer(rebasing: self[start..<end])
  }

  /// The ids of a field such as `References`, without their brackets: printable ASCII, nothing else
  /// (RFC 5322, 3.6.4).
  package var messageIDs: [Bytes] {
    var found: [Bytes] = []
    var place = 0
    while let open = self[place...].firstIndex(of: UInt8(ascii: "<")),
      let close = self[open...].firstIndex(of: UInt8(ascii: ">"))
    {
      let id = Bytes(rebasing: self[(open + 1)..<close])
      place = close + 1
      if id.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x3c }) { found.append(id) }
    }
    return found
  }
}
