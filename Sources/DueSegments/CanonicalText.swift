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

/// Texts to be found among others.
package struct TextSet: Sendable {
  /// In byte order.
  package let texts: [CanonicalText]

  package init(_ texts: [String]) {
    self.texts = texts.map(CanonicalText.init).sorted {
      $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
  }

  /// Whether `text`, whatever its normal form, is one of them.
  @inline(__always)
  package func contains(_ text: Bytes) -> Bool {
    CanonicalText.with(text) { containsExactly($0) }
  }

  @inline(__always)
  func containsExactly(_ text: Bytes) -> Bool {
    texts.count <= 8 ? isAmongFew(text) : isAmongMany(text)
  }

  @inline(__always)
  private func isAmongFew(_ text: Bytes) -> Bool {
    for candidate in texts {
      if candidate.bytes.withUnsafeBytes({
        $0.count == text.count && due_equal($0.baseAddress, text.baseAddress, text.count) != 0
      }) {
        return true
      }
    }
    return false
  }

  private func isAmongMany(_ text: Bytes) -> Bool {
    var low = 0
    var high = texts.count
    while low < high {
      let middle = (low + high) / 2
      if texts[middle].bytes.lexicographicallyPrecedes(text) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < texts.count && texts[low].bytes.elementsEqual(text)
  }
}

extension UnsafeRawBufferPointer {
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
