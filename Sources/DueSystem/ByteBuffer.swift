import CDueScan
import Glibc

/// Bytes that grow at the end: where records are written before they leave.
///
/// One allocation, doubled as it grows; `removeAll` keeps it. Nothing here makes a `String`.
package struct ByteBuffer: ~Copyable {
  @usableFromInline package var base: UnsafeMutablePointer<UInt8>
  @usableFromInline package var capacity: Int
  @usableFromInline package internal(set) var count = 0

  package init(capacity: Int = 4096) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  /// The bytes; valid until the next change.
  @inlinable package var bytes: UnsafeRawBufferPointer { .init(start: base, count: count) }

  package var string: String { bytes.string }

  @inlinable package mutating func removeAll() { count = 0 }

  /// Drops what was appended after the buffer had `count` bytes.
  @inlinable package mutating func truncate(to count: Int) { self.count = count }

  /// Counts `n` bytes in that were written behind the others, into room that was reserved.
  @inlinable package mutating func extend(by n: Int) { count += n }

  /// Makes room for `n` more bytes.
  @inlinable @inline(__always) package mutating func reserve(_ n: Int) {
    if count &+ n > capacity { grow(n) }
  }

  @usableFromInline package mutating func grow(_ n: Int) {
    capacity = max(capacity * 2, count + n)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }

  @inlinable @inline(__always) package mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  @inlinable package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    UnsafeMutableRawPointer(base + count).copyMemory(from: start, byteCount: bytes.count)
    count &+= bytes.count
  }

  /// Appends what `write` puts there: it has room for `n` bytes, and returns how many it wrote.
  @inlinable package mutating func append(
    upTo n: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int
  ) {
    reserve(n)
    count &+= write(base + count)
  }

  @inlinable package mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends `n` bytes that `body` puts where it is told to, part by part; fewer where it gives 0.
  package mutating func fill(
    _ n: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows {
    var left = n
    while left > 0 {
      let got = try fill(upTo: left, body)
      if got == 0 { return }
      left -= got
    }
  }

  /// Appends as many bytes as `body` says it has put where it is told to, at most `n`.
  @discardableResult
  package mutating func fill(
    upTo n: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows -> Int {
    reserve(n)
    let got = try body(UnsafeMutableRawBufferPointer(start: base + count, count: n))
    count += got
    return got
  }

  /// Appends the lowest `bytes` bytes of `value`, the highest of them first; at most eight.
  @inlinable package mutating func append(bigEndian value: Int64, bytes: Int) {
    if bytes == 0 { return }
    reserve(8)
    let shifted = UInt64(bitPattern: value) << UInt64(64 &- 8 &* bytes)
    UnsafeMutableRawPointer(base + count).storeBytes(of: shifted.bigEndian, as: UInt64.self)
    count &+= bytes
  }

  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends `value` in decimal.
  package mutating func append(decimal value: Int64) {
    reserve(20)
    var rest = value.magnitude
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { digits in
      var first = 20
      repeat {
        first -= 1
        digits[first] = UInt8(48 + rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 { append(UInt8(ascii: "-")) }
      append(UnsafeRawBufferPointer(rebasing: digits[first..<20]))
    }
  }
}

/// Bytes that somebody else owns: valid as long as the owner says.
package typealias Bytes = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
  /// Whether these are the bytes of `text`.
  @inlinable package func equals(_ text: StaticString) -> Bool {
    equals(Self(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Whether these are the same bytes as `other`.
  @inlinable package func equals(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count, let start = baseAddress, let otherStart = other.baseAddress else {
      return count == 0 && other.count == 0
    }
    return memcmp(start, otherStart, count) == 0
  }

  @inlinable package func starts(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount
      && Self(start: baseAddress, count: text.utf8CodeUnitCount).equals(text)
  }

  /// The text of these bytes; what is no UTF-8 in them becomes U+FFFD.
  package var string: String {
    let ascii = count < Self.longRun ? count : asciiRun(from: 0)
    return ascii == count ? String(decoding: self, as: UTF8.self) : joined
  }

  /// Bytes of ASCII that are worth a piece of their own.
  private static let longRun = 256

  private func asciiRun(from place: Int) -> Int {
    guard let start = baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    return due_ascii_run(start + place, count - place)
  }

  /// The text, put together of long runs of ASCII and what stands between them: the library takes
  /// the former whole, and goes through any other text letter by letter.
  private var joined: String {
    var text = ""
    text.reserveCapacity(count)
    func append(_ piece: Range<Int>) {
      if !piece.isEmpty { text += String(decoding: self[piece], as: UTF8.self) }
    }
    var done = 0
    var place = 0
    while place < count {
      let run = asciiRun(from: place)
      if run >= Self.longRun {
        append(done..<place)
        append(place..<(place + run))
        done = place + run
      }
      place += run
      while place < count, self[place] >= 0x80 { place += 1 }
    }
    append(done..<count)
    return text
  }
}
