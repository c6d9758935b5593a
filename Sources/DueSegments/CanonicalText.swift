import CDueScan
import DueSystem
import Foundation

/// A text in Unicode's normal form C, as bytes of UTF-8: two texts that people read as the same
/// have the same bytes.
package struct CanonicalText: Sendable, Hashable {
  package let bytes: [UInt8]

  package init(_ text: String) {
    bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
  }

  /// Whether a text is surely its own normal form C: below U+0300 nothing combines.
  @inline(__always)
  static func isPlain(_ text: Bytes) -> Bool {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    let ascii = due_ascii_run(start, text.count)
    if ascii == text.count { return true }
    // The lead bytes of U+0300 and above are CC and above; no other byte of UTF-8 is.
    return text[ascii...].allSatisfy { $0 < 0xCC }
  }

  /// Gives `body` the normal form of `text`.
  @inline(__always)
  static func with<T>(_ text: Bytes, _ body: (Bytes) -> T) -> T {
    if isPlain(text) { return body(text) }
    return CanonicalText(text.string).bytes.withUnsafeBytes(body)
  }
}

/// The texts of a definition, kept for as long as the definition is, so that its tests can be plain
/// pointers and numbers: nothing is counted or copied while they are asked of a million endpoints.
package final class TextArena {
  private var texts: [UnsafeMutableRawBufferPointer] = []
  private var lists: [UnsafeMutableBufferPointer<Bytes>] = []

  package init() {}

  deinit {
    for text in texts { text.deallocate() }
    for list in lists { list.deallocate() }
  }

  /// A copy of `text`.
  func keep(_ text: some Collection<UInt8>) -> Bytes {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count, alignment: 1)
    copy.copyBytes(from: text)
    texts.append(copy)
    return Bytes(copy)
  }

  /// Copies of `texts` in normal form C.
  func keep(canonical texts: [String]) -> UnsafeBufferPointer<Bytes> {
    let list = UnsafeMutableBufferPointer<Bytes>.allocate(capacity: texts.count)
    _ = list.initialize(from: texts.map { keep(CanonicalText($0).bytes) })
    lists.append(list)
    return UnsafeBufferPointer(list)
  }
}

/// Texts to be found among others. They belong to the arena they were made in.
package struct TextSet {
  /// In byte order.
  let texts: UnsafeBufferPointer<Bytes>

  init(_ texts: [String], in arena: TextArena) {
    let sorted = texts.map(CanonicalText.init).sorted {
      $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
    self.texts = arena.keep(canonical: sorted.map { String(decoding: $0.bytes, as: UTF8.self) })
  }

  /// Whether `text`, whatever its normal form, is one of them.
  @inline(__always)
  func contains(_ text: Bytes) -> Bool {
    CanonicalText.with(text) { containsExactly($0) }
  }

  @inline(__always)
  func containsExactly(_ text: Bytes) -> Bool {
    if texts.count > 8 { return isAmongMany(text) }
    for candidate in texts where candidate.isSame(as: text) { return true }
    return false
  }

  private func isAmongMany(_ text: Bytes) -> Bool {
    var low = 0
    var high = texts.count
    while low < high {
      let middle = (low + high) / 2
      if texts[middle].lexicographicallyPrecedes(text) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < texts.count && texts[low].isSame(as: text)
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  fileprivate func isSame(as other: Bytes) -> Bool {
    count == other.count && due_equal(baseAddress, other.baseAddress, count) != 0
  }

  /// Whether `needle` stands somewhere in these bytes; an empty one does.
  func contains(_ needle: Bytes) -> Bool {
    guard let first = needle.first else { return true }
    var rest = self
    while rest.count >= needle.count {
      guard let found = rest.prefix(rest.count - needle.count + 1).firstIndex(of: first) else {
        return false
      }
      rest = Bytes(rebasing: rest[found...])
      if due_equal(rest.baseAddress, needle.baseAddress, needle.count) != 0 { return true }
      rest = Bytes(rebasing: rest[1...])
    }
    return false
  }
}
